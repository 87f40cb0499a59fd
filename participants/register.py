"""The nominative register of a year: who, each day, how much (law of 3 July 2005; domain rule 14)."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import Programme
from participants.models import AllowanceLine, Participant

State = AllowanceLine.State


@dataclass
class RegisterDay:
    """A line and, after a correction, what the day came to (``net``, euros)."""

    line: AllowanceLine
    net: Decimal
    corrections: list[AllowanceLine] = field(default_factory=list)

    @property
    def is_attended(self) -> bool:
        """Tell whether the day still counts as volunteered: a correction to nothing takes it back."""
        return not self.corrections or self.net > 0 or self.line.amount == 0


@dataclass
class RegisterPerson:
    """A volunteer's year: each day once, and its sums in euros."""

    person: Participant
    entries: list[RegisterDay]

    @property
    def days(self) -> int:
        """Volunteering days attended."""
        return sum(1 for entry in self.entries if entry.is_attended)

    @property
    def approved(self) -> Decimal:
        """Sum of the approved lines, corrections counted."""
        return sum((entry.net for entry in self.entries if entry.line.state == State.APPROVED), Decimal("0.00"))

    @property
    def held(self) -> Decimal:
        """Sum of what waits: held for a missing condition, or still to be approved."""
        waiting = (State.HELD, State.PROPOSED)
        return sum((entry.net for entry in self.entries if entry.line.state in waiting), Decimal("0.00"))


@dataclass(frozen=True)
class Register:
    """The register of a programme's calendar year."""

    programme: Programme
    year: int
    people: list[RegisterPerson]

    @property
    def total_approved(self) -> Decimal:
        """Sum of every approved line of the year, in euros."""
        return sum((person.approved for person in self.people), Decimal("0.00"))

    @property
    def total_held(self) -> Decimal:
        """Sum of every line not yet approved, in euros."""
        return sum((person.held for person in self.people), Decimal("0.00"))


def register_of(programme: Programme, year: int) -> Register:
    """Return the register of a year, people by name and days in order: one query, whatever its size."""
    return Register(programme=programme, year=year, people=_people(_lines(programme, year)))


def year_of_person(programme: Programme, year: int, human: Participant) -> RegisterPerson:
    """Return what the register of a year holds of one person, nothing included: one query."""
    people = _people(_lines(programme, year).about(human))
    return people[0] if people else RegisterPerson(human, [])


def years_of(lines: QuerySet) -> list[int]:
    """Return the years that have lines, the latest first."""
    return sorted(lines.order_by().values_list("year", flat=True).distinct(), reverse=True)


def _lines(programme: Programme, year: int) -> QuerySet:
    lines = AllowanceLine.objects.filter(programme=programme).of_year(year)
    return lines.select_related("participant__merged_into").order_by("day", "pk")


def _people(lines) -> list[RegisterPerson]:
    people: dict[int, RegisterPerson] = {}
    entries: dict[int, RegisterDay] = {}
    for line in lines:
        human = line.participant.merged_into or line.participant
        person = people.setdefault(human.pk, RegisterPerson(human, []))
        if line.corrects_id is None:
            entries[line.pk] = RegisterDay(line, line.amount)
            person.entries.append(entries[line.pk])
    for line in lines:
        if line.corrects_id in entries:
            entries[line.corrects_id].corrections.append(line)
            entries[line.corrects_id].net += line.amount
    return sorted(people.values(), key=lambda person: (person.person.sort_key, person.person.pk))
