"""The vocabulary of private files."""

from django.db import models
from django.db.models import Exists, OuterRef


class DocumentQuerySet(models.QuerySet):
    """Files about people."""

    def visible_to(self, user) -> "DocumentQuerySet":
        """Return the files of the people ``user`` may see."""
        person = self.model._meta.get_field("participant").related_model
        return self.filter(Exists(person.objects.visible_to(user).filter(pk=OuterRef("participant"))))
