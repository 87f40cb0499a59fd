"""The vocabulary of links without an account."""

from django.db import models
from django.utils import timezone


class ReferralLinkQuerySet(models.QuerySet):
    """Partners' links."""

    def not_revoked(self) -> "ReferralLinkQuerySet":
        """Return the links that nobody has closed."""
        return self.filter(revoked_at__isnull=True)

    def live(self) -> "ReferralLinkQuerySet":
        """Return the links that still open something: not closed, not out of date, the agreement not withdrawn."""
        return self.not_revoked().filter(expires_at__gt=timezone.now(), referral__agreement__withdrawn_at__isnull=True)


class SheetLinkQuerySet(models.QuerySet):
    """Links of people's own sheets."""

    def visible_to(self, user) -> "SheetLinkQuerySet":
        """Return the links of the active programme, none without the right to pathways."""
        if not user.has_perm("parcours.edit_parcours"):
            return self.none()
        return self.filter(enrolment__programme=user.active_programme_id)

    def about(self, participant) -> "SheetLinkQuerySet":
        """Return the links of one person."""
        return self.filter(enrolment__participant=participant)

    def beside(self, enrolment) -> "SheetLinkQuerySet":
        """Return the links of the same person in the same programme, whichever place they were made for."""
        return self.filter(enrolment__participant=enrolment.participant_id, enrolment__programme=enrolment.programme_id)

    def of_token_hash(self, token_hash: str) -> "SheetLinkQuerySet":
        """Return the link of a token, known by its hash."""
        return self.filter(token_hash=token_hash)

    def not_revoked(self) -> "SheetLinkQuerySet":
        """Return the links that nobody has closed, those out of date included."""
        return self.filter(revoked_at__isnull=True)

    def live(self) -> "SheetLinkQuerySet":
        """Return the links that still open a sheet."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
