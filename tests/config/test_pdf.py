"""Printed documents: nothing fetched, fonts embedded, tagged, the same bytes twice, the pages they promise."""

import base64
import importlib.abc
import io
import re
import sys
import threading
from datetime import date, time
from decimal import Decimal
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pikepdf
import pytest
from django.template.loader import render_to_string
from PIL import Image

from config import pdf
from config.pdf import PdfLibraryError, render_pdf
from impact.charts import dot_interval_chart
from impact.first_figures import Breakdown, FirstFigures, Row
from impact.indicators import Figure, Measure, Period
from impact.statistics import Completeness, Share


@pytest.fixture
def convention():
    """Every value as long as real ones get."""
    insurer = "Compagnie Générale d’Assurances Mutuelles de Bruxelles"
    return SimpleNamespace(
        number="2026-0147",
        programme="Chantiers participatifs en pied d’immeuble 2026–2027",
        organisation=SimpleNamespace(
            name="Mission Locale de Molenbeek-Saint-Jean",
            legal_form="association sans but lucratif (asbl)",
            purpose="accompagner vers l’emploi et la formation les personnes qui habitent la commune et cherchent un "
            "travail, avec une attention particulière à celles qui en sont le plus éloignées, et soutenir leur "
            "participation à la vie du quartier.",
            address="Boulevard Léopold II 101–103, 1080 Molenbeek-Saint-Jean",
            enterprise_number="0456.789.012",
            contact="vieprivee@missionlocale.example, 02 555 12 34",
        ),
        volunteer=SimpleNamespace(
            name="Abdelkader-Mohammed Van Cauwenberghe-El Amrani",
            birth_date=date(1979, 2, 28),
            address="Avenue du Roi Baudouin 1234, boîte 56, 1080 Molenbeek-Saint-Jean",
        ),
        emergency=SimpleNamespace(name="Marie-Christine Van Cauwenberghe-Vandenbroucke", phone="+32 477 12 34 56"),
        task="remise en peinture des caves et des halls, pose de rayonnages, petit jardinage et entretien des bacs à "
        "plantes, préparation du matériel, accueil des habitants pendant les journées ouvertes",
        places="Cour du Canal (rue de l’Écluse 12–18, 1080), Tour des Glycines (place des Glycines 3, 1080), "
        "Îlot des Ateliers (quai aux Briques 45, 1000), Résidence des Peupliers",
        indicative_hours="lundi, mardi et jeudi de 8 h 30 à 12 h 00, un vendredi sur deux de 13 h 00 à 16 h 30",
        starts_on=date(2026, 9, 28),
        ends_on=date(2027, 6, 30),
        referent=SimpleNamespace(name="Jean-Baptiste Vandenberghe, chargé des opérations", phone="+32 2 555 12 34"),
        liability=SimpleNamespace(insurer=insurer, policy="RC-VOL-2026/0012345678-A"),
        accident=SimpleNamespace(insurer=insurer, policy="AC-VOL-2026/0098765432-B"),
        liability_text="Si vous causez un dommage pendant l’activité, l’organisation en répond. Vous en répondez "
        "seulement en cas de fait volontaire, de faute grave, ou de faute légère habituelle.",
        other_risks_text="Accident corporel pendant l’activité et sur le chemin entre chez vous et le chantier.",
        payment_text="Le défraiement est versé une fois par mois, avant le 10 du mois qui suit, par virement sur votre "
        "compte bancaire.",
        discretion_text="Vous gardez pour vous ce que vous apprenez sur les habitants, l’équipe et les autres "
        "volontaires. Certaines informations peuvent relever du secret professionnel protégé par le Code pénal. Ce "
        "devoir continue après la fin de l’activité.",
        day_amount=Decimal("30.00"),
        ceiling=SimpleNamespace(day_max=Decimal("44.02"), year_max=Decimal("1760.83")),
        year=2026,
        steps=[
            "Formulaire C45B déposé le 14 septembre 2026 auprès de votre organisme de paiement.",
            "CPAS de Molenbeek-Saint-Jean informé le 15 septembre 2026.",
            "Titre de séjour valable jusqu’au 31 décembre 2027.",
        ],
    )


@pytest.fixture
def sheet():
    return SimpleNamespace(
        site="Cour du Canal",
        address="rue de l’Écluse 12–18, 1080 Molenbeek-Saint-Jean",
        activity="Peinture des cages d’escalier B et C",
        kind="Volontariat",
        day=date(2026, 3, 4),
        starts_at=time(8, 30),
        ends_at=time(12),
        lead="Jean-Baptiste V.",
        duty_line="02 555 12 34",
        names=[f"Prénom {letter}." for letter in "ABCDEFGHIJKLMNO"],
        blank_rows=range(3),
    )


