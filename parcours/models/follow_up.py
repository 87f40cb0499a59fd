"""What became of a person after the exit: the news asked at set times, and the tries to get them."""

from calendar import monthrange
from datetime import date, timedelta

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.templatetags.formats import plain_date
from parcours.models.outcome import ENTRY_PERIOD, IN_WORK, Outcome, Situation, VoluntaryAnswer
from parcours.querysets.outcome import OPENS_BEFORE, FollowUpQuerySet

ONE_DAY = timedelta(days=1)
LASTING_JOB = timedelta(days=28)  # the job the questions ask about, its first and last day included
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

    def clean(self):
        """Refuse answers that deny each other, each beside its field."""
        if found := self.contradictions():
            raise ValidationError(found)

    def contradictions(self) -> dict[str, str]:
        """Return what the answers deny of each other, or of the exit: a sentence for each field, none when they hold."""
        found = {}
        if self.first_job_on and self.worked_28_days != VoluntaryAnswer.YES:
            found["worked_28_days"] = _("Répondez « oui », ou retirez la date du premier emploi.")
        elif self.first_job_on and self.first_job_on < self.outcome.exited_on:
            found["first_job_on"] = _("Ce premier emploi commence après la sortie.")
        elif self.first_job_on and self.answered_on and self.first_job_on > self.answered_on - LASTING_JOB + ONE_DAY:
            found["first_job_on"] = _("Entre ce début et le jour de la réponse, il n’y a pas 28 jours.")
        if self.situation in IN_WORK and self.in_work == VoluntaryAnswer.NO:
            found["in_work"] = _("La situation dit un emploi : répondez « oui », ou changez la situation.")
        if self.answered_on and self.answered_on < self.outcome.exited_on:
            found["answered_on"] = _("La réponse vient après la sortie.")
        elif self.answered_on and self.answered_on < self.opens_on:
            found["answered_on"] = self.opening_words
        return found

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
    def opening_words(self) -> str:
        """Since when it may be asked, and where earlier news go: counted as this wave, they would tell of another time."""
        words = _(
            "Ce suivi se demande à partir du %(day)s. Pour des nouvelles d’avant ce jour, notez un contact sur la page "
            "de la personne."
        )
        return words % {"day": plain_date(self.opens_on)}

    @property
    def is_late(self) -> bool:
        """Tell whether its news were given, or recorded, more than 28 days after its date (domain rule 27)."""
        if not self.is_answered:
            return False
        return max(self.answered_on, timezone.localdate(self.recorded_at)) > self.due_on + ENTRY_PERIOD


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
