"""The demo's last registers, kept with the very actions of the attendance page."""

from datetime import timedelta

from accounts.demo import Days, clock_at
from chantiers.actions.attendance import close_session, mark_all_present, mark_attendance
from chantiers.models import Attendance, Chantier, Session
from chantiers.roster import roster_of

State = Attendance.State
LEFT_UNMARKED = 4


def keep_last_registers(days: Days, worksites: dict[str, Chantier]) -> None:
    """Keep the registers of the last working day: one is left open with four people to mark, the others are closed.

    Today's registers stay untouched.
    """
    for group, chantier in worksites.items():
        sessions = chantier.sessions.not_closed().filter(day__gte=days.last_working_day, day__lt=days.today)
        for session in sessions.order_by("period"):
            with clock_at(session.day, (session.end + timedelta(minutes=5)).time()):
                _keep(session, is_left_open=group == "cage" and session.carries_allowance)


def _keep(session: Session, *, is_left_open: bool) -> None:
    operations, rows = session.chantier.lead, roster_of(session)
    if is_left_open:
        for row in [row for row in rows if not row.needs_decision][LEFT_UNMARKED:]:
            mark_attendance(session, row.person.pk, state=State.PRESENT, by=operations)
        return
    late, *others = rows
    arrived_at = (session.start + timedelta(minutes=20)).time()
    mark_attendance(session, late.person.pk, state=State.LATE, arrived_at=arrived_at, by=operations)
    mark_all_present(session, by=operations)
    for row in [row for row in others if row.needs_decision]:
        mark_attendance(session, row.person.pk, state=State.PRESENT, by=operations)
    close_session(session, by=operations)
