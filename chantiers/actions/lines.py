"""From attendance to allowance: closed volunteering sessions propose one line per person and day."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from chantiers.models import Attendance
from chantiers.models.attendance import PRESENT_STATES
from participants.actions.allowances import VolunteeringDay, correct_line, set_days
from participants.models import AllowanceLine


@transaction.atomic
def refresh_lines(participant_ids: Iterable[int], year: int) -> None:
    """Make the lines of some people's year follow their presences in closed volunteering sessions.

    Workshops make none; several sessions in one day make one line, at the first one's amount (domain rules 13 and 23).
    """
    people = sorted(set(participant_ids))
    marks = (
        Attendance.objects.filter(participant__in=people, session__day__year=year)
        .carrying_allowance()
        .annotate(
            day=F("session__day"),
            programme=F("session__chantier__programme"),
            amount=Coalesce(F("session__chantier__day_amount"), F("session__chantier__programme__day_amount")),
        )
        .order_by("session__period")
    )
    days = defaultdict(dict)
    for person, day, programme, amount in marks.values_list("participant", "day", "programme", "amount"):
        days[person].setdefault(day, VolunteeringDay(programme, amount or Decimal("0.00")))
    _let_go(people, year)
    lines = {(person, day): line for person in people for day, line in set_days(person, year, days[person]).items()}
    unlinked = marks.filter(line__isnull=True).values_list("pk", "participant", "day")
    Attendance.objects.bulk_update(
        [Attendance(pk=pk, line=lines[person, day]) for pk, person, day in unlinked], ["line"], batch_size=500
    )


@transaction.atomic
def follow_day_amounts(chantier_ids: Iterable[int]) -> None:
    """Make the lines not yet approved follow the day amounts of some worksites, after these have changed."""
    marks = Attendance.objects.filter(session__chantier__in=chantier_ids).carrying_allowance()
    people = defaultdict(set)
    for person, year in marks.values_list("participant", "session__day__year").distinct():
        people[year].add(person)
    for year, ids in sorted(people.items()):
        refresh_lines(ids, year)


def correcting_line(mark: Attendance, *, state: str, reason: str, by) -> AllowanceLine:
    """Write the line that corrects the approved one of a mark, for the ``state`` that is true; return it.

    The day keeps its allowance while another volunteering session of that day still carries it: the correction is then
    of 0.00; else it brings the day to 0, or back to what was approved (trust: correction after 48 hours).
    """
    line = mark.line.corrects or mark.line
    elsewhere = (
        Attendance.objects.filter(participant=mark.participant_id, session__day=line.day)
        .carrying_allowance()
        .exclude(pk=mark.pk)
        .exists()
    )
    is_owed = elsewhere or state in PRESENT_STATES
    return correct_line(line, net=line.amount if is_owed else Decimal("0.00"), reason=reason, by=by)


def _let_go(people, year):
    """Detach the marks that no longer carry their open line, which may then go."""
    linked = Attendance.objects.filter(participant__in=people, session__day__year=year, line__corrects__isnull=True)
    waiting = linked.filter(line__isnull=False).exclude(line__state=AllowanceLine.State.APPROVED)
    carrying = waiting.carrying_allowance().values_list("pk", flat=True)
    # Two plain reads: one statement over both would be planned blindly inside a large import.
    gone = set(waiting.values_list("pk", flat=True)) - set(carrying)
    Attendance.objects.filter(pk__in=gone).update(line=None)
