"""The vocabulary of facts about a person, some of which hold between two dates."""

from django.db import models
from django.db.models import Exists, OuterRef, Q


class PersonFactQuerySet(models.QuerySet):
    """Rows about one person."""

    def visible_to(self, user) -> "PersonFactQuerySet":
        """Return the rows of the people ``user`` may see."""
        person = self.model._meta.get_field("participant").related_model
        return self.filter(Exists(person.objects.visible_to(user).filter(pk=OuterRef("participant"))))


class DatedQuerySet(PersonFactQuerySet):
    """Rows with ``starts_on`` and ``ends_on``, either of which may be open."""

    def on(self, day) -> "DatedQuerySet":
        """Return the rows that hold on ``day``."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )
