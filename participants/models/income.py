"""Income periods, the checks they ask for before a first day, and restrictions to respect."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.models.person import Participant
from participants.querysets.income import DatedQuerySet, PersonFactQuerySet


class IncomeKind(models.TextChoices):
    """Where a person's income comes from; each decides what must be done before day one (domain §3)."""

    ONEM = "onem", _("chômage, insertion ou RCC (ONEM)")
    CPAS = "cpas", _("revenu d'intégration (CPAS)")
    INCAPACITY = "incapacity", _("incapacité (mutuelle)")
    ASYLUM = "asylum", _("accueil des demandeurs d'asile (Fedasil)")
    NONE = "none", _("aucune de ces situations")


class CheckKind(models.TextChoices):
    """What must be done, or be valid, before a first volunteering day (domain §3)."""

    C45B = "c45b", _("formulaire C45B déposé")
    CPAS = "cpas", _("CPAS prévenu")
    MEDICAL = "medical", _("accord du médecin-conseil")
    FEDASIL = "fedasil", _("Fedasil prévenu")
    RESIDENCE = "residence", _("titre de séjour valable")


CHECK_FOR_INCOME = {
    IncomeKind.ONEM: CheckKind.C45B,
    IncomeKind.CPAS: CheckKind.CPAS,
    IncomeKind.INCAPACITY: CheckKind.MEDICAL,
    IncomeKind.ASYLUM: CheckKind.FEDASIL,
}


@pghistory.track()
class IncomePeriod(models.Model):
    """An income status over dates; without a start it covers all earlier days. Periods may overlap."""

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="income_periods", verbose_name=_("participant")
    )
    kind = models.CharField(_("situation"), max_length=20, choices=IncomeKind)
    starts_on = models.DateField(_("depuis le"), null=True, blank=True)
    ends_on = models.DateField(_("jusqu'au"), null=True, blank=True)
    as_said = models.CharField(_("comme dans la liste"), max_length=150, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("situation de revenu")
        verbose_name_plural = _("situations de revenu")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="income_period_dates_in_order",
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(condition=models.Q(kind__in=IncomeKind.values), name="income_period_kind_known"),
        ]

    def __str__(self):
        return self.get_kind_display()


@pghistory.track()
class PreStartCheck(models.Model):
    """A check done for a person: its date and, where it lapses, its last valid day."""

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="checks", verbose_name=_("participant")
    )
    kind = models.CharField(_("démarche"), max_length=20, choices=CheckKind)
    done_on = models.DateField(_("faite le"))
    valid_until = models.DateField(_("valable jusqu'au"), null=True, blank=True)

    objects = PersonFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("démarche avant le premier jour")
        verbose_name_plural = _("démarches avant le premier jour")
        ordering = ["done_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("done_on")),
                name="check_dates_in_order",
                violation_error_message=_("La fin de validité vient après la démarche."),
            ),
            models.CheckConstraint(condition=models.Q(kind__in=CheckKind.values), name="check_kind_known"),
        ]

    def __str__(self):
        return self.get_kind_display()


@pghistory.track()
class Restriction(models.Model):
    """Something to respect on site, in words only: never a diagnosis."""

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="restrictions", verbose_name=_("participant")
    )
    words = models.CharField(
        _("à respecter"),
        max_length=200,
        help_text=_("Ce qu'il faut éviter, jamais la raison médicale : « pas de port de charges »."),
    )
    starts_on = models.DateField(_("depuis le"), null=True, blank=True)
    ends_on = models.DateField(_("jusqu'au"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("restriction à respecter")
        verbose_name_plural = _("restrictions à respecter")
        ordering = ["pk"]

    def __str__(self):
        return self.words
