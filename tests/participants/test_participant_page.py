"""A person's administrative page: what is missing first, then each section, for those who may see it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.conditions import mend_url
from participants.dossier import entry_tasks
from participants.models import (
    Document,
    Enrolment,
    IncomePeriod,
    JobSeekerEvidence,
    Participant,
    PreStartCheck,
    Restriction,
)
from participants.models.allowance import Reason
from tests.factories import ConventionFactory, EnrolmentFactory, ParticipantFactory, make_payable

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)


@pytest.fixture
def person(programme):
    """Somebody enrolled from a list, with nothing else than a name and a birth date."""
    person = ParticipantFactory(
        first_name="Fatima", last_name="Benali", birth_date=date(1987, 3, 14), emergency_name="", emergency_phone=""
    )
    EnrolmentFactory(participant=person, programme=programme)
    return person


def url_of(person):
    return reverse("participants:participant_detail", args=[person.pk])


def tasks_of(person, programme, day=TODAY) -> dict[str, str]:
    """Return the entry file on ``day``: the status of each task by its label."""
    loaded = Participant.objects.with_facts(programme).get(pk=person.pk)
    enrolment = Enrolment.objects.filter(programme=programme).latest_of(person)
    return {task.label: task.status for task in entry_tasks(loaded, enrolment, day)}


def test_entry_file_of_a_new_person_says_all_that_is_missing(person, programme):
    assert tasks_of(person, programme) == {
        "Date de naissance": "Fait",
        "Téléphone ou e-mail": "À compléter",
        "Personne à prévenir": "À compléter",
        "24 mois sans travail": "Dates inconnues",
        "Situation de revenu": "Inconnue",
        "Informations de la loi": "À faire",
        "Déclaration sur l’honneur et régime 2026": "À faire",
        "Convention": "À faire",
    }


def test_entry_file_is_done_when_nothing_is_missing(person, programme):
    Participant.objects.filter(pk=person.pk).update(
        phone="0470 00 00 01", emergency_name="Sami", emergency_phone="0470 00 00 02"
    )
    JobSeekerEvidence.objects.create(enrolment=person.enrolments.get(), without_work_since=date(2023, 1, 1))
    make_payable(person, programme, 2026)

    statuses = tasks_of(person, programme)

    assert statuses.pop("24 mois sans travail") == "38 mois"
    assert statuses.pop("Situation de revenu") == "Connue"
    assert set(statuses.values()) == {"Fait"}


def test_entry_file_names_each_check_of_the_income_situation(person, programme):
    IncomePeriod.objects.create(participant=person, kind="onem")
    Participant.objects.filter(pk=person.pk).update(nationality_group="non_eu")

    statuses = tasks_of(person, programme)

    assert statuses["Formulaire C45B non déposé à cette date"] == "À faire"
    assert statuses["Titre de séjour non valable à cette date"] == "À faire"


def test_entry_file_asks_a_waiver_under_the_months_required(person, programme, counsellor):
    evidence = JobSeekerEvidence.objects.create(enrolment=person.enrolments.get(), registered_since=date(2025, 3, 20))
    assert tasks_of(person, programme)["24 mois sans travail"] == "12 mois"

    evidence.waiver_reason, evidence.waived_by, evidence.waived_at = "Motivée", counsellor, timezone.now()
    evidence.save()

    assert tasks_of(person, programme)["24 mois sans travail"] == "Dérogation"


def test_entry_file_refuses_a_minor(person, programme):
    Participant.objects.filter(pk=person.pk).update(birth_date=date(2008, 3, 5))

    assert tasks_of(person, programme, date(2026, 3, 4))["Date de naissance"] == "Moins de 18 ans"
    assert tasks_of(person, programme, date(2026, 3, 5))["Date de naissance"] == "Fait"


def test_entry_file_looks_at_the_start_of_a_convention_to_come(person, programme):
    ConventionFactory(participant=person, programme=programme, starts_on=date(2026, 5, 4), signed_on=TODAY, year=2026)

    assert tasks_of(person, programme)["Convention"] == "Fait"


def test_page_shows_the_person_and_masks_the_account(person, as_operations):
    Participant.objects.filter(pk=person.pk).update(iban="BE68539007547034", account_holder="Fatima Benali")

    page = as_operations.get(url_of(person)).text

    assert "14 mars 1987" in page
    assert "BE68 •••• •••• 7034" in page
    assert "BE68539007547034" not in page
    assert "5390" not in page


def test_page_has_every_section_that_a_reason_leads_to(person, as_operations):
    page = as_operations.get(url_of(person)).text

    anchors = {url.rpartition("#")[2] for reason in Reason if "#" in (url := mend_url(reason, person.pk))}
    anchors |= {"urgence", "recherche-emploi"}  # named by parcours
    assert {anchor for anchor in anchors if f'id="{anchor}"' not in page} == set()


def test_each_role_sees_what_the_table_of_rights_gives(person, as_operations, as_counsellor, as_coordinator):
    Participant.objects.filter(pk=person.pk).update(iban="BE68539007547034")
    Restriction.objects.create(participant=person, words="pas de port de charges")
    shown = {
        role: (
            "Pas de port de charges" in page,
            "BE68 ••••" in page,
            reverse("participants:income_create", args=[person.pk]) in page,
            reverse("participants:bank_account_edit", args=[person.pk]) in page,
            reverse("participants:receipt_create", args=[person.pk]) in page,
        )
        for role, client in [("operations", as_operations), ("counsellor", as_counsellor), ("coord", as_coordinator)]
        if (page := client.get(url_of(person)).text)
    }
    assert shown == {
        "operations": (True, True, True, True, True),
        "counsellor": (True, False, True, False, False),
        "coord": (False, True, False, False, True),
    }


def test_housing_administrator_and_strangers_see_nobody(person, as_housing, as_administrator, as_stranger):
    assert as_housing.get(url_of(person)).status_code == 403
    assert as_administrator.get(url_of(person)).status_code == 403
    assert as_stranger.get(url_of(person)).status_code == 404


def test_a_merged_record_is_not_a_page(person, programme, as_operations):
    old = ParticipantFactory(merged_into=person)
    EnrolmentFactory(participant=old, programme=programme)

    assert as_operations.get(url_of(old)).status_code == 404


def fill(person, rows):
    """Give ``person`` as many rows of each kind."""
    for n in range(rows):
        IncomePeriod.objects.create(participant=person, kind="none", starts_on=date(2020 + n, 1, 1))
        PreStartCheck.objects.create(participant=person, kind="c45b", done_on=date(2025, 1, 1 + n))
        Restriction.objects.create(participant=person, words=f"pas de hauteur {n}")
        Document.objects.create(
            participant=person, title=f"Pièce {n}", file="documents/x.pdf", content_type="x", sha256="0", size=2048
        )
        year = 2024 + n
        ConventionFactory(
            participant=person, programme=person.enrolments.get().programme, year=year, starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31), signed_on=date(year, 1, 1),
        )  # fmt: skip


def test_page_costs_the_same_at_one_and_three_rows(
    programme, as_operations, django_assert_max_num_queries, django_assert_num_queries
):
    people = [EnrolmentFactory(programme=programme).participant for _ in range(2)]
    fill(people[0], 1)
    fill(people[1], 3)
    with django_assert_max_num_queries(12) as first:
        page = as_operations.get(url_of(people[0])).text
    assert page.count("<dt>Pas de hauteur") == 1
    with django_assert_num_queries(len(first.captured_queries)):
        page = as_operations.get(url_of(people[1])).text
    assert page.count("<dt>Pas de hauteur") == 3


def test_no_variable_is_left_undefined(person, programme, as_operations, as_counsellor, as_coordinator):
    fill(person, 1)
    for client in (as_operations, as_counsellor, as_coordinator):
        assert "UNDEFINED" not in client.get(url_of(person)).text
