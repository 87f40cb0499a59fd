"""Lines of allowance: proposed from days, held while something is missing, approved under both ceilings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.conditions import convention_on, missing_on
from participants.models import AllowanceCeiling, AllowanceLine, AllowanceYear, Participant
from participants.models.allowance import RELEASABLE, Reason

ZERO = Decimal("0.00")


class AllowanceError(Exception):
    """An operation on allowances that cannot be done, with the sentence the page shows."""


@dataclass(frozen=True)
class VolunteeringDay:
    """A day attended: in which programme, and the worksite's day amount in euros."""

    programme_id: int
    expected_amount: Decimal


@dataclass(frozen=True)
class Approval:
    """What an approval did: the lines approved, those left aside, and the sum approved in euros."""

    approved: list[int]
    left_aside: list[int]
    total: Decimal


@transaction.atomic
def set_days(participant_id: int, year: int, days: Mapping[date, VolunteeringDay]) -> dict[date, AllowanceLine]:
    """Make the open lines of a person's year follow the days attended, then recompute them in order of day.

    One original line per person and day; a line not yet approved goes when its day is no longer attended (domain
    rule 13). Approved lines never move. Returns every original line of the year, by day.
    """
    budget = lock_year(participant_id, year)
    lines = AllowanceLine.objects.filter(participant=participant_id, corrects__isnull=True).of_year(year)
    lines.open().exclude(day__in=days).delete()
    kept = {line.day: line for line in lines}
    AllowanceLine.objects.bulk_create(
        AllowanceLine(
            participant_id=participant_id,
            day=day,
            programme_id=worked.programme_id,
            expected_amount=worked.expected_amount,
            amount=worked.expected_amount,
        )
        for day, worked in sorted(days.items())
        if day not in kept
    )
    for day, line in kept.items():
        worked = days.get(day)
        if line.state != AllowanceLine.State.APPROVED and worked.expected_amount != line.expected_amount:
            AllowanceLine.objects.filter(pk=line.pk).update(expected_amount=worked.expected_amount)
    _review(budget)
    return {line.day: line for line in lines.all()}


def review_person(participant_id: int) -> None:
    """Recompute every open line of a person, after a fact that decides payability has changed."""
    years = AllowanceLine.objects.filter(participant=participant_id).open().values_list("year", flat=True).distinct()
    for year in sorted(set(years)):
        review_year(participant_id, year)


@transaction.atomic
def review_year(participant_id: int, year: int) -> None:
    """Recompute the open lines of a person's year in order of day: amounts under both ceilings, states and reasons."""
    _review(lock_year(participant_id, year))


def _review(budget: AllowanceYear) -> None:
    """Recompute the open lines behind a budget row that this transaction holds locked."""
    year = budget.year
    lines = list(_lines_of(budget.participant_id, year).open().filter(corrects__isnull=True).order_by("day", "pk"))
    people = _people_with_facts(lines)
    ceilings = AllowanceCeiling.objects.of_year(year)
    day_maxima = {
        line.day: next((c.day_max for c in ceilings if c.valid_from <= line.day <= c.valid_to), None) for line in lines
    }
    taken = _approved_by_day(budget.participant_id, year)
    left = None if budget.ceiling is None else budget.ceiling - budget.declared - budget.own
    changed = defaultdict(list)
    for line in lines:
        before = _reviewed(line)
        left = _review_line(line, people[line.programme_id, line.participant_id], day_maxima[line.day], taken, left)
        if _reviewed(line) != before:
            changed[_reviewed(line)].append(line.pk)
    for (amount, state, reasons, convention), ids in changed.items():
        AllowanceLine.objects.filter(pk__in=ids).update(
            amount=amount, state=state, reasons=list(reasons), convention=convention
        )


def _reviewed(line):
    """Return what a review sets on a line: a year has up to two hundred lines, which change alike or not at all."""
    return line.amount, line.state, tuple(line.reasons), line.convention_id


def _review_line(line, person, day_max, taken, left):
    """Set one open line from the facts of its day and return what the year still holds after it."""
    reasons = [r for r in missing_on(person, line.day) if not (line.release_reason and r in RELEASABLE)]
    convention = convention_on(person, line.day)
    base = Decimal(convention["day_amount"]) if convention else line.expected_amount
    if day_max is None or left is None:
        reasons.append(Reason.NO_CEILING)
        amount = base
    else:
        amount = max(ZERO, min(base, day_max - taken[line.day], left))
        left -= amount
    if amount == 0 and base > 0:
        reasons.append(Reason.CEILING_REACHED)
    line.amount = amount
    line.convention_id = convention["id"] if convention else None
    line.reasons = [str(reason) for reason in reasons]
    line.state = (
        AllowanceLine.State.NIL
        if amount == 0
        else AllowanceLine.State.HELD
        if reasons
        else AllowanceLine.State.PROPOSED
    )
    return left


