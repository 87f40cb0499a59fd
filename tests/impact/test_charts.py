"""The dot-and-interval chart: where dots stand, how much it weighs, what it says without eyes."""

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from impact.charts import dot_interval_chart
from impact.statistics import Share

SENTENCE = "Sur 30 personnes entrées, 21 cherchent un emploi et 9 sont sans travail depuis deux ans ou plus."
SHARES = [
    ("Cherchent un emploi", Share(21, 30)),
    ("Sans travail depuis plus d’un an", Share(15, 28)),
    ("Sans travail depuis deux ans ou plus", Share(9, 30)),
    ("Locataires sociaux", Share(3, 7)),
]


@pytest.fixture
def svg():
    return render_to_string("components/charts/dot_interval.svg", {"chart": dot_interval_chart(SENTENCE, SHARES)})


def test_chart_puts_each_dot_inside_its_interval():
    chart = dot_interval_chart(SENTENCE, [("Aucune", Share(0, 12)), ("Toutes", Share(12, 12)), ("Tiers", Share(9, 30))])

    assert [(row.low, row.dot, row.high) for row in chart.rows] == [
        (8, 8, 91),
        (269, 352, 352),
        (65, 111, 173),
    ]
    assert [str(row.share) for row in chart.rows] == [
        "0 sur 12 · 0 % (0–24)",
        "12 sur 12 · 100 % (76–100)",
        "9 sur 30 · 30 % (17–48)",
    ]


def test_chart_draws_no_dot_under_ten_people():
    chart = dot_interval_chart(SENTENCE, SHARES)

    assert (chart.rows[3].dot, str(chart.rows[3].share)) == (None, "3 sur 7")
    assert render_to_string("components/charts/dot_interval.svg", {"chart": chart}).count("<circle") == 3


def test_chart_weighs_less_than_two_kilobytes(svg):
    assert len(svg.encode()) < 2048


def test_chart_is_an_image_that_says_a_whole_sentence(svg):
    root = ElementTree.fromstring(svg)

    assert root.get("role") == "img"
    assert root.find("{http://www.w3.org/2000/svg}title").text == SENTENCE


def test_chart_keeps_to_the_strict_content_policy(svg):
    assert re.findall(r"style=|<style|<script|\son\w+=|href=", svg) == []


def test_chart_escapes_its_labels():
    chart = dot_interval_chart("<script>", [("<b>Îlot & cour</b>", Share(5, 20))])

    svg = render_to_string("components/charts/dot_interval.svg", {"chart": chart})

    assert "&lt;b&gt;Îlot &amp; cour&lt;/b&gt;" in svg
    assert "<script>" not in svg


def test_chart_has_the_same_figures_in_a_table_under_it():
    html = render_to_string(
        "components/charts/dot_interval.html",
        {"chart": dot_interval_chart(SENTENCE, SHARES), "caption": "Personnes entrées"},
    )

    cells = re.findall(r'<td class="number"[^>]*>(.*?)</td>', html)
    assert cells[:4] == ["21", "30", "70 %", "52–83 %"]
    assert cells[8:] == ["9", "30", "30 %", "17–48 %", "3", "7", "moins de 10 personnes"]
