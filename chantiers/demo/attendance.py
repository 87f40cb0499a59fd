"""Demo attendance: every past session with its marks, its ticks and its closing, drawn with a fixed seed."""

import random
from datetime import datetime, time, timedelta
from itertools import cycle

from accounts.demo import Days, moment_of, working_day_before
from chantiers.actions.attendance import minutes_of
from chantiers.demo.groups import last_day_in_group
from chantiers.demo.worksites import WORKSHOPS
from chantiers.models import Attendance, Chantier, Session
from chantiers.models.attendance import PRESENT_STATES
from participants.demo import Resident
from participants.demo.residents import EARLIER_GROUPS
from participants.models.person import LanguageLevel

State, Reason = Attendance.State, Attendance.Reason
MARKS = (State.PRESENT, State.LATE, State.LEFT_EARLY, "R+D", State.ANNOUNCED, State.UNANNOUNCED)
WEIGHTS = (83, 5, 3, 2, 5, 2)
REASONS = [reason for reason in Reason.values if reason != Reason.JOB_FOUND] + [""]
FLUENT = (LanguageLevel.C1, LanguageLevel.C2)
WEEKS_TYPED_AFTERWARDS = 2
REMARKS = (
    "Livraison de peinture en retard.",
    "Bonne ambiance, goûter offert par une habitante.",
    "Pluie : travail au local.",
)


def record_attendance(
    days: Days, worksites: dict[str, Chantier], residents: list[Resident], chance: random.Random
) -> None:
    """Mark and close every session before the last working day; the registers since then are kept by hand."""
    reasons = cycle(REASONS)
    by_person = {resident.person.pk: resident for resident in residents}
    for group, chantier in worksites.items():
        places = list(chantier.placements.in_group().order_by("participant"))
        for number, session in enumerate(chantier.sessions.not_cancelled().filter(day__lt=days.last_working_day)):
            members = [by_person[place.participant_id] for place in places if place.starts_on <= session.day]
            Attendance.objects.bulk_create(
                draw_mark(session, resident, chance, reasons)
                for resident in members
                if group not in EARLIER_GROUPS or session.day <= last_day_in_group(chantier, resident)
            )
            _close(session, number, group)


def draw_mark(session: Session, resident: Resident, chance: random.Random, reasons) -> Attendance:
    """Return a mark as an ordinary day gives it, not saved."""
    drawn = chance.choices(MARKS, WEIGHTS)[0]
    late, early = chance.randrange(10, 50, 5), chance.randrange(20, 90, 5)
    arrived_at = left_at = None
    if drawn in (State.LATE, "R+D"):
        arrived_at = (session.start + timedelta(minutes=late)).time()
    if drawn in (State.LEFT_EARLY, "R+D"):
        left_at = (session.end - timedelta(minutes=early)).time()
    state = State.LEFT_EARLY if drawn == "R+D" else drawn
    reason = next(reasons) if state == State.ANNOUNCED else ""
    if session.activity == WORKSHOPS[1] and resident.person.french_spoken in FLUENT:
        state, arrived_at, left_at, reason = State.NOT_CONCERNED, None, None, ""
    if resident.story == "job_found" and session.day > last_day_in_group(session.chantier, resident) - timedelta(
        days=7
    ):
        state, arrived_at, left_at, reason = State.ANNOUNCED, None, None, Reason.JOB_FOUND
    present = state in PRESENT_STATES
    return Attendance(
        session=session,
        participant=resident.person,
        state=state,
        arrived_at=arrived_at,
        left_at=left_at,
        minutes=minutes_of(session, arrived_at, left_at) if present else 0,
        reason=reason,
        period=session.period,
        marked_by=resident.team.operations,
        marked_at=session.start + timedelta(minutes=15),
    )


def _close(session: Session, number: int, group: str) -> None:
    """Close a register on its day, or twelve days later for the sheets of paper of one worksite's first weeks."""
    chantier = session.chantier
    typed_afterwards = group == "halls" and session.day < chantier.starts_on + timedelta(weeks=WEEKS_TYPED_AFTERWARDS)
    closed_at: datetime = session.end + timedelta(minutes=5)
    if typed_afterwards:
        closed_at = moment_of(working_day_before(session.day + timedelta(days=13)), time(15))
    is_volunteering = session.carries_allowance
    Session.objects.filter(pk=session.pk).update(
        state=Session.State.CLOSED,
        closed_at=closed_at,
        closed_by=chantier.lead,
        is_entered_afterwards=typed_afterwards,
        has_safety_briefing=is_volunteering and not typed_afterwards,
        has_equipment_handed_out=is_volunteering and number % 4 == 0,
        remark=REMARKS[number % len(REMARKS)] if number % 7 == 3 else "",
    )
