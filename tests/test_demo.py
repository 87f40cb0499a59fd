"""The demo data of an ordinary day: complete, every state and warning shown, its two programmes apart."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from accounts.models import Organisation, Programme, User
from accounts.roles import Role
from accounts.scope import rows_seen_by
from chantiers.models import Attendance, Chantier, Placement, Session, Site
from chantiers.roster import roster_of
from config.demo import PASSWORD
from config.wording import forbidden_words_in
from impact.demo import build_demo
from parcours.actions.notes import open_note
from parcours.caseload import files_in
from parcours.models import (
    FollowUp,
    Level,
    Note,
    NoteReading,
    Outcome,
    Parcours,
    Referral,
    ReferralState,
    Step,
    StepState,
)
from parcours.status import Queue
from participants.imports.contacts import parse_iban, parse_phones
from participants.models import (
    AllowanceLine,
    Convention,
    Enrolment,
    IncomePeriod,
    InformationReceipt,
    Participant,
    Task,
)
from participants.models.allowance import Reason
from participants.models.income import IncomeKind
from tests.demo_coherence import incoherences
from tests.fixtures import client_of

TODAY = date(2026, 11, 18)  # a Wednesday
# No line is held for want of a ceiling before 2027: every year of the demo has one (tests/test_demo_days.py shows it).
NOT_SHOWN_TODAY = {Reason.NO_CEILING}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[Programme]:
    """The main programme, built once for the module with its documents."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_demo(TODAY)
        yield Programme.objects.get(code="demo")
        transaction.set_rollback(True)


def rosters_of(programme: Programme) -> list:
    """Every row of today's registers, and of the first ones of each worksite."""
    sessions = list(Session.objects.filter(chantier__programme=programme, day=TODAY).select_related("chantier"))
    for chantier in programme.chantiers.all():
        sessions += chantier.sessions.held().volunteering()[:4]
    return [row for session in sessions for row in roster_of(session)]


def test_demo_is_coherent(demo):
    assert incoherences(TODAY) == []


def test_demo_counts(demo):
    sessions = Session.objects.filter(chantier__programme=demo)

    assert Participant.objects.canonical().enrolled_in(demo).count() == 46
    assert sorted(Site.objects.filter(programme=demo).values_list("name", flat=True)) == [
        "Cour du Canal",
        "Résidence des Peupliers",
        "Tour des Glycines",
        "Îlot des Ateliers",
    ]
    assert Chantier.objects.filter(programme=demo).count() == 5
    assert 150 <= sessions.count() <= 200
    assert {session.kind for session in sessions} == set(Session.Kind.values)
    assert Participant.objects.filter(merged_into__isnull=False).count() == 1


def test_demo_programme_is_first_and_complete(demo):
    assert Programme.objects.first_created() == demo
    assert demo.missing_legal_fields == []
    assert set(Programme.objects.values_list("code", "is_demo")) == {("demo", True), ("demo-isolation", True)}


def test_demo_accounts_sign_in_with_their_roles(demo):
    roles = {
        user.email.partition("@")[0]: (set(user.roles), user.check_password(PASSWORD))
        for user in User.objects.filter(active_programme=demo)
    }

    assert roles == {
        "operations": ({Role.OPERATIONS}, True),
        "conseil": ({Role.COUNSELLOR}, True),
        "accompagnement": ({Role.COUNSELLOR}, True),
        "bailleur": ({Role.HOUSING}, True),
        "coordination": ({Role.COORDINATOR}, True),
        "direction": ({Role.COORDINATOR}, True),
        "admin": ({Role.ADMINISTRATOR}, True),
    }


def test_demo_shows_every_state(demo):
    assert {line.state for line in AllowanceLine.objects.all()} == set(AllowanceLine.State.values)
    assert set(Session.objects.values_list("state", flat=True)) == set(Session.State.values)
    assert set(Placement.objects.values_list("state", flat=True)) == set(Placement.State.values)
    assert set(Attendance.objects.values_list("state", flat=True)) == set(Attendance.State.values) - {""}
    # A replaced convention comes with the action that replaces it.
    assert set(Convention.objects.values_list("state", flat=True)) == set(Convention.State.values) - {"replaced"}


def test_demo_counts_pathways(demo):
    files = files_in(Parcours.objects.in_programme(demo).current().with_facts().select_related("referent"), TODAY)

    assert Parcours.objects.in_programme(demo).count() == 40
    assert Referral.objects.in_programme(demo).count() == 60
    assert {referral.state for referral in Referral.objects.all()} == set(ReferralState.values)
    assert {file.status.queue for file in files} == set(Queue)
    assert set(Step.objects.values_list("state", flat=True)) == set(StepState.values)
    assert set(Note.objects.values_list("level", flat=True)) == set(Level.values) - {"confidential"}
    assert set(FollowUp.objects.values_list("state", flat=True)) == set(FollowUp.State.values)
    assert FollowUp.objects.in_programme(demo).due_by(TODAY).exists()
    assert sum(outcome.is_late for outcome in Outcome.objects.all()) == 1


def test_demo_has_confidential_notes_which_only_their_readers_see(demo):
    author = User.objects.get(email="conseil@demo.example")
    with rows_seen_by(author):
        notes = Note.objects.confidential()
        assert notes.exists()
        assert NoteReading.objects.visible_to(author).exists()
        assert "inventé" in open_note(notes.of_author(author).first(), by=author)


def test_demo_leaves_tasks_of_each_kind_of_clock(demo):
    kinds = set(Task.objects.open().filter(programme=demo).values_list("kind", flat=True))

    assert {"relay", "no_contact", "partner_silent", "follow_up", "handover"} <= kinds


def test_demo_shows_every_reason(demo):
    attendances, sessions = Attendance.objects.all(), Session.objects.filter(state="cancelled")
    held = AllowanceLine.objects.filter(state="held")

    assert set(attendances.filter(state="AP").values_list("reason", flat=True)) == {"", *Attendance.Reason.values}
    assert attendances.filter(arrived_at__isnull=False, left_at__isnull=False).exists()
    assert set(sessions.values_list("cancel_reason", flat=True)) == set(Session.CancelReason.values)
    assert {reason for line in held for reason in line.reasons} == (
        set(Reason.values) - NOT_SHOWN_TODAY - {Reason.CEILING_REACHED}
    )
    assert {tuple(line.reasons) for line in AllowanceLine.objects.filter(state="nil")} >= {(Reason.CEILING_REACHED,)}


def test_demo_shows_a_released_and_a_corrected_line(demo):
    released = AllowanceLine.objects.exclude(release_reason="")
    corrections = AllowanceLine.objects.exclude(corrects=None)

    assert [line.state for line in released] == ["approved"]
    assert [(line.amount + line.corrects.amount) for line in corrections] == [0]


def test_demo_shows_every_warning_of_a_register(demo):
    warnings = [row.warning for row in rosters_of(demo) if row.warning]
    shown = {warning.reason for warning in warnings if warning.reason}
    sentences = {warning.sentence for warning in warnings if not warning.reason}

    assert shown == set(Reason.values) - NOT_SHOWN_TODAY - {Reason.CEILING_REACHED}
    assert sentences >= {
        "Plafond de l'année atteint : présence notée, sans défraiement",
        "Plafond : il reste moins d'un jour",
        "Plafond : il reste 2 jours",
        "À respecter : pas de port de charges de plus de 5 kg",
        "Personne à prévenir : non indiquée",
    }


def test_demo_morning_asks_for_a_few_decisions(demo):
    rows = roster_of(Session.objects.filter(chantier__programme=demo, day=TODAY).order_by("period")[0])

    assert Counter(row.needs_decision for row in rows) == {False: 13, True: 2}
    assert not any(row.is_marked for row in rows)


def test_demo_shows_every_income_and_kind_of_evidence(demo):
    evidence = [place.evidence for place in Enrolment.objects.filter(evidence__isnull=False).select_related("evidence")]
    short = [proof for proof in evidence if proof.enrolment.entered_on and proof.enrolment.months_at_entry < 24]

    assert set(IncomePeriod.objects.values_list("kind", flat=True)) == set(IncomeKind.values)
    assert sorted(bool(proof.waiver_reason) for proof in short) == [False, True]
    assert Enrolment.objects.filter(entered_on__isnull=False, months_at_entry__gte=24).count() > 35
    assert [proof.since.day for proof in evidence if proof.kind == "list"] == [1]
    assert InformationReceipt.objects.exists()


def test_demo_shows_probable_duplicates(demo):
    """One pair in the programme, one across the two."""
    people = Participant.objects.canonical()
    pairs = [
        (person.last_name, other.last_name)
        for person in people.enrolled_in(demo)
        for other in people.probable_duplicates(
            first_name=person.first_name, last_name=person.last_name, birth_date=person.birth_date
        )
    ]

    assert ("Benkirane", "Ben Kirane") in pairs
    assert ("Sesay", "Sessay") in pairs


def test_demo_surnames_are_of_residents_only(demo):
    residents = {person.last_name for person in Participant.objects.all()}
    staff = {user.last_name for user in User.objects.all()}
    supervisors = {session.supervisor.partition(",")[0].split()[-1] for session in Session.objects.all()}
    places = {*Site.objects.values_list("name", flat=True), *Organisation.objects.values_list("name", flat=True)}

    assert residents & (staff | supervisors) == set()
    assert [name for name in residents for place in places if name in place.split()] == []


def test_demo_contacts_are_invented(demo):
    people = Participant.objects.all()

    assert all(person.email.endswith("@example.org") for person in people if person.email)
    assert all(person.phone.startswith("0470 00 00 ") for person in people if person.phone)
    assert all(parse_phones(person.phone) == [person.phone] for person in people if person.phone)
    assert all(parse_iban(person.iban) == person.iban for person in people if person.iban)


def test_demo_texts_say_no_word_of_employment(demo):
    texts = [
        *(value for programme in Programme.objects.all() for value in vars(programme).values()),
        *(value for chantier in Chantier.objects.all() for value in vars(chantier).values()),
        *(value for convention in Convention.objects.all() for value in vars(convention).values()),
        *Session.objects.values_list("activity", flat=True),
        *Session.objects.values_list("remark", flat=True),
        *Placement.objects.values_list("reason", flat=True),
    ]

    assert [word for text in texts if isinstance(text, str) for word in forbidden_words_in(text)] == []


def test_demo_programmes_are_apart(demo):
    other = Programme.objects.get(code="demo-isolation")
    people = Participant.objects.canonical()
    both = people.enrolled_in(demo) & people.enrolled_in(other)
    switching = User.objects.filter(memberships__programme=demo) & User.objects.filter(memberships__programme=other)
    elsewhere = people.enrolled_in(other).exclude(pk__in=both.values("pk")).first()

    assert [person.last_name for person in both] == ["Verbeke"]
    assert [user.email for user in switching.distinct()] == ["coordination@demo.example"]
    assert people.enrolled_in(other).count() == 5
    assert not Attendance.objects.filter(session__chantier__programme=other, participant__in=both).exists()
    operations = client_of(User.objects.get(email="operations@demo.example"))
    assert operations.get(elsewhere.get_absolute_url()).status_code == 404


def test_demo_pages_and_documents_say_demo(demo):
    operations = client_of(User.objects.get(email="operations@demo.example"))
    session = Session.objects.filter(chantier__programme=demo).first()
    documents = [
        reverse("participants:register_pdf", args=[TODAY.year]),
        reverse("chantiers:sign_in_sheet", args=[session.pk]),
        reverse("impact:first_figures_pdf"),
    ]

    page = operations.get(reverse("chantiers:today")).content.decode()
    marks = [operations.get(document).context["is_demo"] for document in documents]

    assert "DÉMO" in page
    assert marks == [True, True, True]


def test_demo_data_refuses_a_database_in_use(demo):
    with pytest.raises(CommandError, match="already holds a programme"):
        call_command("demo_data")


def test_demo_data_leaves_a_database_in_use_when_asked_to(demo):
    answer = StringIO()

    call_command("demo_data", if_empty=True, stdout=answer)

    assert answer.getvalue() == ""


def test_demo_data_refuses_production(settings):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="APP_ENV=production"):
        call_command("demo_data", if_empty=True)