def approve_lines(line_ids: Iterable[int], *, by) -> Approval:
    """Approve the lines that are payable, each person's year locked in turn; the others are left aside.

    Lines are recomputed under the lock first, so that what is approved is exact at that moment; the budget row is
    moved by the database itself, which refuses any cent over a ceiling (domain rules 1 to 5 and 15).
    """
    wanted = set(line_ids)
    owners = AllowanceLine.objects.filter(pk__in=wanted).open().values_list("participant", "year").distinct()
    approved, total = [], ZERO
    for participant_id, year in sorted(set(owners)):
        done = _approve_year(participant_id, year, wanted, by)
        approved += [pk for pk, amount in done]
        total += sum((amount for pk, amount in done), ZERO)
    return Approval(approved=approved, left_aside=sorted(wanted - set(approved)), total=total)


@transaction.atomic
def _approve_year(participant_id, year, wanted, by):
    budget = lock_year(participant_id, year)
    _review(budget)
    lines = _lines_of(budget.participant_id, year).proposed().filter(pk__in=wanted)
    done = list(lines.values_list("pk", "amount"))
    AllowanceLine.objects.filter(pk__in=[pk for pk, amount in done]).update(
        state=AllowanceLine.State.APPROVED, approved_by=by, approved_at=timezone.now()
    )
    return done


@transaction.atomic
def release_line(line: AllowanceLine, *, reason: str, by) -> None:
    """Let a day before signature or acknowledgement be payable, with coordination's reason (domain rule 10)."""
    budget = lock_year(line.participant_id, line.day.year)
    line.refresh_from_db()
    if not RELEASABLE & set(line.reasons):
        raise AllowanceError(_("Cette ligne n'attend pas de libération."))
    if not reason.strip():
        raise AllowanceError(_("Écrivez pourquoi ce jour peut être versé."))
    AllowanceLine.objects.filter(pk=line.pk).update(release_reason=reason.strip(), released_by=by)
    _review(budget)


@transaction.atomic
def correct_line(line: AllowanceLine, *, net: Decimal, reason: str, by) -> AllowanceLine:
    """Bring an approved day to ``net`` euros by a new line that points at the first one (domain rule 13).

    The first line stays as it was approved; the database keeps the net of the day between 0 and its ceiling.
    """
    original = line.corrects or line
    budget = lock_year(original.participant_id, original.day.year)
    if original.state != AllowanceLine.State.APPROVED:
        raise AllowanceError(_("Seule une ligne approuvée se corrige."))
    if not reason.strip():
        raise AllowanceError(_("Écrivez le motif de la correction."))
    if net < 0:
        raise AllowanceError(_("Un jour ne peut pas descendre sous 0 €."))
    current = AllowanceLine.objects.filter(Q(pk=original.pk) | Q(corrects=original)).total()
    if net > current and (budget.ceiling is None or net - current > budget.ceiling - budget.declared - budget.own):
        raise AllowanceError(_("Le plafond de l'année serait dépassé."))
    correction = AllowanceLine.objects.create(
        participant_id=original.participant_id,
        programme_id=original.programme_id,
        day=original.day,
        expected_amount=original.expected_amount,
        amount=net - current,
        convention_id=original.convention_id,
        state=AllowanceLine.State.APPROVED,
        corrects=original,
        correction_reason=reason.strip(),
        approved_by=by,
        approved_at=timezone.now(),
    )
    review_year(original.participant_id, original.day.year)
    return correction


def lock_year(participant_id: int, year: int) -> AllowanceYear:
    """Lock and return the budget row of the human behind a record, made when missing, its ceiling up to date."""
    person = _canonical_id(participant_id)
    AllowanceYear.objects.get_or_create(participant_id=person, year=year)
    budget = AllowanceYear.objects.select_for_update().get(participant_id=person, year=year)
    ceiling = AllowanceCeiling.objects.of_whole_year(year)
    if ceiling != budget.ceiling and (ceiling is not None or budget.own == 0):
        budget.ceiling = ceiling
        budget.needs_review = budget.needs_review or (ceiling is not None and budget.own + budget.declared > ceiling)
        budget.save(update_fields=["ceiling", "needs_review"])
    return budget


def _canonical_id(participant_id):
    merged = Participant.objects.filter(pk=participant_id).values_list("merged_into", flat=True).first()
    return merged or participant_id


def _lines_of(person_id, year):
    """Return the lines of a human's year: those of the record and of the records merged into it."""
    return AllowanceLine.objects.of_year(year).about(person_id)


def _people_with_facts(lines):
    """Load the facts of each (programme, person) of ``lines``: one query a programme."""
    by_programme = defaultdict(set)
    for line in lines:
        by_programme[line.programme_id].add(line.participant_id)
    return {
        (programme_id, person.pk): person
        for programme_id, ids in by_programme.items()
        for person in Participant.objects.filter(pk__in=ids).with_facts(programme_id)
    }


def _approved_by_day(person_id, year):
    sums = _lines_of(person_id, year).approved().values("day").annotate(total=Sum(F("amount"))).order_by()
    return defaultdict(lambda: ZERO, {row["day"]: row["total"] for row in sums})
