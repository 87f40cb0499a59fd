"""The vocabulary of private files."""

from django.db import models
from django.db.models import Exists, OuterRef

# The evidence of an exit is read by whoever records exits (domain §5), not by everybody who sees the person.
SEE_EXIT_EVIDENCE = "parcours.edit_exits"


class DocumentQuerySet(models.QuerySet):
    """Files about people."""

    def visible_to(self, user) -> "DocumentQuerySet":
        """Return the files of the people ``user`` may see; the evidence of an exit with the right to exits only."""
        person = self.model._meta.get_field("participant").related_model
        seen = self.filter(Exists(person.objects.visible_to(user).filter(pk=OuterRef("participant"))))
        return seen if user.has_perm(SEE_EXIT_EVIDENCE) else seen.exclude(kind="exit_evidence")
