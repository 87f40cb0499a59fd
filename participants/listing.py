"""The rows of the list of people, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from participants.models import Enrolment, Participant
from participants.querysets.person import Missing


@dataclass(frozen=True)
class PersonRow:
    """One person of the list: ``state`` with the tone of its tag, where they come from, what their file lacks."""

    person: Participant
    state: str
    tone: str
    source: str
    missing: list[str]


def person_rows(people: Iterable[Participant]) -> list[PersonRow]:
    """Describe people loaded ``with_place``."""
    return [_row(person) for person in people]


def _row(person: Participant) -> PersonRow:
    if person.place["exited_on"]:
        state, tone = _("Sortie"), "neutral"
    elif person.place["entered_on"]:
        state, tone = _("Dans le programme"), "success"
    else:
        state, tone = _("Candidate"), "info"
    source = Enrolment.Source(person.place["source"]).label
    return PersonRow(person, state, tone, source, [Missing(code).label for code in person.missing])
