"""The vocabulary of facts that hold between two dates."""

from django.db import models
from django.db.models import Q


class DatedQuerySet(models.QuerySet):
    """Rows with ``starts_on`` and ``ends_on``, either of which may be open."""

    def on(self, day) -> "DatedQuerySet":
        """Return the rows that hold on ``day``."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )
