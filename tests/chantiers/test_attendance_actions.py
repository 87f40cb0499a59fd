"""Marks, closing and undoing, and the lines that follow."""

import uuid
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from chantiers.actions.attendance import (
    AttendanceError,
    MarkConflictError,
    close_session,
    correct_attendance,
    mark_all_present,
    mark_attendance,
    reopen_session,
)
from chantiers.models import Attendance, Session
from chantiers.roster import roster_of
from participants.actions.allowances import approve_lines
from participants.models import AllowanceLine
from tests.factories import ChantierFactory, PlacementFactory, SessionFactory, make_payable

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)


@pytest.fixture
def chantier(programme):
    return ChantierFactory(programme=programme)


@pytest.fixture
def session(chantier):
    return SessionFactory(chantier=chantier, on=DAY)


def place(chantier, payable=True, **person):
    placement = PlacementFactory(chantier=chantier, **{f"participant__{name}": value for name, value in person.items()})
    if payable:
        make_payable(placement.participant, chantier.programme)
    return placement.participant


def test_mark_counts_minutes_between_the_times_given(session, chantier, operations):
    person = place(chantier)

    mark = mark_attendance(session, person.pk, state="R", arrived_at=time(9, 30), left_at=time(14), by=operations)

    assert (mark.minutes, mark.revision, session.state) == (270, 1, Session.State.OPEN)


def test_same_tap_twice_is_one_mark(session, chantier, operations):
    person, tap = place(chantier), uuid.uuid4()
    first = mark_attendance(session, person.pk, state="P", by=operations, client_uuid=tap)

    second = mark_attendance(session, person.pk, state="P", by=operations, client_uuid=tap)

    assert (second.pk, second.revision) == (first.pk, 1)


def test_mark_changed_meanwhile_is_not_overwritten(session, chantier, operations, coordinator):
    person = place(chantier)
    mark_attendance(session, person.pk, state="P", by=coordinator)

    with pytest.raises(MarkConflictError, match="présent·e"):
        mark_attendance(session, person.pk, state="AN", by=operations, base_revision=0)

    assert Attendance.objects.get().state == "P"


def test_all_present_leaves_marked_and_undecided_people(session, chantier, operations):
    absent, undecided, ready = place(chantier), place(chantier, payable=False), place(chantier)
    mark_attendance(session, absent.pk, state="AP", reason="illness", by=operations)

    assert mark_all_present(session, by=operations) == 1

    states = dict(Attendance.objects.values_list("participant", "state"))
    assert states == {absent.pk: "AP", ready.pk: "P"}
    assert undecided.pk not in states


def test_closing_waits_for_everybody(session, chantier, operations):
    place(chantier)

    with pytest.raises(AttendanceError, match="Une personne n'est pas encore pointée"):
        close_session(session, by=operations)


def test_tap_on_a_page_older_than_the_closing_is_refused(session, chantier, operations):
    person = place(chantier)
    mark_attendance(session, person.pk, state="P", by=operations)
    seen_open = Session.objects.select_related("chantier").get(pk=session.pk)
    close_session(session, by=operations)

    with pytest.raises(AttendanceError, match="clôturée"):
        mark_attendance(seen_open, person.pk, state="AN", by=operations)

    assert Attendance.objects.get().state == "P"


def test_closing_proposes_one_line_a_day_and_workshops_none(session, chantier, operations):
    person = place(chantier)
    workshop = SessionFactory(chantier=chantier, on=DAY + timedelta(days=1), kind="accompaniment")
    for meeting in (session, workshop):
        mark_attendance(meeting, person.pk, state="P", by=operations)
        close_session(meeting, by=operations)

    line = AllowanceLine.objects.get()
    assert (line.day, line.amount, line.state, line.reasons) == (DAY, Decimal("30.00"), "proposed", [])
    assert Attendance.objects.get(session=session).line == line
    assert Attendance.objects.get(session=workshop).line is None


def test_line_is_held_with_each_missing_condition(session, chantier, operations):
    person = place(chantier, payable=False)
    mark_attendance(session, person.pk, state="P", by=operations)
    close_session(session, by=operations)

    line = AllowanceLine.objects.get()
    assert line.state == "held"
    assert line.reasons == ["convention", "information", "declaration", "regime", "income_unknown"]


