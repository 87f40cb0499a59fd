"""What became of a person after the exit: the news asked at set times, and the tries to get them."""

from calendar import monthrange
from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parcours.models.outcome import ENTRY_PERIOD, Outcome, Situation, VoluntaryAnswer
from parcours.querysets.outcome import OPENS_BEFORE, FollowUpQuerySet

ENOUGH_ATTEMPTS, ENOUGH_DAYS = 3, 2  # the house's custom before a person counts as not reached


def months_after(day: date, months: int) -> date:
    """Return the same day some calendar months later, else the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@pghistory.track()
class FollowUp(models.Model):
    """News asked at a set time after the exit. Its answers may be recorded late, and then say so."""

    class Wave(models.TextChoices):
        DAYS_28 = "28d", _("28 jours après la sortie")
        MONTHS_3 = "3m", _("3 mois après la sortie")
        MONTHS_6 = "6m", _("6 mois après la sortie")
        MONTHS_12 = "12m", _("12 mois après la sortie")

        def day_after(self, exited_on: date) -> date:
            """Return the day of this wave for an exit: 28 days, or 3, 6, 12 calendar months later (rule 27)."""
            months = {"3m": 3, "6m": 6, "12m": 12}.get(self.value)
            return months_after(exited_on, months) if months else exited_on + ENTRY_PERIOD

    class State(models.TextChoices):
        DUE = "due", _("à faire")
        ANSWERED = "answered", _("faite")
        UNREACHED = "unreached", _("personne non jointe")
        DECLINED = "declined", _("ne souhaite pas répondre")

        @property
        def tone(self) -> str:
            """The colour of the state's tag (components)."""
            return {"due": "info", "answered": "success"}.get(self.value, "neutral")

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("sortie"))
    wave = models.CharField(_("moment"), max_length=4, choices=Wave)
    due_on = models.DateField(_("pour le"))
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.DUE, editable=False)
    situation = models.CharField(_("situation ce jour-là"), max_length=20, choices=Situation, blank=True)
    in_work = models.CharField(
        _("A-t-elle un travail, dans une organisation ou à son compte ?"),
        max_length=10,
        choices=VoluntaryAnswer,
        blank=True,
    )
    worked_28_days = models.CharField(
        _("A-t-elle travaillé 28 jours de suite ou plus depuis la sortie ?"),
        max_length=10,
        choices=VoluntaryAnswer,
        blank=True,
    )
    first_job_on = models.DateField(_("début du premier emploi de 28 jours ou plus"), null=True, blank=True)
    is_improved = models.CharField(
        _("Sa situation au travail est-elle meilleure qu'à l'entrée ?"),
        max_length=10,
        choices=VoluntaryAnswer,
        blank=True,
    )
    answered_on = models.DateField(_("répondu le"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(null=True, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("suivi après la sortie")
        verbose_name_plural = _("suivis après la sortie")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "wave"], name="follow_up_once_a_wave"),
            models.CheckConstraint(
                condition=Q(state="due", recorded_at__isnull=True) | (~Q(state="due") & Q(recorded_at__isnull=False)),
                name="follow_up_settled_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="answered") & ~Q(situation="") & Q(answered_on__isnull=False))
                | (~Q(state="answered") & Q(situation="")),
                name="follow_up_answered_has_situation",
                violation_error_message=_("Indiquez la situation et le jour de la réponse."),
            ),
        ]

    def __str__(self):
        return f"{self.outcome.parcours} · {self.get_wave_display()}"

    def get_absolute_url(self) -> str:
        return reverse("parcours:follow_up", args=[self.pk])

    @property
    def is_due(self) -> bool:
        """Tell whether the person is still to be called."""
        return self.state == self.State.DUE

    @property
    def is_answered(self) -> bool:
        """Tell whether the person gave news."""
        return self.state == self.State.ANSWERED

    @property
    def tone(self) -> str:
        """The colour of its state's tag (components)."""
        return self.State(self.state).tone

    @property
    def opens_on(self) -> date:
        """The first day on which news may be asked: a week before its date."""
        return self.due_on - OPENS_BEFORE

    @property
    def is_late(self) -> bool:
        """Tell whether it was answered more than 28 days after its date."""
        return self.answered_on is not None and self.answered_on > self.due_on + ENTRY_PERIOD


class FollowUpAttempt(models.Model):
    """One try to reach the person for a follow-up. Only ever added."""

    class Channel(models.TextChoices):
        CALL = "call", _("appel")
        MESSAGE = "message", _("SMS ou message")
        MAIL = "mail", _("e-mail")
        LETTER = "letter", _("courrier")
        VISIT = "visit", _("visite")

    class Result(models.TextChoices):
        REACHED = "reached", _("personne jointe")
        NO_ANSWER = "no_answer", _("pas de réponse")
        CALL_BACK = "call_back", _("à rappeler")
        WRONG_NUMBER = "wrong_number", _("numéro qui ne marche plus")

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="attempts")
    channel = models.CharField(_("comment"), max_length=10, choices=Channel)
    result = models.CharField(_("résultat"), max_length=15, choices=Result)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("essai d'un suivi")
        verbose_name_plural = _("essais des suivis")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_channel_display()} · {self.get_result_display()}"


def are_enough(attempts: list[FollowUpAttempt]) -> bool:
    """Tell whether somebody was tried often enough to count as not reached: three times, on two days (our custom)."""
    days = {timezone.localdate(attempt.at) for attempt in attempts}
    return len(attempts) >= ENOUGH_ATTEMPTS and len(days) >= ENOUGH_DAYS
