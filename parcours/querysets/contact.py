"""The vocabulary of contacts and drafts."""

from django.db import models

from parcours.querysets.parcours import OfParcoursQuerySet


class ContactQuerySet(OfParcoursQuerySet):
    """Contacts with people."""

    def of_enrolment(self, enrolment) -> "ContactQuerySet":
        """Return the contacts of one enrolment's pathway."""
        return self.filter(parcours__enrolment=enrolment)

    def next_day(self):
        """Return the day of the appointment, as the contact written down last says it; None without."""
        return self.order_by("-pk").values_list("next_on", flat=True).first()


class DraftQuerySet(models.QuerySet):
    """What colleagues have started to type; row-level security shows each only their own."""

    def visible_to(self, user) -> "DraftQuerySet":
        """Return the user's own drafts in the active programme."""
        return self.filter(author=user, programme=user.active_programme_id)

    def of_form(self, participant_id: int, form: str) -> "DraftQuerySet":
        """Return what was typed in one form about one person."""
        return self.filter(participant=participant_id, form=form)
