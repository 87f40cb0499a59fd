"""The vocabulary of conventions."""

from django.db import models
from django.db.models import Q


class ConventionQuerySet(models.QuerySet):
    """Conventions of a programme."""

    def visible_to(self, user) -> "ConventionQuerySet":
        """Return the conventions of the active programme, none without the right to see them."""
        if not user.has_perm("participants.see_conventions"):
            return self.none()
        return self.filter(programme=user.active_programme_id)

    def live(self) -> "ConventionQuerySet":
        """Return the conventions signed, and neither replaced nor ended (domain rule 20)."""
        return self.filter(state="signed")

    def covering(self, day) -> "ConventionQuerySet":
        """Return the conventions that were signed and whose dates hold ``day``, an early end counted."""
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=day),
            state__in=["signed", "ended", "replaced"],
            starts_on__lte=day,
            ends_on__gte=day,
        )
