"""A person's place in a programme, and the proof of the two years without work."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from participants.models.person import Participant
from participants.querysets.enrolment import EnrolmentQuerySet


def months_between(earlier: date, later: date) -> int:
    """Return the calendar months from ``earlier`` to ``later``, the days ignored (domain rule 18)."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@pghistory.track()
class Enrolment(models.Model):
    """A participant in one programme: where the person comes from, and the situation frozen at entry."""

    class Source(models.TextChoices):
        HOUSING = "housing", _("liste de la société de logement")
        MISSION_LOCALE = "mission_locale", _("liste de la mission locale")
        WALK_IN = "walk_in", _("venue sur place")
        PARTNER = "partner", _("partenaire")
        OTHER = "other", _("autre")

    class LabourStatus(models.TextChoices):
        UNEMPLOYED = "unemployed", _("demandeur·euse d'emploi")
        INACTIVE = "inactive", _("sans recherche d'emploi")
        EMPLOYED = "employed", _("en emploi")

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("participant")
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("programme")
    )
    source = models.CharField(_("origine"), max_length=20, choices=Source, default=Source.OTHER)
    listed_on = models.DateField(_("date de la liste"), null=True, blank=True)
    informed_how = models.CharField(
        _("comment la personne a été informée"),
        max_length=200,
        blank=True,
        help_text=_("Par exemple : appel de la société de logement, séance d'information."),
    )
    informed_on = models.DateField(_("informée le"), null=True, blank=True)
    remark = models.CharField(_("remarque"), max_length=300, blank=True)
    labour_status = models.CharField(_("situation à l'entrée"), max_length=20, choices=LabourStatus, blank=True)
    months_at_entry = models.PositiveSmallIntegerField(_("mois sans travail à l'entrée"), null=True, blank=True)
    entered_on = models.DateField(_("entrée le"), null=True, blank=True)
    exited_on = models.DateField(_("sortie le"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "programme"],
                condition=models.Q(exited_on__isnull=True),
                name="enrolment_one_open_per_programme",
                violation_error_message=_("Cette personne est déjà inscrite dans ce programme."),
            ),
            models.CheckConstraint(
                condition=models.Q(exited_on__isnull=True)
                | models.Q(entered_on__isnull=True)
                | models.Q(exited_on__gte=models.F("entered_on")),
                name="enrolment_dates_in_order",
                violation_error_message=_("La sortie vient après l'entrée."),
            ),
        ]

    def __str__(self):
        return f"{self.participant} · {self.programme}"


@pghistory.track()
class JobSeekerEvidence(models.Model):
    """What shows the time without work: the two dates, the proof seen, and a waiver when it is shorter."""

    class Kind(models.TextChoices):
        ACTIRIS = "actiris", _("attestation d'inscription Actiris")
        ONEM = "onem", _("attestation de l'ONEM")
        CPAS = "cpas", _("attestation du CPAS")
        HONOUR = "honour", _("déclaration de la personne")
        LIST = "list", _("liste reçue")
        OTHER = "other", _("autre preuve")

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("inscription")
    )
    registered_since = models.DateField(_("inscription chez Actiris depuis le"), null=True, blank=True)
    without_work_since = models.DateField(_("sans travail depuis le"), null=True, blank=True)
    kind = models.CharField(_("preuve"), max_length=20, choices=Kind, blank=True)
    evidence_on = models.DateField(_("date de la preuve"), null=True, blank=True)
    waiver_reason = models.CharField(_("motif de la dérogation"), max_length=300, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dérogation accordée par"),
    )
    waived_at = models.DateTimeField(_("dérogation accordée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("preuve de la recherche d'emploi")
        verbose_name_plural = _("preuves de la recherche d'emploi")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(waiver_reason="", waived_by__isnull=True, waived_at__isnull=True)
                | (~models.Q(waiver_reason="") & models.Q(waived_by__isnull=False, waived_at__isnull=False)),
                name="evidence_waiver_complete",
                violation_error_message=_("Une dérogation demande un motif et son auteur."),
            ),
        ]

    def __str__(self):
        return str(self.enrolment)

    @property
    def since(self) -> date | None:
        """The earlier of the two dates; None while neither is known."""
        return min(filter(None, (self.registered_since, self.without_work_since)), default=None)

    def months_on(self, day: date) -> int | None:
        """Return the months without work on ``day``, never below 0; None while no date is known."""
        return max(0, months_between(self.since, day)) if self.since else None

    def is_enough_on(self, day: date, required_months: int) -> bool:
        """Tell whether the time without work reaches ``required_months`` on ``day``, a waiver counting as yes."""
        months = self.months_on(day)
        return bool(self.waiver_reason) or (months is not None and months >= required_months)
