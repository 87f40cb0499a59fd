"""What somebody on site passes on to the counsellors."""

from datetime import date, timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from chantiers.models.session import Session
from chantiers.querysets.relay import RelayQuerySet
from participants.models import Participant


@pghistory.track(exclude=["sentence"])
class Relay(models.Model):
    """One sentence about a person, for the counsellors only: whoever sent it sees afterwards that it was taken up.

    ``session`` is the one in which it came up, if any. Its sentence stays out of the history.
    """

    class Urgency(models.TextChoices):
        TODAY = "today", _("aujourd'hui")
        WEEK = "week", _("cette semaine")
        LATER = "later", _("quand c'est possible")

        @property
        def days(self) -> int:
            """In how many days somebody should have taken it up."""
            return {"today": 0, "week": 5, "later": 14}[self.value]

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="relays", verbose_name=_("programme")
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="relays", verbose_name=_("personne")
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="relays", verbose_name=_("séance")
    )
    sentence = models.CharField(_("en une phrase"), max_length=300)
    urgency = models.CharField(_("quand"), max_length=10, choices=Urgency, default=Urgency.WEEK)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("envoyé par")
    )
    sent_at = models.DateTimeField(_("envoyé le"), default=timezone.now, editable=False)
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    taken_up_at = models.DateTimeField(_("pris en charge le"), null=True, editable=False)

    objects = RelayQuerySet.as_manager()

    class Meta:
        verbose_name = _("relais")
        verbose_name_plural = _("relais")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sentence=""),
                name="relay_has_a_sentence",
                violation_error_message=_("Écrivez une phrase."),
            ),
            models.CheckConstraint(
                condition=Q(taken_up_at__isnull=True, taken_up_by__isnull=True)
                | Q(taken_up_at__isnull=False, taken_up_by__isnull=False),
                name="relay_taken_up_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.participant} · {self.get_urgency_display()}"

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has taken it up."""
        return self.taken_up_at is None

    @property
    def due_on(self) -> date:
        """The day by which somebody should have taken it up."""
        return timezone.localdate(self.sent_at) + timedelta(days=self.Urgency(self.urgency).days)
