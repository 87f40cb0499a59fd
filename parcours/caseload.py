"""A counsellor's list, in queues: each file with its status, its next step and its reasons; and the same in figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from parcours.models import Parcours
from parcours.status import NextStep, Queue, Status, next_step_of, status_of


@dataclass(frozen=True)
class File:
    """A pathway in a list: where it stands and what comes next."""

    parcours: Parcours
    status: Status
    next_step: NextStep | None

    @property
    def last_contact_on(self) -> date | None:
        """The day of the last contact that took place."""
        return self.parcours.last_contact_on


@dataclass(frozen=True)
class QueueFigure:
    """One queue: how many files stand in it, and for how many days the oldest has."""

    queue: Queue
    count: int
    oldest_days: int | None


@dataclass(frozen=True)
class ReferentFigure:
    """One counsellor's files in numbers, never a name of theirs."""

    referent: str
    total: int
    counts: tuple[int, ...]

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Each queue's label with its count."""
        return [(queue.label, count) for queue, count in zip(Queue, self.counts, strict=True)]


def files_in(parcours: Iterable[Parcours], today: date) -> list[File]:
    """Return the files of some pathways that come ``with_facts``, the most pressing first: no query of its own."""
    order = list(Queue)
    files = [File(one, status_of(one, today), next_step_of(one)) for one in parcours]
    return sorted(
        files,
        key=lambda file: (
            order.index(file.status.queue),
            file.status.oldest or today,
            file.parcours.enrolment.participant.sort_key,
        ),
    )


def queue_figures(files: Iterable[File], today: date) -> list[QueueFigure]:
    """Count the files of each queue and the age of its oldest item, in days."""
    files = list(files)
    figures = []
    for queue in Queue:
        standing = [file for file in files if file.status.queue == queue]
        days = [(today - file.status.oldest).days for file in standing if file.status.oldest]
        oldest = max((number for number in days if number > 0), default=None)
        figures.append(QueueFigure(queue, len(standing), oldest))
    return figures


def referent_figures(files: Iterable[File]) -> list[ReferentFigure]:
    """Count each counsellor's files in each queue, in the order of ``Queue``."""
    by_referent: dict[User, list[File]] = {}  # by account: two colleagues may have the same name
    for file in files:
        by_referent.setdefault(file.parcours.referent, []).append(file)
    return [
        ReferentFigure(
            str(referent),
            len(standing),
            tuple(sum(1 for file in standing if file.status.queue == queue) for queue in Queue),
        )
        for referent, standing in sorted(by_referent.items(), key=lambda item: (str(item[0]), item[0].pk))
    ]
