"""What a person reads on their own sheet, on a screen or on paper: computed, nothing written.

Only what concerns them: dates, hours, allowances, steps in words, and who read confidential notes, by role and day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Programme
from accounts.roles import Role
from accounts.scope import rows_seen_through
from chantiers.models import Attendance, Session
from parcours.models import Contact, NoteReading, SheetLink, Step
from participants.models import AllowanceCeiling, AllowanceYear, Enrolment, Participant
from participants.register import year_of_person

SESSIONS_SHOWN = 6  # two weeks of the usual rhythm: what comes after stays in sight


@dataclass(frozen=True)
class Date:
    """A day to come. ``kind`` is "session" (with hours and place), "contact" or "step" (with its words)."""

    kind: str
    day: date
    start: datetime | None = None
    end: datetime | None = None
    place: str = ""
    words: str = ""


@dataclass(frozen=True)
class Year:
    """The allowances of a calendar year, as the register has them; ``left`` under the ceiling, None if unknown."""

    year: int
    approved: Decimal
    waiting: Decimal
    ceiling: Decimal | None
    left: Decimal | None


@dataclass(frozen=True)
class OwnSheet:
    """The content of the sheet. ``readings`` are the role and the day of each, the latest first."""

    first_name: str
    duty_line: str
    today: date
    dates: list[Date]
    minutes: int
    years: list[Year]
    taken: list[Step]
    to_come: list[Step]
    readings: list[tuple[Role, date]]


def own_sheet_of(link: SheetLink, today: date) -> OwnSheet:
    """Return the sheet that ``link`` opens, as it stands on ``today``. The link must be open: the database checks too.

    Lines and marks of records merged into the person count, as in the register.
    """
    enrolment = link.enrolment
    human = enrolment.participant.merged_into or enrolment.participant
    steps = Step.objects.of_person(enrolment.participant, enrolment.programme)
    to_come = list(steps.of_enrolment(enrolment).open())
    with rows_seen_through(link.token_hash):
        read = NoteReading.objects.of_person(enrolment.participant).role_days()
    marks = Attendance.objects.about(human).present()
    held = marks.of_held_sessions(enrolment.programme, today.replace(month=1, day=1), today)
    return OwnSheet(
        first_name=human.first_name,
        duty_line=enrolment.programme.duty_line,
        today=today,
        dates=_dates(enrolment, human, to_come, today),
        minutes=held.figures()["minutes"],
        years=_years(enrolment.programme, human, today.year),
        taken=list(steps.taken().order_by("-ended_on", "-pk")),
        to_come=to_come,
        readings=[(Role(role), day) for role, day in read],
    )


def _dates(enrolment: Enrolment, human: Participant, steps: list[Step], today: date) -> list[Date]:
    sessions = Session.objects.expecting(human).of_programme(enrolment.programme).select_related("chantier__site")
    dates = [
        Date("session", session.day, session.start, session.end, place=_place(session))
        for session in sessions.from_day(today)[:SESSIONS_SHOWN]
    ]
    next_contact = Contact.objects.of_enrolment(enrolment).next_day()
    if next_contact and next_contact >= today:
        dates.append(Date("contact", next_contact))
    dates += [Date("step", step.due_on, words=step.words) for step in steps if step.due_on and step.due_on >= today]
    return sorted(dates, key=lambda one: one.day)


def _place(session: Session) -> str:
    site = session.chantier.site
    return ", ".join(filter(None, [site.name, site.address]))


def _years(programme: Programme, human: Participant, year: int) -> list[Year]:
    """Return this year, and last year too while something of it waits."""
    shown = [_year(programme, human, year)]
    last = year_of_person(programme, year - 1, human)
    return [*shown, Year(year - 1, last.approved, last.held, None, None)] if last.held else shown


def _year(programme: Programme, human: Participant, year: int) -> Year:
    entry = year_of_person(programme, year, human)
    budget = AllowanceYear.objects.filter(participant=human, year=year).first()
    ceiling = budget.ceiling if budget and budget.ceiling is not None else AllowanceCeiling.objects.of_whole_year(year)
    # As on the team's page: what waits may still be approved, so it is not left.
    committed = Participant.objects.with_committed_amount(year).get(pk=human.pk).committed
    declared = budget.declared if budget else Decimal("0.00")
    left = None if ceiling is None else max(ceiling - declared - committed, Decimal("0.00"))
    return Year(year, entry.approved, entry.held, ceiling, left)
