"""Tasks as a day sees them: whose they are, and whether they are late, for today, this week or later."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.models import Task


class When(models.TextChoices):
    """The groups of a list of tasks, the most pressing first."""

    LATE = "late", _("En retard")
    TODAY = "today", _("Aujourd’hui")
    THIS_WEEK = "this_week", _("Cette semaine")
    LATER = "later", _("Plus tard")

    @property
    def tone(self) -> str:
        """The colour of the dates of this group (components)."""
        return {"late": "danger", "today": "warning"}.get(self.value, "neutral")


@dataclass
class Share:
    """The tasks of one reader, or those of the colleagues: groups of tasks, each with its ``When``."""

    is_mine: bool
    groups: list[tuple[When, list[Task]]] = field(default_factory=list)


def when_of(task: Task, today: date) -> When:
    """Return the group of a task on ``today``; the week ends on Sunday."""
    if task.due_on < today:
        return When.LATE
    if task.due_on == today:
        return When.TODAY
    return When.THIS_WEEK if task.due_on <= today + timedelta(days=6 - today.weekday()) else When.LATER


def shares_of(tasks: Iterable[Task], user, today: date) -> list[Share]:
    """Return the tasks in the order given (``TaskQuerySet.mine_first``), by reader then by date."""
    shares = []
    for is_mine, some in groupby(tasks, key=lambda task: task.is_for(user)):
        by_date = groupby(some, key=lambda task: when_of(task, today))
        shares.append(Share(is_mine, [(when, list(those)) for when, those in by_date]))
    return shares
