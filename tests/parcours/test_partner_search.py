"""The directory searched by need: words, theme, language, kind, what is to check; the list given out."""

import csv
import io

import pytest
from django.urls import reverse

from parcours.models import Partner, PartnerService
from tests.parcours.factories import PartnerFactory, PartnerServiceFactory
from tests.parcours.partner_lists import apply, upload

pytestmark = pytest.mark.django_db
LIST, FILE = "/partenaires/", "/partenaires/liste.csv"


@pytest.fixture
def directory(programme):
    """Two partners with services, one without, one closed."""
    school = PartnerFactory(programme=programme, name="École du Canal", kind="oisp", verified_on="2025-03-03")
    PartnerServiceFactory(
        partner=school, name="Cours de français", languages=["français", "arabe"], delay_days=10, places="12 par groupe"
    )
    PartnerServiceFactory(partner=school, name="Atelier numérique", themes=["digital"], languages=["français"])
    PartnerServiceFactory(
        partner=school, name="Turc écrit", themes=["language"], languages=["turc"], closed_on="2025-01-02"
    )
    debts = PartnerFactory(programme=programme, name="Relais Dettes", kind="debt")
    PartnerServiceFactory(
        partner=debts, name="Médiation", themes=["money"], languages=["néerlandais"], conditions="Habiter Évere"
    )
    PartnerFactory(programme=programme, name="Crèche Coccinelle", kind="childcare")
    closed = PartnerFactory(programme=programme, name="Ancien centre", closed_on="2025-01-02")
    PartnerServiceFactory(partner=closed, name="Cours", themes=["language"])
    return programme


def found(client, **parameters):
    """Return the names found, with the services shown for each."""
    page = client.get(LIST, parameters).context["page"]
    return {partner.name: [service.name for service in partner.offered] for partner in page}


SCHOOL, DEBTS, CHILDCARE = "École du Canal", "Relais Dettes", "Crèche Coccinelle"


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({}, [CHILDCARE, SCHOOL, DEBTS]),
        ({"q": "ecole CANAL"}, [SCHOOL]),
        ({"q": "mediation"}, [DEBTS]),
        ({"q": "evere relais"}, [DEBTS]),
        ({"q": "turc"}, []),
        ({"theme": "money"}, [DEBTS]),
        ({"langue": "français"}, [SCHOOL]),
        ({"langue": "NL"}, [DEBTS]),
        ({"langue": "Francais"}, [SCHOOL]),
        ({"langue": "wolof"}, []),
        ({"theme": "digital", "langue": "arabe"}, []),
        ({"theme": "language", "langue": "arabe"}, [SCHOOL]),
        ({"genre": "childcare"}, [CHILDCARE]),
        ({"a_verifier": "on"}, [CHILDCARE, DEBTS]),
        ({"fermes": "on", "theme": "language"}, ["Ancien centre", SCHOOL]),
        ({"theme": "nimporte"}, [CHILDCARE, SCHOOL, DEBTS]),
    ],
)
def test_partners_are_found_by_need(as_counsellor, directory, parameters, names):
    assert list(found(as_counsellor, **parameters)) == names


def test_each_partner_shows_what_it_offers_for_the_need(as_operations, directory):
    assert found(as_operations, theme="language") == {SCHOOL: ["Cours de français"]}
    assert found(as_operations)[SCHOOL] == ["Atelier numérique", "Cours de français"]


def test_row_says_delay_places_languages_and_what_is_to_check(as_coordinator, directory):
    page = as_coordinator.get(LIST).content.decode()

    assert "en général 10 jours · 12 par groupe" in page
    assert "français, arabe" in page
    assert page.count("à vérifier</span>") == 2


@pytest.mark.parametrize(
    ("days", "words"), [(None, ""), (0, "sans attente"), (1, "en général 1 jour"), (10, "en général 10 jours")]
)
def test_delay_is_said_in_words(days, words):
    assert PartnerService(delay_days=days).delay_words == words


def test_active_filters_are_said_in_words(as_counsellor, directory):
    page = as_counsellor.get(LIST, {"q": "cours", "theme": "language", "langue": "arabe", "a_verifier": "on"})

    assert page.context["filter"].words == [
        "Mots : cours", "Besoin : langue", "Langue : arabe", "Seulement à vérifier",
    ]  # fmt: skip
    assert "Aucun partenaire ne correspond" in page.content.decode()


def test_search_while_typing_gets_the_results_only(as_counsellor, directory):
    page = as_counsellor.get(LIST, {"q": "canal"}, headers={"HX-Request": "true"}).content.decode()

    assert "École du Canal" in page
    assert "<html" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_six_queries_whatever_its_rows(as_counsellor, programme, rows, django_assert_num_queries):
    for _number in range(rows):
        PartnerServiceFactory.create_batch(2, partner=PartnerFactory(programme=programme))

    with django_assert_num_queries(6):
        as_counsellor.get(LIST, {"theme": "language", "q": "cours"})


def lines(client, **parameters):
    answer = client.get(FILE, parameters)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_file_holds_what_the_filters_show(as_operations, directory):
    assert [(line["Nom"], line["Service"]) for line in lines(as_operations)] == [
        (CHILDCARE, ""), (SCHOOL, "Atelier numérique"), (SCHOOL, "Cours de français"), (DEBTS, "Médiation"),
    ]  # fmt: skip
    assert lines(as_operations, theme="language") == [
        {
            "Nom": SCHOOL, "Genre": "organisme d'insertion (OISP)", "Service": "Cours de français", "Thèmes": "langue",
            "Langues": "français, arabe", "Conditions": "", "Places": "12 par groupe", "Délai (jours)": "10",
            "Téléphone": "", "E-mail": "", "Adresse": "", "Code postal": "", "Commune": "", "Site web": "",
            "Vérifié le": "03/03/2025",
        }
    ]  # fmt: skip


def test_cells_of_the_file_are_no_formulas(as_operations, programme):
    partner = PartnerFactory(programme=programme, name="@SUM(A1)")
    for sign in "=+-@":
        PartnerServiceFactory(partner=partner, name=f"{sign}cmd", conditions=f"{sign}1+1")

    cells = {cell for line in lines(as_operations) for cell in line.values()}

    assert {cell for cell in cells if cell.startswith(("=", "+", "-", "@"))} == set()
    assert "'=cmd" in cells


def test_file_given_out_is_read_back_and_changes_nothing(as_counsellor, directory, tmp_path):
    before = list(Partner.objects.values()), list(PartnerService.objects.values())
    run = upload(as_counsellor, as_counsellor.get(FILE).content.decode("utf-8"))
    apply(as_counsellor, run)

    assert (run.summary["created"], run.summary["updated"], run.summary["matched"]) == (0, 0, 4)
    assert (run.summary["refused"], run.summary["warnings"]) == ([], [])
    assert (list(Partner.objects.values()), list(PartnerService.objects.values())) == before


def test_empty_directory_offers_the_starting_list_to_those_who_keep_it(as_counsellor, as_operations):
    start = reverse("parcours:partner_start")

    assert start in as_counsellor.get(LIST).content.decode()
    page = as_operations.get(LIST).content.decode()
    assert start not in page
    assert "Le conseil et l’administration ajoutent les partenaires." in page
