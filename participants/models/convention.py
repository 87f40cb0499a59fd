"""The convention de bénévolat indemnisé, what was acknowledged before it, and its signatures."""

import uuid
from datetime import datetime
from typing import NamedTuple

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from participants.models.document import Document
from participants.models.person import Participant
from participants.querysets.convention import ConventionQuerySet

CHANGES_AFTER_SIGNING = ("state", "ended_on", "ended_side", "ended_at", "ended_by_id", "successor_id")


class DateRange(Func):
    """``daterange(start, end, bounds)`` of PostgreSQL."""

    function = "daterange"
    output_field = DateRangeField()


def issued_path(convention: "Convention", filename: str) -> str:
    """Return the private, random place of an issued PDF."""
    return f"conventions/{uuid.uuid4().hex}.pdf"


class Milestone(NamedTuple):
    """One change of a convention's state: what happened, when it was recorded, by whom, and what the paper says."""

    words: str
    at: datetime
    by: object
    detail: str = ""


@pghistory.track()
class Convention(models.Model):
    """An agreement between a volunteer and the organisation, with its text copied in when drafted.

    Brouillon → émise (numbered, its bytes kept) → signée → terminée; annulée keeps its number. ``day_amount`` is in
    euros per volunteering day. Either side ends it at any time without a reason (law of 3 July 2005, domain rule 22).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        ISSUED = "issued", _("émise")
        SIGNED = "signed", _("signée")
        ENDED = "ended", _("terminée")
        CANCELLED = "cancelled", _("annulée")
        REPLACED = "replaced", _("remplacée")

    class Side(models.TextChoices):
        VOLUNTEER = "volunteer", _("la personne volontaire")
        ORGANISATION = "organisation", _("l'organisation")
        TERM = "term", _("terme prévu")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="conventions", verbose_name=_("programme")
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="conventions", verbose_name=_("volontaire")
    )
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    language = models.CharField(_("langue"), max_length=2, choices=[("fr", _("français"))], default="fr")
    task = models.CharField(_("activité"), max_length=300)
    places = models.CharField(_("lieux"), max_length=300)
    indicative_hours = models.CharField(_("horaire indicatif"), max_length=300)
    referent = models.CharField(_("personne de référence"), max_length=200, blank=True)
    referent_phone = models.CharField(_("téléphone de la personne de référence"), max_length=30, blank=True)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    day_amount = models.DecimalField(
        _("défraiement par jour (€)"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)]
    )
    year = models.PositiveSmallIntegerField(_("année d'émission"), null=True, editable=False)
    number = models.PositiveIntegerField(_("numéro"), null=True, editable=False)
    issued_at = models.DateTimeField(_("émise le"), null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    pdf = models.FileField(_("document émis"), upload_to=issued_path, max_length=200, blank=True, editable=False)
    pdf_sha256 = models.CharField(_("empreinte du document"), max_length=64, blank=True, editable=False)
    signed_on = models.DateField(_("signée le"), null=True, blank=True, editable=False)
    scan = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("copie signée"),
    )
    ended_on = models.DateField(_("terminée le"), null=True, blank=True)
    ended_side = models.CharField(_("à l'initiative de"), max_length=20, choices=Side, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="predecessors"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "number"],
                name="convention_number_unique",
                violation_error_message=_("Ce numéro est déjà pris."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="convention_dates_in_order",
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                condition=Q(day_amount__gte=0),
                name="convention_amount_positive",
                violation_error_message=_("Le défraiement ne peut pas être négatif."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | (
                    Q(number__isnull=False, year__isnull=False, issued_at__isnull=False)
                    & Q(pdf_sha256__regex=r"^[0-9a-f]{64}$")
                ),
                name="convention_numbered_and_hashed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "ended", "replaced"]) | Q(signed_on__isnull=False),
                name="convention_signed_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(ended_side="")),
                name="convention_end_complete",
            ),
            ExclusionConstraint(
                name="convention_one_live_per_day",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="signed"),
                violation_error_message=_("Cette personne a déjà une convention signée à ces dates."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_after_signing",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state IN ('signed', 'ended', 'replaced', 'cancelled')"),
                func=f"""
                    IF to_jsonb(OLD) - '{{{",".join(CHANGES_AFTER_SIGNING)}}}'::text[]
                       IS DISTINCT FROM to_jsonb(NEW) - '{{{",".join(CHANGES_AFTER_SIGNING)}}}'::text[]
                       OR NEW.state IN ('draft', 'issued', 'cancelled') AND NEW.state <> OLD.state
                    THEN RAISE EXCEPTION 'a signed or cancelled convention does not change'
                        USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="never_deleted_once_numbered",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__number__isnull=False),
            ),
        ]

    def __str__(self):
        return self.reference or str(_("Brouillon de convention"))

    def get_absolute_url(self) -> str:
        return reverse("participants:convention_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number as printed, e.g. ``2026-007``; empty while a draft."""
        return f"{self.year}-{self.number:03d}" if self.number else ""

    @property
    def milestones(self) -> list[Milestone]:
        """What happened to it, in order; reads the signatures."""
        happened = [
            Milestone(_("Brouillon préparé"), self.created_at, self.drafted_by),
            Milestone(_("Convention émise"), self.issued_at, self.issued_by, self.reference),
            *(
                Milestone(_("Signature notée"), signature.recorded_at, signature.recorded_by, str(signature))
                for signature in self.signatures.all()
            ),
            Milestone(_("Convention terminée"), self.ended_at, self.ended_by, self.get_ended_side_display()),
            Milestone(_("Convention annulée"), self.cancelled_at, self.cancelled_by, self.reference),
        ]
        return sorted((each for each in happened if each.at), key=lambda each: each.at)

    @property
    def last_day(self):
        """The last day it covers: its end when ended early, else its term."""
        return min(self.ended_on, self.ends_on) if self.ended_on else self.ends_on


class ConventionCounter(models.Model):
    """The last number given in a programme and year; its row is taken last before commit, so no number is lost."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "year"], name="counter_unique")]

    def __str__(self):
        return f"{self.programme_id} {self.year}: {self.last_number}"


@pghistory.track()
class ConventionSignature(models.Model):
    """One side's signature on paper: who, where and the date written there."""

    class Party(models.TextChoices):
        VOLUNTEER = "volunteer", _("volontaire")
        ORGANISATION = "organisation", _("organisation")

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("convention")
    )
    party = models.CharField(_("partie"), max_length=20, choices=Party)
    name = models.CharField(_("signé par"), max_length=200)
    place = models.CharField(_("lieu"), max_length=100)
    signed_on = models.DateField(_("date écrite sur le papier"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["convention", "party"], name="signature_one_per_party"),
        ]

    def __str__(self):
        return f"{self.get_party_display()} · {self.name}"


@pghistory.track()
class InformationReceipt(models.Model):
    """The six items of article 4, received and acknowledged by the person before the first day."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="information_receipts", verbose_name=_("volontaire")
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme"))
    acknowledged_on = models.DateField(_("informations reçues le"))
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", _("français")), ("nl", _("néerlandais"))], default="fr"
    )
    version = models.CharField(_("version du texte"), max_length=30, default="2026-1", editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("information reçue")
        verbose_name_plural = _("informations reçues")
        ordering = ["acknowledged_on", "pk"]

    def __str__(self):
        return f"{self.participant} · {self.acknowledged_on}"
