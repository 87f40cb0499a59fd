"""The list of people: who is in it, how it is searched, and what it costs."""

from datetime import date

import pytest
from django.urls import reverse

from participants.models import Enrolment, IncomePeriod, JobSeekerEvidence, Participant
from tests.factories import EnrolmentFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
URL = reverse("participants:participant_list")


def enrol(programme, first_name, last_name, *, place=None, **facts):
    """Enrol somebody in ``programme``; ``place`` are fields of the enrolment."""
    person = ParticipantFactory(first_name=first_name, last_name=last_name, **facts)
    EnrolmentFactory(participant=person, programme=programme, **place or {})
    return person


def names(response) -> list[str]:
    return [row.person.full_name for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("yilmaz", ["Emine Yılmaz"]),
        ("benali fatma", ["Fatima Benali"]),
        ("fatima benali", ["Fatima Benali"]),
        ("BENALI", ["Fatima Benali"]),
        ("desmet", ["Zoé De Smet"]),
        ("nobody", []),
    ],
)
def test_search_forgives_accents_order_and_typos(programme, as_operations, words, found):
    enrol(programme, "Emine", "Yılmaz")
    enrol(programme, "Fatima", "Benali")
    enrol(programme, "Zoé", "De Smet")

    assert names(as_operations.get(URL, {"q": words})) == found


def test_list_is_in_the_order_of_names_without_accents(programme, as_operations):
    for first_name, last_name in [("Zoé", "Éloy"), ("Ana", "Ezra"), ("Ali", "Diallo")]:
        enrol(programme, first_name, last_name)

    assert names(as_operations.get(URL)) == ["Ali Diallo", "Zoé Éloy", "Ana Ezra"]


def test_list_leaves_out_other_programmes_and_merged_records(programme, other_programme, as_operations):
    kept = enrol(programme, "Fatima", "Benali")
    enrol(other_programme, "Fatima", "Ailleurs")
    enrol(programme, "Fatma", "Benali", merged_into=kept)

    assert names(as_operations.get(URL)) == ["Fatima Benali"]


@pytest.mark.parametrize(
    ("state", "found"), [("candidate", ["Ali Attend"]), ("active", ["Bea Active"]), ("left", ["Cem Parti"])]
)
def test_state_filters_by_place_in_the_programme(programme, as_operations, state, found):
    enrol(programme, "Ali", "Attend")
    enrol(programme, "Bea", "Active", place={"entered_on": date(2025, 3, 3)})
    enrol(programme, "Cem", "Parti", place={"entered_on": date(2025, 3, 3), "exited_on": date(2025, 6, 3)})

    assert names(as_operations.get(URL, {"etat": state})) == found


def test_somebody_who_came_back_is_active_and_not_gone(programme, as_operations):
    person = enrol(programme, "Bea", "Revient", place={"entered_on": date(2025, 3, 3), "exited_on": date(2025, 6, 3)})
    EnrolmentFactory(participant=person, programme=programme, entered_on=date(2025, 9, 1))

    assert names(as_operations.get(URL, {"etat": "left"})) == []
    row = as_operations.get(URL, {"etat": "active"}).context["rows"][0]
    assert (row.person, row.state) == (person, "Dans le programme")


def test_source_filters_by_origin(programme, as_operations):
    enrol(programme, "Ali", "Liste", place={"source": Enrolment.Source.HOUSING})
    enrol(programme, "Bea", "Place", place={"source": Enrolment.Source.WALK_IN})

    response = as_operations.get(URL, {"origine": "walk_in"})

    assert names(response) == ["Bea Place"]
    assert response.context["filter"].words == ["Origine : venue sur place"]


@pytest.mark.parametrize(
    ("missing", "facts"),
    [
        ("birth_date", {"birth_date": None}),
        ("emergency", {"emergency_phone": ""}),
        ("contact", {"phone": ""}),
        ("account", {"iban": ""}),
    ],
)
def test_missing_filters_by_what_a_file_lacks(programme, as_operations, missing, facts):
    whole = {"phone": "0470 00 00 01", "iban": "BE68539007547034"}
    complete_file(enrol(programme, "Ali", "Complet", **whole))
    lacking = complete_file(enrol(programme, "Bea", "Manque", **whole | facts))

    response = as_operations.get(URL, {"manque": missing})

    assert [row.person for row in response.context["rows"]] == [lacking]
    assert len(response.context["rows"][0].missing) == 1


def complete_file(person: Participant) -> Participant:
    IncomePeriod.objects.create(participant=person, kind="none")
    JobSeekerEvidence.objects.create(enrolment=person.enrolments.get(), registered_since=date(2020, 1, 1))
    return person


def test_missing_names_income_and_evidence(programme, as_operations):
    enrol(programme, "Ali", "Rien", phone="0470 00 00 01", iban="BE68539007547034")

    assert as_operations.get(URL).context["rows"][0].missing == ["situation de revenu", "dates sans travail"]


def test_an_income_period_that_ended_leaves_the_situation_unknown(programme, as_operations):
    person = enrol(programme, "Ali", "Fini")
    IncomePeriod.objects.create(participant=person, kind="onem", ends_on=date(2020, 1, 1))

    assert names(as_operations.get(URL, {"manque": "income"})) == ["Ali Fini"]


def test_empty_list_says_what_to_do(as_operations, as_coordinator):
    assert "Encore personne dans ce programme" in as_operations.get(URL).text
    assert "Personne ne correspond" in as_operations.get(URL, {"q": "zzz"}).text


def test_typing_reloads_the_results_alone(programme, as_operations):
    enrol(programme, "Fatima", "Benali")

    fragment = as_operations.get(URL, {"q": "benali"}, headers={"HX-Request": "true"}).text

    assert "Benali, Fatima" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(("wanted", "shown"), [("1", 1), ("2", 2), ("99", 2), ("abc", 1)])
def test_any_page_number_shows_a_page(programme, as_operations, wanted, shown):
    for n in range(51):
        enrol(programme, "Ali", f"Nom{n:02d}")

    assert as_operations.get(URL, {"page": wanted}).context["page"].number == shown


def test_list_costs_the_same_at_one_and_three_rows(
    programme, as_operations, django_assert_max_num_queries, django_assert_num_queries
):
    enrol(programme, "Ali", "Un")
    with django_assert_max_num_queries(6) as first:
        as_operations.get(URL, {"q": "a"})
    enrol(programme, "Ana", "Deux")
    enrol(programme, "Abel", "Trois")
    with django_assert_num_queries(len(first.captured_queries)):
        assert len(as_operations.get(URL, {"q": "a"}).context["rows"]) == 3


def test_housing_reaches_no_list_of_people(as_housing, as_administrator):
    assert as_housing.get(URL).status_code == 403
    assert as_administrator.get(URL).status_code == 403


def test_only_those_who_may_edit_are_offered_to_add(programme, as_counsellor):
    assert reverse("participants:participant_create") in as_counsellor.get(URL).text
