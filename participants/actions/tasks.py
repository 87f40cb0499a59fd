"""What is to do: asked for once, done once."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from participants.models import Task


class TaskError(Exception):
    """A task that cannot be ticked, with the sentence the page shows."""


@transaction.atomic
def ask(
    words: str,
    *,
    kind: str,
    programme_id: int,
    due_on: date,
    key: str,
    participant_id: int | None = None,
    role: str = Role.COUNSELLOR,
    assignee=None,
    url: str = "",
) -> Task:
    """Open the task named ``key``, or bring the open one up to date, and return it.

    A second call with the same key opens no second task: words, date, place and colleague follow the last one.
    """
    facts = {"words": words, "due_on": due_on, "url": url, "assignee": assignee}
    known = Task.objects.select_for_update(of=("self",)).open().filter(key=key).first()
    if known is None:
        opened, created = Task.objects.get_or_create(
            key=key,
            done_at=None,
            defaults=facts
            | {"kind": kind, "programme_id": programme_id, "participant_id": participant_id, "role": role},
        )
        if created:
            return opened
        known = opened
    if any(getattr(known, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(known, name, value)
        known.save(update_fields=list(facts))
    return known


@transaction.atomic
def settle(*keys: str, by=None) -> int:
    """Mark the open tasks of these names done, and return how many there were; ``by`` is None for a clock."""
    return Task.objects.open().filter(key__in=keys).update(done_at=timezone.now(), done_by=by)


def finish(task: Task, *, by) -> None:
    """Mark one task done; one that is done stays as it was. Raises ``TaskError``."""
    if not task.is_ticked_by_hand:
        raise TaskError(_("Cette tâche se règle en prenant le relais en charge."))
    Task.objects.open().filter(pk=task.pk).update(done_at=timezone.now(), done_by=by)
