"""The page of first figures and its PDF: the same figures, for the team only."""

import io
import re
from datetime import date
from html import unescape

import pikepdf
import pytest

from tests.factories import EnrolmentFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
MARCH = "?du=2026-03-01&au=2026-03-31"


@pytest.fixture
def entered(programme):
    """Twelve people entered in March 2026."""
    for number in range(12):
        EnrolmentFactory(
            participant=ParticipantFactory(gender="woman" if number < 7 else "man"),
            programme=programme,
            entered_on=date(2026, 3, 10),
            labour_status="unemployed",
            months_at_entry=30 if number < 9 else 6,
        )


def words(response) -> str:
    """Return the text of a page without markup."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).replace("\xa0", " ").split())


def test_page_shows_counts_before_percentages(as_coordinator, entered):
    page = words(as_coordinator.get(f"/impact/{MARCH}"))

    assert "R01 · Personnes entrées 12 personnes" in page
    assert "R02 · Demandeur·euses d'emploi 12 sur 12 · 100 % (76–100) 100 %" in page
    assert "R04 · Très longue durée (≥ 24 m) 9 sur 12 · 75 % (47–91) 100 %" in page
    assert "Du 1er mars 2026 au 31 mars 2026." in page


def test_page_masks_small_cells(as_coordinator, entered):
    page = words(as_coordinator.get(f"/impact/{MARCH}"))

    assert "femme masqué masqué 0 7 homme masqué masqué 0 5 Total 9 3 0 12" in page


def test_page_carries_one_chart_that_speaks(as_coordinator, entered):
    page = as_coordinator.get(f"/impact/{MARCH}").content.decode()

    assert page.count('<svg class="chart"') == 1
    assert "<title>Sur 12 personnes entrées : " in page


def test_page_covers_the_programme_until_today_by_default(as_coordinator, programme, entered):
    answer = as_coordinator.get("/impact/")

    assert answer.context["report"].period.first_day == programme.starts_on
    assert "12 personnes" in words(answer)


def test_page_says_why_a_period_is_refused_and_shows_the_whole(as_coordinator, programme):
    answer = as_coordinator.get("/impact/?du=2026-03-31&au=2026-03-01")

    assert "La fin vient après le début." in words(answer)
    assert answer.context["report"].period.first_day == programme.starts_on


@pytest.mark.parametrize("question", ["?du=demain", "?du=0000-00-00&au=9999-12-31", "?au=%00", "?du=9999-12-31"])
def test_page_survives_any_question(as_coordinator, question):
    assert as_coordinator.get(f"/impact/{question}").status_code == 200


def test_page_without_anybody_says_so(as_coordinator):
    assert "Personne n’est entré pendant cette période" in words(as_coordinator.get(f"/impact/{MARCH}"))


def test_page_counts_nobody_of_another_programme(as_stranger, entered):
    assert "aucune personne" in words(as_stranger.get(f"/impact/{MARCH}"))


def test_page_is_closed_to_the_housing_company(as_housing):
    assert as_housing.get("/impact/").status_code == 403
    assert as_housing.get("/impact/premiers-chiffres.pdf").status_code == 403


def test_page_links_to_the_pdf_of_the_same_period(as_coordinator, entered):
    page = as_coordinator.get(f"/impact/{MARCH}").content.decode()

    assert 'href="/impact/premiers-chiffres.pdf?du=2026-03-01&amp;au=2026-03-31"' in page


def test_pdf_is_tagged_and_named_after_its_period(as_coordinator, entered):
    answer = as_coordinator.get(f"/impact/premiers-chiffres.pdf{MARCH}")

    document = pikepdf.open(io.BytesIO(answer.content))
    assert "premiers-chiffres-2026-03-01-2026-03-31.pdf" in answer["Content-Disposition"]
    assert (len(document.pages) <= 2, bool(document.Root.MarkInfo.Marked)) == (True, True)


def test_page_asks_the_same_number_of_questions(as_coordinator, programme, entered, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        as_coordinator.get(f"/impact/{MARCH}")
