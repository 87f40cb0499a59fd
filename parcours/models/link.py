"""Links that open one thing without an account: a partner's referral, a person's own sheet."""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parcours.models.referral import Referral
from parcours.querysets.link import LinkOpeningQuerySet, ReferralLinkQuerySet, SheetLinkQuerySet
from participants.models import Enrolment

REFERRAL_LINK_LIFETIME = timedelta(days=14)
SHEET_LINK_LIFETIME = timedelta(days=365)
MAIL_TAKES = timedelta(hours=1)  # a minute, when all is well


@pghistory.track(exclude=["token_hash", "holder_hash"])
class ReferralLink(models.Model):
    """A personal link for one partner about one referral. Only the hash of its token is kept.

    The token is drawn when the mail leaves, by the job that sends it, so that it stands in no queue. The first browser
    that confirms becomes its only holder (``holder_hash``): a forwarded link opens nothing.
    """

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("répondre à la demande")
        OUTCOME = "outcome", _("dire ce qui s'est passé")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    purpose = models.CharField(_("pour"), max_length=10, choices=Purpose, default=Purpose.ANSWER)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    holder_hash = models.CharField(max_length=64, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_again = models.BooleanField(_("demandé par le partenaire"), default=False, editable=False)
    sent_at = models.DateTimeField(_("parti le"), null=True, editable=False)
    expires_at = models.DateTimeField(_("valable jusqu'au"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("fermé le"), null=True, editable=False)

    objects = ReferralLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien d'un partenaire")
        verbose_name_plural = _("liens des partenaires")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True) | Q(expires_at__isnull=False), name="referral_link_expires"
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(revoked_at__isnull=True, token_hash__isnull=False),
                name="referral_one_live_link",
            ),
        ]

    def __str__(self):
        return f"lien {self.pk}"

    @property
    def has_not_left(self) -> bool:
        """Tell whether its mail should have left for an hour or more."""
        return self.sent_at is None and self.revoked_at is None and timezone.now() > self.made_at + MAIL_TAKES

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be used; the agreement is looked at apart."""
        return self.token_hash is not None and self.revoked_at is None and timezone.now() < self.expires_at


class LinkOpening(models.Model):
    """Somebody pressed "ouvrir" on a partner's link: let in, or not and why. Only ever added."""

    class Result(models.TextChoices):
        OPENED = "opened", _("ouvert")
        OTHER_HOLDER = "other_holder", _("refusé : ouvert ailleurs")
        CLOSED = "closed", _("refusé : lien fermé")

    link = models.ForeignKey(ReferralLink, on_delete=models.PROTECT, related_name="openings")
    result = models.CharField(max_length=20, choices=Result)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LinkOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("ouverture d'un lien")
        verbose_name_plural = _("ouvertures des liens")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.link} · {self.get_result_display()}"


@pghistory.track(exclude=["token_hash"])
class SheetLink(models.Model):
    """The link, or the QR code on paper, of a person's own sheet: one open at a time, revocable, a year long."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="sheet_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(max_length=2, choices=[("fr", _("français")), ("nl", _("néerlandais"))], default="fr")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("fait le"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valable jusqu'au"))
    revoked_at = models.DateTimeField(_("fermé le"), null=True, editable=False)

    objects = SheetLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien d'une fiche personnelle")
        verbose_name_plural = _("liens des fiches personnelles")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(revoked_at__isnull=True), name="sheet_one_live_link"
            )
        ]

    def __str__(self):
        return f"{self.enrolment} · {self.made_at:%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        """Tell whether it still opens the sheet."""
        return self.revoked_at is None and timezone.now() < self.expires_at
