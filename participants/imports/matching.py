"""Who a line of a list is: somebody already known, perhaps somebody known, or a new person.

Same birth date and same folded name is the same person; anything weaker is only a perhaps, for a person to decide. In
a name ``?`` stands for any one letter, on either side.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from participants.imports.contacts import phone_digits
from participants.imports.names import LOST_LETTER, fold_name

# A birth date or a contact shared by more people than this tells nobody apart; only whole names are compared then.
MAX_SAME_BIRTH_DATE = 300
MAX_SAME_CONTACT = 30


class Verdict(StrEnum):
    """How sure a match is."""

    SAME = "same"
    AMBIGUOUS = "ambiguous"
    NEW = "new"


@dataclass(frozen=True)
class Identity:
    """What tells a person apart, under the ``key`` of the caller."""

    key: Hashable
    last_name: str
    first_name: str
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    email: str = ""
    tenant_number: str = ""

    @cached_property
    def last(self) -> str:
        """The surname, folded."""
        return fold_name(self.last_name)

    @cached_property
    def first(self) -> str:
        """The first name, folded."""
        return fold_name(self.first_name)

    @cached_property
    def whole(self) -> str:
        """Surname and first name, folded into one word: where one ends does not matter."""
        return self.last + self.first

    @cached_property
    def swapped(self) -> str:
        """First name and surname, folded into one word."""
        return self.first + self.last

    @cached_property
    def contacts(self) -> frozenset[str]:
        """Telephones, e-mail and tenant number, as they are compared."""
        found = {phone_digits(phone) for phone in self.phones} | {self.email.casefold(), fold_name(self.tenant_number)}
        return frozenset(found - {""})


@dataclass(frozen=True)
class Match:
    """The verdict on a line, with the keys of the people it may be."""

    verdict: Verdict
    keys: tuple[Hashable, ...] = ()


@dataclass
class PeopleIndex:
    """The people known so far, found by birth date, by name and by contact without comparing everybody."""

    _by_birth_date: dict[date, list[Identity]] = field(default_factory=lambda: defaultdict(list))
    _by_contact: dict[str, list[Identity]] = field(default_factory=lambda: defaultdict(list))
    _by_name: dict[str, list[Identity]] = field(default_factory=lambda: defaultdict(list))
    _by_length: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _lossy_by_length: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, people: Iterable[Identity]) -> "PeopleIndex":
        """Return an index of ``people``."""
        index = cls()
        for person in people:
            index.add(person)
        return index

    def add(self, person: Identity) -> None:
        """Make a person known."""
        if person.whole not in self._by_name:
            self._by_length[len(person.whole)].append(person.whole)
            if LOST_LETTER in person.whole:
                self._lossy_by_length[len(person.whole)].append(person.whole)
        self._by_name[person.whole].append(person)
        if person.birth_date:
            self._by_birth_date[person.birth_date].append(person)
        for contact in person.contacts:
            self._by_contact[contact].append(person)

    def classify(self, person: Identity) -> Match:
        """Return who ``person`` is among the people known."""
        same, perhaps = {}, {}
        for other in self.candidates(person):
            match compare(person, other):
                case Verdict.SAME:
                    same[other.key] = other
                case Verdict.AMBIGUOUS:
                    perhaps[other.key] = other
        if len(same) == 1:
            return Match(Verdict.SAME, tuple(same))
        if found := same or perhaps:
            return Match(Verdict.AMBIGUOUS, tuple(found))
        return Match(Verdict.NEW)

    def candidates(self, person: Identity) -> Iterable[Identity]:
        """Return the few people worth comparing: same birth date, same whole name, or a shared contact."""
        found = {}
        same_day = self._by_birth_date.get(person.birth_date, ())
        groups = [same_day] if len(same_day) <= MAX_SAME_BIRTH_DATE else []
        groups += [self._by_name[name] for name in {*self._alike(person.whole), *self._alike(person.swapped)}]
        for contact in person.contacts:
            group = self._by_contact.get(contact, ())
            if len(group) <= MAX_SAME_CONTACT:
                groups.append(group)
        for group in groups:
            found |= {id(other): other for other in group}
        return found.values()

    def _alike(self, name: str) -> list[str]:
        """Return the whole names known that are equal to ``name``, lost letters counting as any letter."""
        is_lossy = LOST_LETTER in name
        known = (self._by_length if is_lossy else self._lossy_by_length).get(len(name), ())
        exact = [name] if not is_lossy and name in self._by_name else []
        if not known:
            return exact
        fits = re.compile("".join("." if c == LOST_LETTER else f"[{c}{LOST_LETTER}]" for c in name)).fullmatch
        return exact + [other for other in known if fits(other)]


def compare(person: Identity, other: Identity) -> Verdict:
    """Return how sure it is that two identities are one person.

    A shared birth date asks for one equal part of the name, a slip of the pen or the two parts swapped; without it a
    shared telephone, e-mail or tenant number asks for more than a surname, as families share them.
    """
    is_same_name = are_alike(person.whole, other.whole)
    if person.birth_date and person.birth_date == other.birth_date:
        if is_same_name:
            return Verdict.SAME
        is_similar = are_alike(person.last, other.last) or is_same_first_name(person, other)
        return Verdict.AMBIGUOUS if is_similar or _is_close(person, other) else Verdict.NEW
    if is_same_name:
        return Verdict.AMBIGUOUS
    is_date_unknown = not (person.birth_date and other.birth_date)
    if is_date_unknown and are_swapped(person, other):
        return Verdict.AMBIGUOUS
    if person.contacts & other.contacts and (is_same_first_name(person, other) or _is_close(person, other)):
        return Verdict.AMBIGUOUS
    return Verdict.NEW


def are_swapped(person: Identity, other: Identity) -> bool:
    """Tell whether one's surname is the other's first name, both ways."""
    return are_alike(person.last, other.first) and are_alike(person.first, other.last)


def is_same_first_name(person: Identity, other: Identity) -> bool:
    """Tell whether the first names are equal once folded."""
    return bool(person.first) and are_alike(person.first, other.first)


def _is_close(person: Identity, other: Identity) -> bool:
    return (
        are_swapped(person, other)
        or (are_close(person.last, other.last) and are_close(person.first, other.first))
        or (min(len(person.whole), len(other.whole)) >= 8 and _distance_within(person.whole, other.whole, 1))
    )


def are_alike(name: str, other: str) -> bool:
    """Tell whether two folded names are equal, ``?`` standing for any one letter in either."""
    if name == other:
        return True
    if len(name) != len(other) or (LOST_LETTER not in name and LOST_LETTER not in other):
        return False
    return all(a == b or LOST_LETTER in (a, b) for a, b in zip(name, other, strict=True))


def are_close(name: str, other: str) -> bool:
    """Tell whether two folded names differ by a slip: one letter from four letters on, two from seven on."""
    shortest = min(len(name), len(other))
    return _distance_within(name, other, 0 if shortest < 4 else 1 if shortest < 7 else 2)


def _distance_within(name: str, other: str, limit: int) -> bool:
    """Tell whether ``limit`` changes turn one name into the other: a letter added, lost, replaced, or two swapped."""
    if abs(len(name) - len(other)) > limit:
        return False
    before, row = [], list(range(len(other) + 1))
    for i, a in enumerate(name, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b and LOST_LETTER not in (a, b)))
            if i > 1 and j > 1 and a == other[j - 2] and name[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return False
    return row[-1] <= limit
