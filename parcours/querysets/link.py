"""The vocabulary of links without an account."""

from datetime import datetime

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from accounts.tokens import hash_of

ENDED = ("refused", "closed", "cancelled", "expired")


class ReferralLinkQuerySet(models.QuerySet):
    """Partners' links."""

    def not_revoked(self) -> "ReferralLinkQuerySet":
        """Return the links that nobody has closed."""
        return self.filter(revoked_at__isnull=True)

    def live(self) -> "ReferralLinkQuerySet":
        """Return the links that still open something: not closed, not out of date, the agreement not withdrawn."""
        return self.not_revoked().filter(expires_at__gt=timezone.now(), referral__agreement__withdrawn_at__isnull=True)

    def open_at_all(self) -> "ReferralLinkQuerySet":
        """Return the live links of referrals of which something is still expected."""
        return self.live().exclude(referral__state__in=ENDED)

    def of_token(self, token: str) -> "ReferralLinkQuerySet":
        """Return the link whose token this is, or none."""
        return self.filter(token_hash=hash_of(token))

    def made_since(self, moment: datetime) -> "ReferralLinkQuerySet":
        """Return the links made after ``moment``."""
        return self.filter(made_at__gt=moment)

    def sent(self) -> "ReferralLinkQuerySet":
        """Return the links that left, whatever became of them."""
        return self.filter(sent_at__isnull=False)

    def asked_in_a_row(self) -> int:
        """Count, of one referral, the links asked again since a colleague made one or somebody opened one."""
        heeded = self.aggregate(
            made=Max("made_at", filter=Q(made_by__isnull=False)),
            opened=Max("openings__at", filter=Q(openings__result="opened")),
        )
        last = max((moment for moment in heeded.values() if moment), default=None)
        asked = self.filter(asked_again=True)
        return (asked.made_since(last) if last else asked).count()

    def to_send(self) -> "ReferralLinkQuerySet":
        """Return the links whose mail has still to leave."""
        return self.not_revoked().filter(sent_at__isnull=True, token_hash__isnull=True)

    def made_before(self, link) -> "ReferralLinkQuerySet":
        """Return the links of the same referral that ``link`` replaces."""
        return self.filter(referral=link.referral_id, pk__lt=link.pk)

    def held_by(self, holder: str) -> "ReferralLinkQuerySet":
        """Return the links that the browser with this value has opened."""
        return self.filter(holder_hash=hash_of(holder)) if holder else self.none()

    def without_holder(self) -> "ReferralLinkQuerySet":
        """Return the links that nobody has opened yet."""
        return self.filter(holder_hash="")

    def with_sender(self) -> "ReferralLinkQuerySet":
        """Fetch with each link who asks."""
        return self.select_related(
            "referral__parcours__enrolment__programme__operator", "referral__parcours__referent", "referral__contact"
        )


class LinkOpeningQuerySet(models.QuerySet):
    """Tries to open partners' links."""

    def refused_since(self, moment: datetime) -> "LinkOpeningQuerySet":
        """Return the tries after ``moment`` that opened nothing."""
        return self.exclude(result="opened").filter(at__gt=moment)


class SheetLinkQuerySet(models.QuerySet):
    """Links of people's own sheets."""

    def visible_to(self, user) -> "SheetLinkQuerySet":
        """Return the links of the active programme, none without the right to pathways."""
        if not user.has_perm("parcours.edit_parcours"):
            return self.none()
        return self.filter(enrolment__programme=user.active_programme_id)

    def about(self, participant) -> "SheetLinkQuerySet":
        """Return the links of one person, and of the records merged into them."""
        return self.filter(Q(enrolment__participant=participant) | Q(enrolment__participant__merged_into=participant))

    def beside(self, enrolment) -> "SheetLinkQuerySet":
        """Return the links of the same person in the same programme, whichever place or record they were made for."""
        return self.about(enrolment.participant_id).filter(enrolment__programme=enrolment.programme_id)

    def of_token_hash(self, token_hash: str) -> "SheetLinkQuerySet":
        """Return the link of a token, known by its hash."""
        return self.filter(token_hash=token_hash)

    def not_revoked(self) -> "SheetLinkQuerySet":
        """Return the links that nobody has closed, those out of date included."""
        return self.filter(revoked_at__isnull=True)

    def live(self) -> "SheetLinkQuerySet":
        """Return the links that still open a sheet."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
