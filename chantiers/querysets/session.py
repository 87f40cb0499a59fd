"""The vocabulary of sessions."""

from django.db import models


class SessionQuerySet(models.QuerySet):
    """Sessions of a programme's worksites."""

    def visible_to(self, user) -> "SessionQuerySet":
        """Return the sessions of the active programme, none without the right to see them."""
        if not user.has_perm("chantiers.see_sessions"):
            return self.none()
        return self.filter(chantier__programme=user.active_programme_id)

    def schedule_for(self, user) -> "SessionQuerySet":
        """Return the sessions whose place and time ``user`` may see, LM included, without any person."""
        if not user.has_perm("chantiers.see_schedule"):
            return self.none()
        return self.filter(chantier__programme=user.active_programme_id)

    def on(self, day) -> "SessionQuerySet":
        """Return the sessions of one day in Brussels."""
        return self.filter(day=day)

    def between(self, first_day, last_day) -> "SessionQuerySet":
        """Return the sessions from one day to another, both included."""
        return self.filter(day__range=(first_day, last_day))

    def held(self) -> "SessionQuerySet":
        """Return the sessions that took place and were closed (indicator P02)."""
        return self.filter(state="closed")

    def not_cancelled(self) -> "SessionQuerySet":
        """Return the sessions still meant to be held."""
        return self.exclude(state="cancelled")

    def to_close(self, day) -> "SessionQuerySet":
        """Return the sessions of ``day`` or before whose register is still open."""
        return self.filter(day__lte=day, state__in=["planned", "open"])

    def volunteering(self) -> "SessionQuerySet":
        """Return the sessions that can carry an allowance (domain rule 23)."""
        return self.filter(kind="volunteering")