@pytest.fixture
def report():
    share = Share(9, 30)
    measure = Measure(share=share, completeness=Completeness(19, 30))
    definition = "Personnes sans travail depuis 24 mois ou plus à l’entrée, parmi toutes les personnes entrées."
    codes = ("R01", "R02", "R03", "R04", "P02", "P03", "P04", "P08")
    columns = ("24 mois ou plus", "moins de 24 mois", "durée inconnue", "Total")
    rows = [Row(f"Site {number}", tuple((column, "masqué") for column in columns)) for number in range(4)]
    return FirstFigures(
        programme="Chantiers participatifs en pied d’immeuble",
        period=Period(date(2026, 1, 1), date(2026, 3, 31)),
        made_on=date(2026, 4, 2),
        figures=tuple(Figure(code, "Très longue durée (≥ 24 m)", measure, definition) for code in codes),
        chart=dot_interval_chart("Sur 30 personnes, 9 sont sans travail depuis deux ans.", [("Deux ans", share)] * 3),
        tables=tuple(Breakdown(f"Personnes entrées, {feature}", columns, tuple(rows)) for feature in "abc"),
    )


@pytest.fixture
def print_html(tmp_path, settings):
    """Print the given HTML as the content of a document."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path]}]

    def print_(content, **context):
        page = '{% extends "pdf/base.html" %}{% block content %}' + content + "{% endblock %}"
        (tmp_path / "essai.html").write_text(page, encoding="utf-8")
        return render_pdf("essai.html", context, title="Essai")

    return print_


@pytest.fixture
def web_server():
    """A server of this machine that notes every address asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(dot_png())

        def log_message(self, *args):
            """Say nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", asked=asked)
    server.shutdown()
    server.server_close()


def dot_png() -> bytes:
    """Return an image of one red dot."""
    buffer = io.BytesIO()
    Image.new("RGB", (1, 1), "red").save(buffer, "PNG")
    return buffer.getvalue()


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def images_in(data: bytes) -> int:
    """Count the images a PDF carries."""
    document = opened(data)
    return sum(isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image" for item in document.objects)


def fonts_in(data: bytes) -> dict[str, bool]:
    """Return the fonts of a PDF, without their subset's prefix, and whether each is embedded."""
    document = opened(data)
    return {
        str(item.FontName)[8:]: any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        for item in document.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    }


def tags_in(data: bytes) -> list[str]:
    """Return the kinds of the structure elements of a PDF, in reading order."""
    document, found = opened(data), []

    def walk(element):
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append(str(element.S))
            if "/K" in element:
                walk(element.K)

    walk(document.Root.StructTreeRoot)
    return found


def test_pdf_embeds_an_image_given_in_place(print_html):
    address = "data:image/png;base64," + base64.b64encode(dot_png()).decode()

    assert images_in(print_html(f'<img src="{address}" alt="Un point">')) == 1


@pytest.mark.parametrize(
    "content",
    [
        '<img src="{address}" alt="Un point">',
        '<link rel="stylesheet" href="{address}">',
        '<link rel="attachment" href="{address}">',
        '<object data="{address}"></object>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}" width="9" height="9"/></svg>',
        "<style>body {{ background: url({address}); }} @font-face {{ font-family: x; src: url({address}); }}</style>",
        '<style>@import "{address}";</style>',
    ],
)
def test_pdf_reads_neither_this_machine_nor_the_network(print_html, web_server, tmp_path, content):
    image = tmp_path / "secret.png"
    image.write_bytes(dot_png())

    from_disk = print_html(content.format(address=image.as_uri()))
    from_network = print_html(content.format(address=web_server.url + "/secret.png"))

    assert (images_in(from_disk), images_in(from_network)) == (0, 0)
    assert [opened(data).attachments for data in (from_disk, from_network)] == [{}, {}]
    assert web_server.asked == []


def test_pdf_shows_markup_as_it_was_typed(print_html, web_server):
    typed = f'<img src="{web_server.url}/x"> {{{{7*7}}}}'

    data = print_html("<p>{{ typed }}</p>", typed=typed)

    assert (images_in(data), web_server.asked) == (0, [])


