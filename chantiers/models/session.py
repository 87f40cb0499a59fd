"""Sessions of a worksite."""

from datetime import date, datetime, timedelta

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chantiers.models.worksite import Chantier
from chantiers.querysets.session import SessionQuerySet

UNDO_PERIOD = timedelta(hours=48)


class BrusselsDay(Func):
    """The day in Brussels on which a range of time starts."""

    template = "(lower(%(expressions)s) AT TIME ZONE 'Europe/Brussels')::date"
    output_field = models.DateField()


class BrusselsLastDay(Func):
    """The day in Brussels on which a range of time ends."""

    template = "(upper(%(expressions)s) AT TIME ZONE 'Europe/Brussels')::date"
    output_field = models.DateField()


@pghistory.track()
class Session(models.Model):
    """A meeting of a group within one day: volunteering, which can carry an allowance, or accompaniment, never.

    ``period`` is a half-open range of aware times. "Verrouillée" is derived: a mark of it carries an approved line.
    """

    class Kind(models.TextChoices):
        VOLUNTEERING = "volunteering", _("volontariat")
        ACCOMPANIMENT = "accompaniment", _("accompagnement ou formation")

    class State(models.TextChoices):
        PLANNED = "planned", _("prévue")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("clôturée")
        CANCELLED = "cancelled", _("annulée")

    class CancelReason(models.TextChoices):
        WEATHER = "weather", _("météo")
        SITE_CLOSED = "site_closed", _("chantier fermé")
        SUPERVISION = "supervision", _("encadrement")
        OTHER = "other", _("autre")

    chantier = models.ForeignKey(
        Chantier, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("chantier")
    )
    period = DateTimeRangeField(_("horaire indicatif"))
    day = models.GeneratedField(
        expression=BrusselsDay("period"), output_field=models.DateField(), db_persist=True, editable=False
    )
    kind = models.CharField(_("genre"), max_length=20, choices=Kind, default=Kind.VOLUNTEERING)
    activity = models.CharField(_("activité"), max_length=200, blank=True)
    supervisor = models.CharField(_("encadrement"), max_length=150, blank=True)
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.PLANNED, editable=False)
    cancel_reason = models.CharField(_("motif d'annulation"), max_length=20, choices=CancelReason, blank=True)
    has_safety_briefing = models.BooleanField(_("accueil sécurité du jour"), default=False)
    has_equipment_handed_out = models.BooleanField(_("EPI distribués"), default=False)
    closed_at = models.DateTimeField(_("clôturée le"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    is_entered_afterwards = models.BooleanField(_("saisie après coup"), default=False, editable=False)
    remark = models.CharField(_("remarque"), max_length=500, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["period"]
        indexes = [models.Index(fields=["day", "chantier"], name="session_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="session_period_bounded",
                violation_error_message=_("Indiquez une heure de début et une heure de fin."),
            ),
            models.CheckConstraint(
                condition=Exact(BrusselsDay("period"), BrusselsLastDay("period")),
                name="session_within_one_day",
                violation_error_message=_("Une séance commence et finit le même jour."),
            ),
            ExclusionConstraint(
                name="session_no_overlap",
                expressions=[("chantier", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=~Q(state="cancelled"),
                violation_error_message=_("Une autre séance de ce chantier occupe déjà ce moment."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="session_cancelled_has_reason",
                violation_error_message=_("Indiquez le motif d'annulation."),
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="session_closed_has_time"
            ),
        ]

    def __str__(self):
        return f"{self.chantier.code} · {self.day:%d/%m/%Y} {self.start:%H:%M}–{self.end:%H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("chantiers:attendance", args=[self.pk])

    @property
    def start(self) -> datetime:
        """Start in local time."""
        return timezone.localtime(self.period.lower)

    @property
    def end(self) -> datetime:
        """End in local time."""
        return timezone.localtime(self.period.upper)

    @property
    def planned_minutes(self) -> int:
        """Length in minutes."""
        return int((self.period.upper - self.period.lower).total_seconds() // 60)

    @property
    def carries_allowance(self) -> bool:
        """Only volunteering can carry an allowance (domain rule 23)."""
        return self.kind == self.Kind.VOLUNTEERING

    @property
    def can_be_marked(self) -> bool:
        """Tell whether marks can still be tapped: before closing, and not once cancelled."""
        return self.state in (self.State.PLANNED, self.State.OPEN)

    @property
    def is_locked(self) -> bool:
        """Tell whether an allowance of the session is approved: a query."""
        return self.attendances.filter(line__state="approved").exists()

    @property
    def is_closed_for_good(self) -> bool:
        """Tell whether the 48 hours in which a closing can be undone are over."""
        return self.state == self.State.CLOSED and timezone.now() - self.closed_at > UNDO_PERIOD

    def is_on(self, day: date) -> bool:
        """Tell whether the session takes place on ``day``."""
        return self.day == day
