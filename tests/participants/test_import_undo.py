"""An import can be undone until its people have been used."""

from datetime import date

import pytest
from django.db import transaction

from participants.actions.importing import ImportRunError, apply_import, stage_file, undo_import
from participants.models import (
    Enrolment,
    ImportRun,
    IncomePeriod,
    InformationReceipt,
    JobSeekerEvidence,
    Participant,
    Restriction,
)
from tests.factories import EnrolmentFactory, ParticipantFactory
from tests.participants.list_files import DATA, csv_bytes

pytestmark = pytest.mark.django_db
LIST = csv_bytes(
    "NOM Prénom;Né(e) le;E-mail;Langues;Inscrit Actiris;Statut;Restriction",
    "BAH Awa;03/12/1970;awa@example.org;FR/Peul;01/2022;CPAS;pas d'échelle",
    "KAYA Ela;01/01/1980;;;;;",
)
USED = "Des personnes de cet import ont déjà servi : il ne s'annule plus."


def applied(content: bytes, programme, name: str = "liste.csv") -> ImportRun:
    run = stage_file(content, name, programme=programme, by=None)
    apply_import(run)
    return run


def refusal_of(run: ImportRun) -> str:
    with pytest.raises(ImportRunError) as refusal, transaction.atomic():
        undo_import(run)
    return str(refusal.value)


def records() -> list[int]:
    models = (Participant, Enrolment, JobSeekerEvidence, IncomePeriod, Restriction)
    return [model.objects.count() for model in models]


def test_undone_import_leaves_nothing(programme):
    run = applied(LIST, programme)
    made = records()

    undo_import(run)

    assert (made, records()) == ([2, 2, 1, 1, 1], [0] * 5)
    assert (run.state, run.staged, run.made) == ("undone", None, {})
    assert run.summary == {"created": 2, "updated": 0, "matched": 0, "eligible": 1, "dropped_columns": []}


def test_undone_import_can_be_done_again(programme):
    undo_import(applied(LIST, programme))
    applied(LIST, programme)

    assert Participant.objects.count() == 2


def test_both_lists_are_undone_last_first(programme):
    tenants = applied((DATA / "lm-candidats.xlsx").read_bytes(), programme, "lm-candidats.xlsx")
    people = list(Participant.objects.order_by("pk").values())
    seekers = applied((DATA / "mloc-candidats.csv").read_bytes(), programme, "mloc-candidats.csv")

    assert refusal_of(tenants) == "« mloc-candidats.csv » tient aux mêmes personnes : annulez d'abord cet import-là."
    undo_import(seekers)
    assert list(Participant.objects.order_by("pk").values()) == people
    assert records()[2:] == [0, 0, 5]
    undo_import(tenants)
    assert records() == [0] * 5


def test_filled_blanks_are_blank_again_but_for_what_was_typed_since(programme):
    person = ParticipantFactory(last_name="Bah", first_name="Awa", birth_date=date(1970, 12, 3))
    EnrolmentFactory(participant=person, programme=programme)
    run = applied(LIST, programme)
    Participant.objects.filter(pk=person.pk).update(email="autre@example.org")

    undo_import(run)

    person.refresh_from_db()
    assert (person.email, person.languages) == ("autre@example.org", [])
    assert records() == [1, 1, 0, 0, 0]


def test_person_of_another_programme_only_leaves_this_one(programme, other_programme):
    person = ParticipantFactory(last_name="Bah", first_name="Awa", birth_date=date(1970, 12, 3))
    EnrolmentFactory(participant=person, programme=other_programme)
    run = applied(LIST, programme)

    undo_import(run)

    assert [enrolment.programme for enrolment in person.enrolments.all()] == [other_programme]


def tell(person, programme):
    InformationReceipt.objects.create(participant=person, programme=programme, acknowledged_on=date(2025, 1, 1))


def enter(person, programme):
    Enrolment.objects.filter(participant=person).update(entered_on=date(2025, 3, 3))


def retype(person, programme):
    Participant.objects.filter(pk=person.pk).update(phone="0470 00 00 00")


def merge(person, programme):
    ParticipantFactory(merged_into=person)


def join(person, programme):
    EnrolmentFactory(participant=person)


@pytest.mark.parametrize("use", [tell, enter, retype, merge, join])
def test_import_whose_people_have_been_used_stays(programme, use):
    run = applied(LIST, programme)
    use(Participant.objects.get(last_name="Kaya"), programme)

    assert refusal_of(run) == USED
    assert Participant.objects.filter(last_name__in=["Bah", "Kaya"]).count() == 2


def test_person_completed_by_an_import_and_used_since_keeps_it(programme):
    person = ParticipantFactory(last_name="Bah", first_name="Awa", birth_date=date(1970, 12, 3))
    EnrolmentFactory(participant=person, programme=programme)
    run = applied(LIST, programme)
    tell(person, programme)

    assert refusal_of(run) == USED


def test_import_of_another_programme_holds_the_people(programme, other_programme):
    run = applied(LIST, programme)
    applied(LIST, other_programme)

    assert refusal_of(run) == "Un import d'un autre programme tient aux mêmes personnes."


def test_import_is_applied_and_undone_once(programme):
    run = applied(LIST, programme)
    undo_import(run)

    assert refusal_of(run) == "Cet import est déjà annulé."
    with pytest.raises(ImportRunError, match="Cet import est déjà annulé"):
        apply_import(run)


def test_months_at_entry_are_filled_when_the_proof_comes_later(programme):
    person = ParticipantFactory(last_name="Bah", first_name="Awa", birth_date=date(1970, 12, 3))
    EnrolmentFactory(participant=person, programme=programme, entered_on=date(2025, 3, 3))

    applied(LIST, programme)

    assert person.enrolments.get().months_at_entry == 38
