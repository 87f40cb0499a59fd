"""Sessions: planned in local time, refused when they overlap, cancelled with a reason, deleted while unmarked."""

from datetime import UTC, date, datetime, time

import pytest

from chantiers.actions import sessions as actions
from chantiers.models import Session
from tests.factories import AttendanceFactory, ChantierFactory, PlacementFactory, SessionFactory, brussels_range

pytestmark = pytest.mark.django_db

NINE, NOON, THREE = time(9), time(12), time(15)


def plan(chantier, day, start=NINE, end=THREE, kind="volunteering"):
    return actions.plan_session(chantier, day=day, start=start, end=end, kind=kind)


def test_session_keeps_its_local_hour_across_the_seasons():
    chantier = ChantierFactory()
    winter = plan(chantier, date(2026, 3, 28))
    summer = plan(chantier, date(2026, 3, 30))

    assert winter.period.lower == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert summer.period.lower == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert winter.day == date(2026, 3, 28)
    assert [winter.planned_minutes, summer.planned_minutes] == [360, 360]


def test_session_of_a_night_when_the_hour_changes_keeps_its_wall_clock():
    session = plan(ChantierFactory(), date(2026, 3, 29), time(1), time(4))

    assert (session.start.time(), session.end.time(), session.planned_minutes) == (time(1), time(4), 120)


def test_overlapping_session_is_refused_with_the_sentence_of_the_constraint():
    chantier = ChantierFactory()
    plan(chantier, date(2026, 3, 4))

    with pytest.raises(actions.SessionError, match="Une autre séance de ce chantier occupe déjà ce moment"):
        plan(chantier, date(2026, 3, 4), NOON, time(17))

    assert plan(chantier, date(2026, 3, 4), THREE, time(17)).pk
    assert plan(ChantierFactory(), date(2026, 3, 4)).pk


def test_cancelled_session_frees_its_moment_until_it_is_restored():
    chantier = ChantierFactory()
    session = actions.cancel_session(plan(chantier, date(2026, 3, 4)), reason="weather")
    assert (session.state, session.cancel_reason) == ("cancelled", "weather")
    replacement = plan(chantier, date(2026, 3, 4))

    with pytest.raises(actions.SessionError):
        actions.restore_session(session)

    actions.cancel_session(replacement, reason="other")
    session = actions.restore_session(session)
    assert (session.state, session.cancel_reason) == ("planned", "")


def test_marked_session_keeps_its_times_and_is_not_cancelled():
    placement = PlacementFactory()
    session = SessionFactory(chantier=placement.chantier)
    AttendanceFactory(session=session, participant=placement.participant)
    change = {"day": session.day, "start": NINE, "end": THREE, "kind": session.kind, "supervisor": "Ana"}

    with pytest.raises(actions.SessionMarkedError):
        actions.change_session(session, **change | {"end": NOON}, activity="")
    with pytest.raises(actions.SessionMarkedError):
        actions.change_session(session, **change | {"kind": "accompaniment"}, activity="")
    with pytest.raises(actions.SessionMarkedError):
        actions.cancel_session(session, reason="weather")

    assert actions.change_session(session, **change, activity="Portes").activity == "Portes"


def test_closed_session_does_not_change():
    session = SessionFactory(state="closed", closed_at=datetime(2025, 3, 3, 16, tzinfo=UTC))

    with pytest.raises(actions.SessionClosedError):
        actions.cancel_session(session, reason="weather")


def test_series_shows_holidays_and_taken_dates_and_writes_nothing():
    chantier = ChantierFactory()
    plan(chantier, date(2025, 5, 5), time(14), time(17))
    preview = actions.preview_series(
        chantier,
        first_day=date(2025, 4, 28),
        last_day=date(2025, 5, 6),
        weekdays=[0, 3],
        start=NINE,
        end=THREE,
    )

    assert [(row.day, row.holiday, row.is_taken, row.is_wanted) for row in preview] == [
        (date(2025, 4, 28), "", False, True),
        (date(2025, 5, 1), "Fête du Travail", False, True),
        (date(2025, 5, 5), "", True, False),
    ]
    assert Session.objects.count() == 1


def test_series_is_written_whole_or_not_at_all():
    chantier = ChantierFactory()
    days = [date(2026, 3, 23), date(2026, 3, 30)]
    made = actions.create_series(chantier, days=days, start=NINE, end=THREE, kind="accompaniment")

    assert [session.period for session in made] == [brussels_range(day) for day in days]
    with pytest.raises(actions.SessionError):
        actions.create_series(chantier, days=[date(2026, 4, 6), days[1]], start=NINE, end=NOON, kind="volunteering")
    with pytest.raises(actions.SessionError, match="au moins une date"):
        actions.create_series(chantier, days=[], start=NINE, end=NOON, kind="volunteering")
    assert Session.objects.count() == 2


def test_only_unmarked_sessions_to_come_are_deleted():
    placement = PlacementFactory()
    chantier = placement.chantier
    past = plan(chantier, date(2026, 3, 2))
    marked = plan(chantier, date(2026, 3, 9))
    AttendanceFactory(session=marked, participant=placement.participant)
    cancelled = actions.cancel_session(plan(chantier, date(2026, 3, 16)), reason="other")
    plan(chantier, date(2026, 3, 23))

    assert actions.delete_upcoming_sessions(chantier, from_day=date(2026, 3, 3)) == 1
    assert set(Session.objects.all()) == {past, marked, cancelled}
