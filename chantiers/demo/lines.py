"""Demo allowance lines: proposed from the attendance, held, released, approved, corrected, cut at the ceilings."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.demo import Days, Team, clock_at, working_day_before
from chantiers.actions.attendance import correct_attendance
from chantiers.actions.lines import refresh_lines
from chantiers.models import Attendance
from participants.actions.allowances import approve_lines, release_line
from participants.demo import Resident, declare_elsewhere
from participants.models import AllowanceCeiling, AllowanceLine, AllowanceYear
from participants.models.allowance import Reason

EARLIER_APPROVAL_WEEKS = ((-31, -33), (-20, -22))  # when, and the week whose Monday ends what is approved
DECLARED_TO_SHOW_THE_CEILING = Decimal("1200.00")
DAYS_OPEN = 18  # lines of the last days wait for the next approval
MOST_OF_OTHER_DAYS = Decimal("0.6")  # nobody volunteers elsewhere more often than six days in ten
# What is left of the year's ceiling, in days at the agreed amount.
DAYS_LEFT = {"near_ceiling": Decimal("2.5"), "last_euros": Decimal("0.4"), "over_ceiling": Decimal("-3.2")}


def propose_lines() -> None:
    """Propose the lines of every closed session, year by year."""
    marks = Attendance.objects.carrying_allowance()
    for year in sorted(set(marks.values_list("session__day__year", flat=True))):
        refresh_lines(marks.filter(session__day__year=year).values_list("participant", flat=True), year)


def approve_earlier_lines(days: Days, team: Team, residents: list[Resident]) -> None:
    """Approve the earlier cohort's lines in two sittings, with what happened between them."""
    by_story = {resident.story: resident for resident in residents}
    _declare_each_year(by_story["paid_elsewhere"], DECLARED_TO_SHOW_THE_CEILING)
    (first_week, first_limit), (second_week, second_limit) = EARLIER_APPROVAL_WEEKS
    _approve(team, days.weeks(first_limit), on=working_day_before(days.weeks(first_week, 2), 0))
    with clock_at(working_day_before(days.weeks(-28), 0)):
        _correct_one_mark(by_story["corrected"], team)
        _state_too_much_elsewhere(by_story["late_statement"])
    with clock_at(working_day_before(days.weeks(-24), 0)):
        _release(by_story["released"], team)
    _approve(team, days.weeks(second_limit), on=working_day_before(days.weeks(second_week, 2), 0))


def approve_recent_lines(days: Days, team: Team, residents: list[Resident]) -> None:
    """Bring three people near their ceiling, then approve the current cohort's lines but the last ones."""
    for resident in residents:
        if resident.story in DAYS_LEFT:
            _come_near_the_ceiling(resident, days.today, DAYS_LEFT[resident.story])
    _approve(team, days.weeks(-6), on=working_day_before(days.weeks(-5, 2), 0))
    limit = days.today - timedelta(days=DAYS_OPEN)
    _approve(team, limit, on=working_day_before(days.today, 9))


def _approve(team: Team, limit: date, *, on: date) -> None:
    lines = AllowanceLine.objects.filter(programme=team.programme, day__lt=limit).proposed()
    with clock_at(on):
        approve_lines(list(lines.values_list("pk", flat=True)), by=team.coordinator)


def _declare_each_year(resident: Resident, amount: Decimal) -> None:
    for year in AllowanceYear.objects.filter(participant=resident.person).values_list("year", flat=True):
        declare_elsewhere(resident.person.pk, year, amount)


def _correct_one_mark(resident: Resident, team: Team) -> None:
    """Correct an approved day: the person was not there."""
    marks = Attendance.objects.filter(participant=resident.person, line__state="approved").order_by("session__period")
    if mark := marks.select_related("session", "line").first():
        reason = "La feuille papier de ce jour dit « absent »."
        correct_attendance(mark, state=Attendance.State.UNANNOUNCED, reason=reason, by=team.coordinator)


def _state_too_much_elsewhere(resident: Resident) -> None:
    """Record, late, a statement over the ceiling, then the one that mends it: the year still waits for its review."""
    last = AllowanceLine.objects.filter(participant=resident.person).order_by("day").last()
    budget = AllowanceYear.objects.get(participant=resident.person, year=last.day.year)
    if budget.ceiling is not None:
        declare_elsewhere(resident.person.pk, last.day.year, budget.ceiling - budget.own + Decimal("25.00"))
        declare_elsewhere(resident.person.pk, last.day.year, Decimal("240.00"))


def _release(resident: Resident, team: Team) -> None:
    """Release the first day, which came before the signature."""
    held = AllowanceLine.objects.filter(participant=resident.person, reasons__contains=[Reason.BEFORE_SIGNATURE])
    for line in held.order_by("day")[:1]:
        reason = "La convention était prête ; la personne a signé à son deuxième passage."
        release_line(line, reason=reason, by=team.coordinator)


def _come_near_the_ceiling(resident: Resident, today: date, days_left: Decimal) -> None:
    """Declare what makes ``days_left`` days remain this year, unless no other organisation could have paid as much."""
    ceiling = AllowanceCeiling.objects.on(today)
    lines = AllowanceLine.objects.filter(participant=resident.person).of_year(today.year)
    if ceiling is None or not lines.exists():
        return
    amount = lines.first().expected_amount
    declared = ceiling.year_max - lines.total() - days_left * amount
    elapsed = (today - date(today.year, 1, 1)).days
    if declared <= MOST_OF_OTHER_DAYS * elapsed * ceiling.day_max:
        declare_elsewhere(resident.person.pk, today.year, declared.quantize(Decimal("0.01")))
