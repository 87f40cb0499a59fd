"""Who took part in a session."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chantiers.models.session import Session
from chantiers.querysets.attendance import AttendanceQuerySet
from participants.models import AllowanceLine, Participant

PRESENT_STATES = ("P", "R", "D")
NO_PLACE = "a mark needs a place in the group on that day"


@pghistory.track()
class Attendance(models.Model):
    """One person in one session. P, R and D carry the allowance of a volunteering session.

    ``minutes`` is the time counted, ``period`` a copy of the session's, ``client_uuid`` names the last tap so that a
    retry is recognised, ``revision`` grows with each change. An empty state is "non pointé".
    """

    class State(models.TextChoices):
        NOT_MARKED = "", _("non pointé")
        PRESENT = "P", _("présent·e")
        LATE = "R", _("arrivé·e plus tard")
        LEFT_EARLY = "D", _("parti·e plus tôt")
        ANNOUNCED = "AP", _("absence annoncée")
        UNANNOUNCED = "AN", _("absence non annoncée")
        NOT_CONCERNED = "NC", _("non concerné·e")

    class Reason(models.TextChoices):
        ILLNESS = "illness", _("maladie")
        APPOINTMENT = "appointment", _("rendez-vous")
        CHILDCARE = "childcare", _("garde d'enfant")
        TRAINING = "training", _("formation")
        INTERVIEW = "interview", _("entretien")
        JOB_FOUND = "job_found", _("emploi trouvé")
        FAMILY = "family", _("famille")
        OTHER = "other", _("autre")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("séance"))
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("volontaire")
    )
    state = models.CharField(_("présence"), max_length=2, choices=State, blank=True, default=State.NOT_MARKED)
    arrived_at = models.TimeField(_("arrivée"), null=True, blank=True)
    left_at = models.TimeField(_("départ"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    reason = models.CharField(_("motif (facultatif)"), max_length=20, choices=Reason, blank=True)
    correction_reason = models.CharField(_("motif de la correction"), max_length=300, blank=True)
    period = DateTimeRangeField(editable=False)
    line = models.ForeignKey(
        AllowanceLine, on_delete=models.PROTECT, null=True, editable=False, related_name="attendances"
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    device_at = models.DateTimeField(null=True, editable=False)
    client_uuid = models.UUIDField(null=True, unique=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        constraints = [
            models.UniqueConstraint(fields=["session", "participant"], name="attendance_one_per_person"),
            models.CheckConstraint(
                condition=Q(state__in=["", "P", "R", "D", "AP", "AN", "NC"]), name="attendance_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PRESENT_STATES) | Q(minutes=0, arrived_at__isnull=True, left_at__isnull=True),
                name="attendance_absent_has_no_time",
            ),
            models.CheckConstraint(
                condition=Q(state="AP") | Q(reason=""), name="attendance_reason_only_when_announced"
            ),
            ExclusionConstraint(
                name="attendance_one_place_at_a_time",
                expressions=[("participant", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state__in=PRESENT_STATES),
                violation_error_message=_("Cette personne est déjà présente ailleurs à ce moment."),
            ),
        ]
        indexes = [models.Index(fields=["participant", "session"], name="attendance_of_person")]
        triggers = [
            pgtrigger.Trigger(
                name="fits_its_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("meeting", "chantiers_session")],
                func=f"""
                    SELECT * INTO meeting FROM chantiers_session WHERE id = NEW.session_id;
                    NEW.period = meeting.period;
                    IF NEW.minutes > EXTRACT(epoch FROM upper(meeting.period) - lower(meeting.period)) / 60 THEN
                        RAISE EXCEPTION 'no more minutes than the session is long' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM chantiers_placement
                         WHERE chantier_id = meeting.chantier_id AND participant_id = NEW.participant_id
                           AND state IN ('active', 'left') AND starts_on <= meeting.day
                           AND (ends_on IS NULL OR ends_on >= meeting.day)
                    ) THEN
                        RAISE EXCEPTION '{NO_PLACE}'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="locked_once_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.line_id IS NOT NULL"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM participants_allowanceline WHERE id = OLD.line_id AND state = 'approved'
                    ) AND (TG_OP = 'DELETE' OR NOT EXISTS (
                        SELECT 1 FROM participants_allowanceline
                         WHERE id = NEW.line_id AND corrects_id IS NOT NULL AND id <> OLD.line_id
                    )) THEN
                        RAISE EXCEPTION 'a mark whose line is approved changes by a correction only'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.participant} · {self.get_state_display()}"

    @property
    def is_present(self) -> bool:
        """Tell whether the person took part, on time or not."""
        return self.state in PRESENT_STATES

    @property
    def says_job_found(self) -> bool:
        """Tell whether the person announced an absence because work was found."""
        return self.state == self.State.ANNOUNCED and self.reason == self.Reason.JOB_FOUND

    def correct(self, state: str, *, reason: str, by) -> None:
        """Take the state that coordination says is true, all of the session counted when present; not saved."""
        self.state, self.reason, self.arrived_at, self.left_at = state, "", None, None
        self.minutes = self.session.planned_minutes if self.is_present else 0
        self.correction_reason = reason.strip()
        self.marked_by, self.marked_at = by, timezone.now()
        self.revision += 1
