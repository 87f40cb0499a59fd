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

    def live(self) -> "SheetLinkQuerySet":
        """Return the links that still open a sheet."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
