"""The vocabulary of tasks."""

from django.db import models
from django.db.models import Case, Q, When


class TaskQuerySet(models.QuerySet):
    """What is to do in a programme."""

    def visible_to(self, user) -> "TaskQuerySet":
        """Return the tasks of the user's roles in the active programme, those confided to colleagues included."""
        if not user.has_perm("participants.see_people"):
            return self.none()
        return self.filter(programme=user.active_programme_id, role__in=user.roles)

    def open(self) -> "TaskQuerySet":
        """Return the tasks still to do."""
        return self.filter(done_at__isnull=True)

    def done(self) -> "TaskQuerySet":
        """Return the tasks that are done."""
        return self.filter(done_at__isnull=False)

    def of(self, user) -> "TaskQuerySet":
        """Return the tasks confided to ``user`` or to nobody in particular: those of a closed account are nobody's."""
        return self.filter(_is_for(user))

    def mine_first(self, user) -> "TaskQuerySet":
        """Order tasks: those of ``user`` or of nobody in particular (``of``), then those of colleagues; by date inside."""
        return self.order_by(Case(When(_is_for(user), then=0), default=1), "due_on", "pk")

    def done_since(self, moment) -> "TaskQuerySet":
        """Return the tasks done at ``moment`` or later, the latest first."""
        return self.filter(done_at__gte=moment).order_by("-done_at", "-pk")

    def waiting_for(self, user, roles, programme) -> "TaskQuerySet":
        """Return the open tasks of ``roles`` in a programme that are confided to ``user`` or to nobody (``of``)."""
        return self.open().of(user).filter(programme=programme, role__in=roles)

    def due_by(self, day) -> "TaskQuerySet":
        """Return the tasks whose date is ``day`` or before."""
        return self.filter(due_on__lte=day)

    def other_than_alerts(self) -> "TaskQuerySet":
        """Return the tasks that no computed alert asks for: a page that shows the alerts shows those once."""
        return self.exclude(key__startswith="alert:")

    def about(self, participant) -> "TaskQuerySet":
        """Return the tasks about one person."""
        return self.filter(participant=participant)

    def named(self, key: str) -> "TaskQuerySet":
        """Return the tasks whose key is ``key``, or starts with it and a colon."""
        return self.filter(Q(key=key) | Q(key__startswith=f"{key}:"))


def _is_for(user) -> Q:
    return Q(assignee=user) | Q(assignee__isnull=True) | Q(assignee__is_active=False)
