"""Who a name of an attendance sheet is, among the people of a programme."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from participants.imports.columns import fold_words
from participants.imports.matching import are_alike, are_close
from participants.imports.names import LOST_LETTER, fold_name, has_lost_letter, tidy
from participants.models import Participant

MOST_CANDIDATES = 6


@dataclass(frozen=True)
class Known:
    """Somebody of the programme: the record that stands for the person, and the name as it is compared."""

    pk: int
    first_name: str
    last_name: str
    birth_date: date | None

    @property
    def label(self) -> str:
        """What is shown to choose among several people."""
        return f"{self.first_name} {self.last_name}" + (f" ({self.birth_date:%d/%m/%Y})" if self.birth_date else "")


class PeopleOfProgramme:
    """Finds people by surname and first name in one text, whatever the case, the accents, the spaces and the hyphens.

    A ``?`` stands for any letter, on either side. A record merged into another gives that other one.
    """

    def __init__(self, programme):
        rows = Participant.objects.enrolled_in(programme).values_list(
            "pk", "merged_into", "first_name", "last_name", "birth_date"
        )
        self.people: dict[int, Known] = {}
        self._names: dict[str, set[int]] = defaultdict(set)
        self._swapped: dict[str, set[int]] = defaultdict(set)
        self._words: dict[int, list[str]] = {}
        for pk, merged_into, first, last, born in rows:
            owner = merged_into or pk
            if merged_into is None or owner not in self.people:
                self.people[owner] = Known(owner, first, last, born)
            self._names[fold_name(last + first)].add(owner)
            self._swapped[fold_name(first + last)].add(owner)
            self._words[owner] = fold_words(f"{last} {first}").split()
        self._lossy = [name for name in {*self._names, *self._swapped} if LOST_LETTER in name]

    def same(self, text: str) -> list[Known]:
        """Return the people whose whole name this is; surname first wins over first name first."""
        name = fold_name(tidy(text))
        found = self._alike(name, self._names) or self._alike(name, self._swapped)
        return self._known(found)

    def perhaps(self, text: str) -> list[Known]:
        """Return a few people whose name is close: a slip of the pen, or a part of the name."""
        name, words = fold_name(tidy(text)), fold_words(tidy(text)).split()
        found = {
            pk
            for names in (self._names, self._swapped)
            for other, owners in names.items()
            if are_close(name, other)
            for pk in owners
        }
        if any(len(word) > 2 for word in words):
            found |= {pk for pk, own in self._words.items() if all(any(w.startswith(x) for w in own) for x in words)}
        return self._known(found)[:MOST_CANDIDATES]

    def _alike(self, name: str, names: dict[str, set[int]]) -> set[int]:
        if not name:
            return set()
        others = names if has_lost_letter(name) else [name, *self._lossy]
        return {pk for other in others if other in names and are_alike(name, other) for pk in names[other]}

    def _known(self, found: set[int]) -> list[Known]:
        return sorted(
            (self.people[pk] for pk in found), key=lambda known: (known.last_name, known.first_name, known.pk)
        )
