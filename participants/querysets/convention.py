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

    def current(self) -> "ConventionQuerySet":
        """Return the conventions under way: drafts, issued and signed ones."""
        return self.filter(state__in=["draft", "issued", "signed"])

    def overlapping(self, first_day, last_day) -> "ConventionQuerySet":
        """Return the conventions whose dates hold one of the days from ``first_day`` to ``last_day``."""
        return self.filter(starts_on__lte=last_day, ends_on__gte=first_day)

    def issued_once(self) -> "ConventionQuerySet":
        """Return the conventions whose document was issued, those cancelled since included."""
        return self.exclude(pdf="")

    def with_copy(self) -> "ConventionQuerySet":
        """Return the conventions of which a copy of the signed paper is kept, with it."""
        return self.filter(scan__isnull=False).select_related("scan")
