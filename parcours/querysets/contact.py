"""The vocabulary of contacts and drafts."""

from django.db import models

from parcours.querysets.parcours import OfParcoursQuerySet


class ContactQuerySet(OfParcoursQuerySet):
    """Contacts with people."""

    def honoured(self) -> "ContactQuerySet":
        """Return the contacts that took place."""
        return self.filter(is_honoured=True)


class DraftQuerySet(models.QuerySet):
    """What colleagues have started to type; row-level security shows each only their own."""

    def visible_to(self, user) -> "DraftQuerySet":
        """Return the user's own drafts in the active programme."""
        return self.filter(author=user, programme=user.active_programme_id)

    def of_form(self, participant_id: int, form: str) -> "DraftQuerySet":
        """Return what was typed in one form about one person."""
        return self.filter(participant=participant_id, form=form)
