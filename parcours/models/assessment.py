"""Where a person stands, over ten themes, at three moments: strengths first."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parcours.models.parcours import Parcours, Theme
from parcours.querysets.parcours import OfParcoursQuerySet


@pghistory.track()
class Assessment(models.Model):
    """One look at a whole situation with the person: at entry, midway or at exit."""

    class Moment(models.TextChoices):
        ENTRY = "entry", _("à l'entrée")
        MIDDLE = "middle", _("à mi-parcours")
        EXIT = "exit", _("à la sortie")

    parcours = models.ForeignKey(
        Parcours, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("parcours")
    )
    moment = models.CharField(_("moment"), max_length=10, choices=Moment)
    done_on = models.DateField(_("fait le"))
    strengths = models.TextField(
        _("forces et appuis"), help_text=_("Ce que la personne sait faire, aime faire, et sur qui elle compte.")
    )
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("avec")
    )

    objects = OfParcoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("bilan")
        verbose_name_plural = _("bilans")
        ordering = ["done_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcours", "moment"],
                name="assessment_one_a_moment",
                violation_error_message=_("Ce bilan existe déjà : modifiez-le."),
            )
        ]

    def __str__(self):
        return f"{self.parcours} · {self.get_moment_display()}"

    @property
    def answers(self) -> dict[str, "ThemeAssessment"]:
        """What was said, by theme in their order; themes not spoken of are left out. Prefetch ``themes`` for a list."""
        said = {answer.theme: answer for answer in self.themes.all()}
        return {theme.value: said[theme] for theme in Theme if theme in said}

    @property
    def open_themes(self) -> list["ThemeAssessment"]:
        """The answers about which something is to be done, in the order of the themes."""
        return [answer for answer in self.answers.values() if answer.is_open]


@pghistory.track()
class ThemeAssessment(models.Model):
    """What the person says of one theme, and whether something should be done about it."""

    class Situation(models.TextChoices):
        STRENGTH = "strength", _("un point d'appui")
        FINE = "fine", _("ça va")
        WORK_ON = "work_on", _("à travailler")
        URGENT = "urgent", _("à régler vite")
        NO_ANSWER = "no_answer", _("ne souhaite pas en parler")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(_("thème"), max_length=10, choices=Theme)
    situation = models.CharField(_("situation"), max_length=10, choices=Situation)
    words = models.CharField(_("dans ses mots"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thème d'un bilan")
        verbose_name_plural = _("thèmes d'un bilan")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "theme"], name="theme_once_an_assessment")]

    def __str__(self):
        return f"{self.get_theme_display()} : {self.get_situation_display()}"

    @property
    def tone(self) -> str:
        """The colour of the situation's tag (components)."""
        return {"strength": "success", "work_on": "warning", "urgent": "danger"}.get(self.situation, "neutral")

    @property
    def is_open(self) -> bool:
        """Tell whether something is to be done about this theme."""
        return self.situation in (self.Situation.WORK_ON, self.Situation.URGENT)
