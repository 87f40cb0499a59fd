"""Sites, the worksites held there and the people placed on them."""

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from chantiers.querysets.worksite import ChantierQuerySet, PlacementQuerySet, SiteQuerySet
from participants.models import Participant
from participants.models.convention import DateRange


@pghistory.track()
class Site(models.Model):
    """A building or courtyard of the housing company where worksites take place."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="sites", verbose_name=_("programme")
    )
    name = models.CharField(_("nom"), max_length=150)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    access_notes = models.CharField(
        _("accès"), max_length=300, blank=True, help_text=_("Clés, porte, local : ce que l'équipe doit savoir.")
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="site_name_unique",
                violation_error_message=_("Un site porte déjà ce nom."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("chantiers:site_edit", args=[self.pk])


@pghistory.track()
class Chantier(models.Model):
    """A participative worksite: works, dates, places for volunteers and, if its own, a day amount in euros."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("en préparation")
        OPEN = "open", _("en cours")
        CLOSED = "closed", _("terminé")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="chantiers", verbose_name=_("programme")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="chantiers", verbose_name=_("site"))
    code = models.CharField(_("code"), max_length=30)
    works = models.CharField(_("travaux"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"))
    places = models.PositiveSmallIntegerField(_("places"), default=8, validators=[MinValueValidator(1)])
    day_amount = models.DecimalField(
        _("défraiement par jour (€)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Sans montant ici, celui du programme s'applique."),
    )
    indicative_hours = models.CharField(_("horaire indicatif"), max_length=200, blank=True)
    nuisance = models.CharField(
        _("nuisances pour l'immeuble"), max_length=200, blank=True, help_text=_("Bruit, odeurs, passage réduit.")
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsable"),
    )
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.OPEN)

    objects = ChantierQuerySet.as_manager()

    class Meta:
        verbose_name = _("chantier")
        verbose_name_plural = _("chantiers")
        ordering = ["-starts_on", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="chantier_code_unique",
                violation_error_message=_("Un chantier porte déjà ce code."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="chantier_dates_in_order",
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                condition=Q(day_amount__isnull=True) | Q(day_amount__gte=0),
                name="chantier_amount_positive",
                violation_error_message=_("Le défraiement ne peut pas être négatif."),
            ),
        ]

    def __str__(self):
        return f"{self.code} · {self.works}"

    def get_absolute_url(self) -> str:
        return reverse("chantiers:chantier_detail", args=[self.pk])


@pghistory.track()
class Placement(models.Model):
    """A person in the group of a worksite; ``starts_on`` to ``ends_on`` are the days the person takes part."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("candidate")
        INVITED = "invited", _("invitée")
        ACTIVE = "active", _("dans le groupe")
        LEFT = "left", _("partie")
        DECLINED = "declined", _("a décliné")

    chantier = models.ForeignKey(
        Chantier, on_delete=models.PROTECT, related_name="placements", verbose_name=_("chantier")
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="placements", verbose_name=_("volontaire")
    )
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.ACTIVE)
    starts_on = models.DateField(_("depuis le"), null=True, blank=True)
    ends_on = models.DateField(_("jusqu'au"), null=True, blank=True)
    reason = models.CharField(_("motif de départ"), max_length=200, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("place dans un groupe")
        verbose_name_plural = _("places dans un groupe")
        ordering = ["participant__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["active", "left"]) | Q(starts_on__isnull=False),
                name="placement_active_has_start",
                violation_error_message=_("Indiquez le premier jour dans le groupe."),
            ),
            models.CheckConstraint(
                condition=~Q(state="left") | Q(ends_on__isnull=False),
                name="placement_left_has_end",
                violation_error_message=_("Indiquez le dernier jour dans le groupe."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="placement_dates_in_order",
                violation_error_message=_("La fin vient après le début."),
            ),
            ExclusionConstraint(
                name="placement_no_overlap",
                expressions=[
                    ("chantier", RangeOperators.EQUAL),
                    ("participant", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=["active", "left"]),
                violation_error_message=_("Cette personne est déjà dans le groupe à ces dates."),
            ),
        ]

    def __str__(self):
        return f"{self.participant} · {self.chantier.code}"
