"""Ceilings, the budget row of a person's year, and allowance lines."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from participants.models.convention import Convention, DateRange
from participants.models.person import Participant
from participants.querysets.allowance import AllowanceLineQuerySet, AllowanceYearQuerySet, CeilingQuerySet


@pghistory.track()
class AllowanceCeiling(models.Model):
    """The two legal ceilings of a period, in euros, with their source (law of 3 July 2005, art. 10)."""

    valid_from = models.DateField(_("du"))
    valid_to = models.DateField(_("au"))
    day_max = models.DecimalField(
        _("plafond par jour (€)"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)]
    )
    year_max = models.DecimalField(
        _("plafond par an (€)"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    source = models.CharField(_("source"), max_length=300)

    objects = CeilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("plafond de défraiement")
        verbose_name_plural = _("plafonds de défraiement")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="ceiling_dates_in_order",
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                condition=Q(day_max__gte=0, year_max__gte=F("day_max")),
                name="ceiling_amounts_sensible",
                violation_error_message=_("Le plafond de l'année ne peut pas être sous celui du jour."),
            ),
            ExclusionConstraint(
                name="ceiling_one_per_day",
                expressions=[
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message=_("Un autre plafond couvre déjà ces dates."),
            ),
        ]

    def __str__(self):
        return f"{self.valid_from} – {self.valid_to}"


@pghistory.track()
class AllowanceYear(models.Model):
    """The budget row of a person's calendar year, whatever the programme: every approval locks and updates it.

    ``own`` is the sum of approved lines, ``declared`` what other organisations paid, ``ceiling`` the year's ceiling on
    record; all in euros.
    """

    class Regime(models.TextChoices):
        LUMP_SUM = "lump_sum", _("forfait")
        REAL_COSTS = "real_costs", _("frais réels")
        LUMP_SUM_AND_TRANSPORT = "lump_sum_transport", _("forfait et transport réel")
        NONE = "none", _("aucun défraiement")

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="allowance_years", verbose_name=_("volontaire")
    )
    year = models.PositiveSmallIntegerField(_("année"))
    regime = models.CharField(_("régime de l'année"), max_length=20, choices=Regime, blank=True)
    declared_on_honour_on = models.DateField(_("déclaration sur l'honneur du"), null=True, blank=True)
    own = models.DecimalField(max_digits=9, decimal_places=2, default=0, editable=False)
    declared = models.DecimalField(max_digits=9, decimal_places=2, default=0, editable=False)
    ceiling = models.DecimalField(max_digits=8, decimal_places=2, null=True, editable=False)
    needs_review = models.BooleanField(_("année à revoir"), default=False, editable=False)

    objects = AllowanceYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("année de défraiement")
        verbose_name_plural = _("années de défraiement")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "year"], name="allowance_year_unique"),
            models.CheckConstraint(condition=Q(own__gte=0, declared__gte=0), name="allowance_year_positive"),
            models.CheckConstraint(
                condition=Q(needs_review=True)
                | Q(ceiling__isnull=True, own=0)
                | Q(ceiling__isnull=False, ceiling__gte=F("own") + F("declared")),
                name="allowance_year_under_ceiling",
                violation_error_message=_("Le plafond de l'année serait dépassé."),
            ),
        ]

    def __str__(self):
        return f"{self.participant} · {self.year}"


class Reason(models.TextChoices):
    """Why a line is held (domain rule 10), in the words of the page."""

    CONVENTION = "convention", _("aucune convention signée ne couvre ce jour")
    BEFORE_SIGNATURE = "before_signature", _("jour antérieur à la signature de la convention")
    INFORMATION = "information", _("informations légales non reçues")
    BEFORE_INFORMATION = "before_information", _("jour antérieur à la réception des informations")
    DECLARATION = "declaration", _("déclaration sur l'honneur manquante pour l'année")
    REGIME = "regime", _("régime de l'année non choisi")
    REGIME_EXCLUDES = "regime_excludes", _("le régime choisi ne prévoit pas de forfait")
    INCOME_UNKNOWN = "income_unknown", _("situation inconnue à cette date")
    CHECK_C45B = "check_c45b", _("formulaire C45B non déposé à cette date")
    CHECK_CPAS = "check_cpas", _("CPAS non prévenu à cette date")
    CHECK_MEDICAL = "check_medical", _("accord du médecin-conseil manquant à cette date")
    CHECK_FEDASIL = "check_fedasil", _("Fedasil non prévenu à cette date")
    CHECK_RESIDENCE = "check_residence", _("titre de séjour non valable à cette date")
    NO_CEILING = "no_ceiling", _("aucun plafond légal enregistré pour cette date")
    UNDER_REVIEW = "under_review", _("année à revoir par la coordination")
    CEILING_REACHED = "ceiling_reached", _("plafond atteint : rien ne reste à verser")


RELEASABLE = frozenset({Reason.BEFORE_SIGNATURE, Reason.BEFORE_INFORMATION})


@pghistory.track()
class AllowanceLine(models.Model):
    """The allowance of one person for one volunteering day, or a correction of an approved one.

    ``expected_amount`` is the worksite's day amount, used while no signed convention gives one; ``amount`` is what the
    line is worth after both ceilings, in euros. ``reasons`` are the codes of ``Reason`` that hold it.
    """

    class State(models.TextChoices):
        HELD = "held", _("retenue")
        PROPOSED = "proposed", _("à approuver")
        NIL = "nil", _("sans montant")
        APPROVED = "approved", _("approuvée")

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="allowance_lines", verbose_name=_("volontaire")
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="allowance_lines", verbose_name=_("programme")
    )
    day = models.DateField(_("jour"))
    year = models.GeneratedField(
        expression=ExtractYear("day"), output_field=models.IntegerField(), db_persist=True, editable=False
    )
    expected_amount = models.DecimalField(_("montant prévu (€)"), max_digits=6, decimal_places=2)
    amount = models.DecimalField(_("montant (€)"), max_digits=6, decimal_places=2)
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.HELD, editable=False)
    reasons = ArrayField(models.CharField(max_length=30), default=list, blank=True, editable=False)
    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="allowance_lines",
        verbose_name=_("convention"),
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="corrections"
    )
    correction_reason = models.CharField(_("motif de la correction"), max_length=300, blank=True)
    release_reason = models.CharField(_("motif de la libération"), max_length=300, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(_("approuvée le"), null=True, editable=False)

    objects = AllowanceLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne de défraiement")
        verbose_name_plural = _("lignes de défraiement")
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["programme", "year", "state"], name="line_programme_year_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "day"], condition=Q(corrects__isnull=True), name="line_one_original_per_day"
            ),
            models.CheckConstraint(
                condition=Q(expected_amount__gte=0) & (Q(amount__gte=0) | Q(corrects__isnull=False)),
                name="line_amount_positive",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(approved_by__isnull=False, approved_at__isnull=False, convention__isnull=False, reasons=[]),
                name="line_approved_complete",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | (Q(state="approved") & ~Q(correction_reason="")),
                name="line_correction_complete",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, release_reason="")
                | (Q(released_by__isnull=False) & ~Q(release_reason="")),
                name="line_release_complete",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="immutable_once_approved",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="approved"),
            ),
            pgtrigger.Trigger(
                name="approval_moves_budget",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state="approved"),
                declare=[("day_ceiling", "numeric"), ("day_net", "numeric"), ("person", "bigint")],
                func="""
                    SELECT COALESCE(merged_into_id, id) INTO person
                      FROM participants_participant WHERE id = NEW.participant_id;
                    UPDATE participants_allowanceyear SET own = own + NEW.amount
                     WHERE participant_id = person AND year = EXTRACT(year FROM NEW.day)
                       AND NOT (needs_review AND NEW.amount > 0);
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'no open budget row for this person and year'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    SELECT day_max INTO day_ceiling FROM participants_allowanceceiling
                     WHERE NEW.day BETWEEN valid_from AND valid_to;
                    SELECT COALESCE(SUM(line.amount), 0) INTO day_net
                      FROM participants_allowanceline line
                      JOIN participants_participant someone ON someone.id = line.participant_id
                     WHERE COALESCE(someone.merged_into_id, someone.id) = person
                       AND line.day = NEW.day AND line.state = 'approved';
                    IF day_ceiling IS NULL OR day_net < 0 OR day_net > day_ceiling THEN
                        RAISE EXCEPTION 'the net of a day stays between 0 and the ceiling of that day'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.participant} · {self.day} · {self.amount}"

    @property
    def reason_labels(self) -> list[str]:
        """The reasons in words, worst first."""
        return [Reason(code).label for code in Reason.values if code in self.reasons]