def test_reopening_removes_the_open_line_and_waits_for_no_approved_one(session, chantier, operations, coordinator):
    person = place(chantier)
    mark_attendance(session, person.pk, state="P", by=operations)
    close_session(session, by=operations)
    reopen_session(session, by=operations)
    assert AllowanceLine.objects.count() == 0

    session.refresh_from_db()
    close_session(session, by=operations)
    approve_lines([AllowanceLine.objects.get().pk], by=coordinator)
    with pytest.raises(AttendanceError, match="déjà approuvé"):
        reopen_session(session, by=operations)


def test_reopening_stops_after_48_hours(session, chantier, operations):
    close_session(session, by=operations)
    Session.objects.update(closed_at=timezone.now() - timedelta(hours=49))

    with pytest.raises(AttendanceError, match="48 heures"):
        reopen_session(session, by=operations)


def test_mark_with_an_approved_line_changes_by_a_correction_only(session, chantier, operations, coordinator):
    person = place(chantier)
    mark_attendance(session, person.pk, state="P", by=operations)
    close_session(session, by=operations)
    approve_lines(AllowanceLine.objects.values_list("pk", flat=True), by=coordinator)
    mark = Attendance.objects.get()

    with pytest.raises(DatabaseError, match="by a correction only"), transaction.atomic():
        Attendance.objects.update(state="AN", minutes=0)
    correct_attendance(mark, state="AN", reason="Erreur de personne", by=coordinator)

    mark.refresh_from_db()
    assert (mark.state, mark.line.amount, mark.line.corrects.amount) == ("AN", Decimal("-30.00"), Decimal("30.00"))
    assert AllowanceLine.objects.total() == Decimal("0.00")
    assert person.allowance_years.get().own == Decimal("0.00")


def test_correction_is_nil_while_another_session_of_the_day_carries_it(chantier, operations, coordinator):
    from tests.factories import brussels_range

    person = place(chantier)
    meetings = [
        SessionFactory(chantier=chantier, period=brussels_range(DAY, time(9), time(12))),
        SessionFactory(chantier=chantier, period=brussels_range(DAY, time(13), time(16))),
    ]
    for meeting in meetings:
        mark_attendance(meeting, person.pk, state="P", by=operations)
        close_session(meeting, by=operations)
    approve_lines(AllowanceLine.objects.values_list("pk", flat=True), by=coordinator)

    correct_attendance(Attendance.objects.get(session=meetings[0]), state="AN", reason="Erreur", by=coordinator)

    assert AllowanceLine.objects.get(corrects__isnull=False).amount == Decimal("0.00")
    assert person.allowance_years.get().own == Decimal("30.00")


@pytest.fixture
def somebody_elsewhere(session, chantier, operations):
    """A person of the group who is marked present on another worksite at the same hours."""
    person = place(chantier)
    there = PlacementFactory(chantier=ChantierFactory(programme=chantier.programme), participant=person).chantier
    mark_attendance(SessionFactory(chantier=there, on=DAY), person.pk, state="P", by=operations)
    return person


def test_all_present_says_that_somebody_is_elsewhere(session, operations, somebody_elsewhere):
    with pytest.raises(AttendanceError, match="déjà présente ailleurs"):
        mark_all_present(session, by=operations)

    assert not session.attendances.exists()


def test_correction_says_that_the_person_was_elsewhere(session, operations, coordinator, somebody_elsewhere):
    mark = mark_attendance(session, somebody_elsewhere.pk, state="AN", by=operations)
    close_session(session, by=operations)

    with pytest.raises(AttendanceError, match="déjà présente ailleurs"):
        correct_attendance(mark, state="P", reason="Erreur", by=coordinator)

    mark.refresh_from_db()
    assert (mark.state, mark.correction_reason) == ("AN", "")


@pytest.mark.parametrize("rows", [1, 3])
def test_roster_takes_two_queries(session, chantier, django_assert_num_queries, rows):
    for _ in range(rows):
        place(chantier)
    session = Session.objects.select_related("chantier").get(pk=session.pk)

    with django_assert_num_queries(2):
        assert len(roster_of(session)) == rows


def test_raw_sql_cannot_bypass_the_budget(session, chantier, operations, coordinator):
    person = place(chantier, first_name="Zoé")
    mark_attendance(session, person.pk, state="P", by=operations)
    close_session(session, by=operations)

    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(
            "UPDATE participants_allowanceline SET state = 'approved', amount = 42.32, approved_by_id = %s,"
            " approved_at = now()",
            [coordinator.pk],
        )
