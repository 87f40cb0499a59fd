"""The pathway of a person in a programme: who walks with them, and what they want."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parcours.querysets.parcours import ObjectiveQuerySet, OfParcoursQuerySet, ParcoursQuerySet
from participants.models import Enrolment, Participant


class Theme(models.TextChoices):
    """The ten themes of a life that an assessment goes through, a step works on and a partner helps with."""

    HOUSING = "housing", _("logement")
    WORK = "work", _("emploi")
    TRAINING = "training", _("formation")
    PAPERS = "papers", _("administratif")
    MONEY = "money", _("finances")
    MOBILITY = "mobility", _("mobilité")
    HEALTH = "health", _("santé")
    FAMILY = "family", _("famille")
    LANGUAGE = "language", _("langue")
    DIGITAL = "digital", _("numérique")


@pghistory.track()
class Parcours(models.Model):
    """The way back to work of one enrolment, opened with a counsellor who is its ``referent``.

    Statuses are computed from events (``parcours/status.py``), never kept here.
    """

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, related_name="parcours", verbose_name=_("inscription")
    )
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("référent·e")
    )
    opened_on = models.DateField(_("ouvert le"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    language = models.CharField(
        _("langue des documents"), max_length=2, choices=[("fr", _("français")), ("nl", _("néerlandais"))], default="fr"
    )

    objects = ParcoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcours")
        verbose_name_plural = _("parcours")

    def __str__(self):
        return str(self.enrolment.participant)

    def get_absolute_url(self) -> str:
        return reverse("parcours:person", args=[self.enrolment.participant_id])

    @property
    def participant(self) -> Participant:
        """The person who walks it."""
        return self.enrolment.participant

    @property
    def is_out(self) -> bool:
        """Tell whether the person left this place in the programme."""
        return self.enrolment.exited_on is not None


@pghistory.track()
class Objective(models.Model):
    """What the person wants, in their own words: reached, or let go, on a day."""

    parcours = models.ForeignKey(
        Parcours, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("parcours")
    )
    words = models.CharField(_("dans les mots de la personne"), max_length=300)
    theme = models.CharField(_("thème"), max_length=10, choices=Theme, blank=True)
    set_on = models.DateField(_("fixé le"))
    reached_on = models.DateField(_("atteint le"), null=True, blank=True)
    dropped_on = models.DateField(_("abandonné le"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("objectif")
        verbose_name_plural = _("objectifs")
        ordering = ["set_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True) | Q(dropped_on__isnull=True),
                name="objective_reached_or_dropped",
                violation_error_message=_("Un objectif est atteint ou abandonné, pas les deux."),
            ),
            models.CheckConstraint(
                condition=(Q(reached_on__isnull=True) | Q(reached_on__gte=models.F("set_on")))
                & (Q(dropped_on__isnull=True) | Q(dropped_on__gte=models.F("set_on"))),
                name="objective_dates_in_order",
                violation_error_message=_("Un objectif se fixe avant d'être atteint ou abandonné."),
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def is_open(self) -> bool:
        """Tell whether the person still wants it."""
        return self.reached_on is None and self.dropped_on is None


@pghistory.track()
class Handover(models.Model):
    """A file passed from one counsellor to another: the trace stays."""

    parcours = models.ForeignKey(Parcours, on_delete=models.PROTECT, related_name="handovers")
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("de")
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("à")
    )
    reason = models.CharField(_("pourquoi"), max_length=200)
    handed_at = models.DateTimeField(_("passé le"), default=timezone.now, editable=False)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = OfParcoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage de dossier")
        verbose_name_plural = _("passages de dossiers")
        ordering = ["-handed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_user=models.F("to_user")),
                name="handover_changes_hands",
                violation_error_message=_("Choisissez une autre personne que la référente actuelle."),
            )
        ]

    def __str__(self):
        return f"{self.from_user} → {self.to_user}"
