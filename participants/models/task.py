"""What is to do, for whom, and by when: the one list of each role."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from accounts.roles import Role
from participants.models.person import Participant
from participants.querysets.task import TaskQuerySet


@pghistory.track()
class Task(models.Model):
    """Something to do for a role, or for one colleague of it. Its words never tell what a note or a relay says.

    ``key`` names what asks for it (``no_contact:12``): the same key opens one task at a time, so that a clock which
    runs twice asks once. ``url`` is where it is done.
    """

    class Kind(models.TextChoices):
        RELAY = "relay", _("à relayer")
        JOB_FOUND = "job_found", _("emploi trouvé")
        NO_CONTACT = "no_contact", _("sans contact")
        PARTNER_SILENT = "partner_silent", _("partenaire sans réponse")
        PARTNER_ANSWER = "partner_answer", _("réponse d'un partenaire")
        ENDING = "ending", _("fin proche")
        ABSENCES = "absences", _("absences")
        STEP = "step", _("étape")
        FOLLOW_UP = "follow_up", _("suivi après la sortie")
        HANDOVER = "handover", _("dossier repris")
        OTHER = "other", _("autre")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("programme")
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("personne")
    )
    role = models.CharField(_("pour"), max_length=20, choices=Role)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confiée à"),
    )
    kind = models.CharField(_("genre"), max_length=20, choices=Kind)
    words = models.CharField(_("à faire"), max_length=300)
    url = models.CharField(max_length=200, blank=True, editable=False)
    due_on = models.DateField(_("pour le"))
    key = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(_("demandée le"), default=timezone.now, editable=False)
    done_at = models.DateTimeField(_("faite le"), null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("tâche")
        verbose_name_plural = _("tâches")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["programme", "role", "due_on"], condition=Q(done_at__isnull=True), name="task_open")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(done_at__isnull=True) & ~Q(key=""), name="task_one_open_a_key"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="task_role_known"),
        ]

    def __str__(self):
        return self.words

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to do."""
        return self.done_at is None

    @property
    def is_ticked_by_hand(self) -> bool:
        """Tell whether somebody says when it is done: a relay is settled by taking it up, nothing else."""
        return self.kind != self.Kind.RELAY

    def is_for(self, user) -> bool:
        """Tell whether it waits for ``user``: confided to them, to nobody, or to a colleague whose account is closed."""
        return self.assignee is None or self.assignee_id == user.pk or not self.assignee.is_active

    def is_late_on(self, day) -> bool:
        """Tell whether it is still to do on ``day``, after its date."""
        return self.is_open and self.due_on < day