@pytest.mark.parametrize(
    ("template", "name", "pages"),
    [
        ("pdf/convention.html", "convention", 2),
        ("pdf/sign_in_sheet.html", "sheet", 1),
        ("pdf/first_figures.html", "report", 2),
    ],
)
def test_document_is_accessible_and_reproducible(request, template, name, pages):
    context = {name: request.getfixturevalue(name)}

    data = render_pdf(template, context, title="Un titre")

    document = opened(data)
    assert len(document.pages) == pages
    assert (str(document.Root.Lang), bool(document.Root.MarkInfo.Marked)) == ("fr", True)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert (metadata["pdfuaid:part"], metadata["dc:title"]) == ("1", "Un titre")
    assert tags_in(data)[:2] == ["/Document", "/H1"]
    assert fonts_in(data)
    assert all(fonts_in(data).values())
    assert render_pdf(template, context, title="Un titre") == data


def test_convention_is_set_in_inter_or_dejavu(convention):
    families = {
        name.split("-")[0]
        for name in fonts_in(render_pdf("pdf/convention.html", {"convention": convention}, title="x"))
    }

    assert families <= {"Inter", "DejaVu"}


def test_convention_has_two_pages_when_values_are_short(convention):
    convention.task = "peinture"
    convention.places = "Cour du Canal"
    convention.indicative_hours = "lundi de 9 h à 12 h"
    convention.organisation.purpose = "l’insertion."
    convention.steps = []

    assert len(opened(render_pdf("pdf/convention.html", {"convention": convention}, title="x")).pages) == 2


def test_convention_says_the_six_things_of_the_law(convention):
    words = words_of("pdf/convention.html", {"convention": convention})

    for said in (
        "association sans but lucratif (asbl)",
        "Son but : accompagner vers l’emploi",
        "Responsabilité civile (dommage causé à quelqu’un d’autre) : Compagnie Générale",
        "Mutuelles de Bruxelles, police n° RC-VOL-2026/0012345678-A",
        "Autres risques : Accident corporel pendant l’activité et sur le chemin",
        "Mutuelles de Bruxelles, police n° AC-VOL-2026/0098765432-B",
        "Si vous causez un dommage pendant l’activité, l’organisation en répond.",
        "Vous recevez 30,00 € par jour de volontariat.",
        "versé une fois par mois, avant le 10 du mois qui suit, par virement sur votre compte bancaire",
        "44,02 € par jour et 1 760,83 € par an",
        "secret professionnel protégé par le Code pénal",
        "ne constitue pas un contrat de travail",
        "sans donner de raison",
        "du 28 septembre 2026 au 30 juin 2027",
    ):
        assert said in words


def test_convention_without_allowance_promises_none(convention):
    convention.day_amount = Decimal(0)

    words = words_of("pdf/convention.html", {"convention": convention})

    assert "Cette activité ne donne pas de défraiement." in words
    assert "virement" not in words


def test_convention_before_the_years_ceilings_names_no_amount(convention):
    """In December the next year's ceilings are not on record yet: last year's never stand in for them."""
    convention.ceiling = None

    words = words_of("pdf/convention.html", {"convention": convention})

    assert "deux plafonds pour 2026, toutes organisations confondues, par jour et par an." in words


def test_sign_in_sheet_has_a_row_for_each_and_three_blank(sheet):
    words = words_of("pdf/sign_in_sheet.html", {"sheet": sheet})

    assert words.count("Prénom ") - words.count("Prénom Arrivée") == 15
    assert words.count(" + ") == 3
    assert "mercredi 4 mars 2026, 08:30–12:00" in words


def test_sign_in_sheet_goes_on_overleaf(sheet):
    sheet.names = [f"Prénom {number}." for number in range(22)]

    assert len(opened(render_pdf("pdf/sign_in_sheet.html", {"sheet": sheet}, title="x")).pages) == 2


def test_demonstration_documents_carry_their_mark(sheet):
    assert "DÉMO" in words_of("pdf/sign_in_sheet.html", {"sheet": sheet, "is_demo": True})
    assert "DÉMO" not in words_of("pdf/sign_in_sheet.html", {"sheet": sheet})


def test_missing_libraries_are_named(monkeypatch):
    """On a bare machine WeasyPrint fails while it is imported."""

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libgobject-2.0-0'")

    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    pdf._press.cache_clear()

    with pytest.raises(PdfLibraryError, match=r"Installez libpangoft2-1.0-0 et libharfbuzz-subset0"):
        render_pdf("pdf/base.html", {}, title="x")


def words_of(template: str, context: dict) -> str:
    """Return the words of a document, its markup and line breaks taken out."""
    html = render_to_string(template, {**context, "title": "x", "language": "fr"})
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).replace("\xa0", " ").split())
