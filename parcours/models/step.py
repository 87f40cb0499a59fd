"""The steps of a pathway, with the trade's types and states (domain §5)."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parcours.models.parcours import Parcours, Theme
from parcours.querysets.step import StepQuerySet


class StepKind(models.TextChoices):
    """What a step is, in the words of the insertion socioprofessionnelle in Brussels."""

    WELCOME = "welcome", _("accueil")
    DIAGNOSIS = "diagnosis", _("diagnostic")
    REVIEW = "review", _("bilan socioprofessionnel")
    SKILLS_REVIEW = "skills_review", _("bilan de compétences")
    DETERMINATION = "determination", _("détermination")
    PROJECT = "project", _("projet professionnel")
    JOB_SEARCH = "job_search", _("recherche active d'emploi")
    DIGITAL_WORKSHOP = "digital_workshop", _("atelier numérique")
    LANGUAGE_TEST = "language_test", _("positionnement linguistique")
    ALPHA_FRENCH = "alpha_french", _("alpha francophone")
    ALPHA_OTHER = "alpha_other", _("alpha non francophone")
    FLE = "fle", _("français langue étrangère (FLE)")
    REFRESHER = "refresher", _("remise à niveau")
    PRE_TRAINING = "pre_training", _("préformation")
    TRAINING = "training", _("formation qualifiante")
    AFT = "aft", _("atelier de formation par le travail (AFT)")
    PLACEMENT = "placement", _("stage")
    TRIAL = "trial", _("mise en situation")
    VALIDATION = "validation", _("validation des compétences")
    SUPPORT = "support", _("accompagnement psychosocial")
    HEALTH = "health", _("santé")
    HOUSING = "housing", _("logement")
    DEBT = "debt", _("dettes")
    CHILDCARE = "childcare", _("garde d'enfants")
    RIGHTS = "rights", _("démarches et droits")
    LICENCE = "licence", _("permis")
    WORKSITE = "worksite", _("chantier participatif")
    JOB_COACHING = "job_coaching", _("job coaching")
    FINAL_REVIEW = "final_review", _("bilan de fin")


class StepState(models.TextChoices):
    """Where a step stands. The last four end it."""

    PROPOSED = "proposed", _("proposée")
    ACCEPTED = "accepted", _("acceptée par la personne")
    DIRECTED = "directed", _("orientée")
    CONFIRMED = "confirmed", _("confirmée")
    ONGOING = "ongoing", _("en cours")
    DONE = "done", _("terminée")
    DROPPED = "dropped", _("abandonnée")
    DECLINED = "declined", _("refusée")
    NO_OUTCOME = "no_outcome", _("sans suite")

    @property
    def tone(self) -> str:
        """The colour of the state's tag (components)."""
        return {"ongoing": "info", "confirmed": "info", "done": "success", "proposed": "warning"}.get(
            self.value, "neutral"
        )


ENDED = (StepState.DONE, StepState.DROPPED, StepState.DECLINED, StepState.NO_OUTCOME)
_ANY_END = {StepState.DROPPED, StepState.NO_OUTCOME}
# Where a step may go from each state; an ended one can be taken up again by a new step only.
NEXT_STATES: dict[str, frozenset[str]] = {
    StepState.PROPOSED: frozenset({StepState.ACCEPTED, StepState.DECLINED, *_ANY_END}),
    StepState.ACCEPTED: frozenset(
        {StepState.DIRECTED, StepState.CONFIRMED, StepState.ONGOING, StepState.DONE, StepState.DECLINED, *_ANY_END}
    ),
    StepState.DIRECTED: frozenset({StepState.CONFIRMED, StepState.ONGOING, StepState.DONE, *_ANY_END}),
    StepState.CONFIRMED: frozenset({StepState.ONGOING, StepState.DONE, *_ANY_END}),
    StepState.ONGOING: frozenset({StepState.DONE, *_ANY_END}),
    **dict.fromkeys(ENDED, frozenset()),
}


@pghistory.track()
class Step(models.Model):
    """One step: what, who does it, where, by when, and where it stands."""

    parcours = models.ForeignKey(Parcours, on_delete=models.PROTECT, related_name="steps", verbose_name=_("parcours"))
    kind = models.CharField(_("type"), max_length=20, choices=StepKind)
    theme = models.CharField(_("thème"), max_length=10, choices=Theme, blank=True)
    words = models.CharField(
        _("quoi"),
        max_length=200,
        help_text=_("Une phrase que la personne comprend : « Passer le test de français »."),
    )
    who = models.CharField(_("qui"), max_length=150, blank=True, help_text=_("La personne, vous, un partenaire."))
    place = models.CharField(_("où"), max_length=200, blank=True)
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=StepState, default=StepState.PROPOSED, editable=False)
    ended_on = models.DateField(_("finie le"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("proposée le"), default=timezone.now, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["parcours", "due_on"], name="step_of_parcours")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="step_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_on__isnull=False) | (~Q(state__in=ENDED) & Q(ended_on__isnull=True)),
                name="step_ended_has_day",
                violation_error_message=_("Une étape finie porte le jour de sa fin."),
            ),
        ]

    def __str__(self):
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("parcours:step_edit", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to come."""
        return self.state not in ENDED

    @property
    def tone(self) -> str:
        """The colour of its state's tag (components)."""
        return StepState(self.state).tone

    @property
    def next_states(self) -> list[StepState]:
        """The states this step may take now, in the trade's order."""
        return [state for state in StepState if state in NEXT_STATES[self.state]]

    def is_late_on(self, day: date) -> bool:
        """Tell whether the step is still open after its date."""
        return self.is_open and self.due_on is not None and self.due_on < day


class StepTransition(models.Model):
    """A step went from one state to another: who said so, when, and why. Never changed, so it has no history."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="transitions")
    from_state = models.CharField(max_length=10, choices=StepState, blank=True)
    to_state = models.CharField(max_length=10, choices=StepState)
    reason = models.CharField(_("pourquoi"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("changement d'une étape")
        verbose_name_plural = _("changements des étapes")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.step} : {self.get_to_state_display()}"
