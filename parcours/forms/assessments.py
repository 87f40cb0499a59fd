"""Forms of an assessment, strengths first, and of objectives."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parcours.actions.assessments import Answer
from parcours.forms.fields import PastDayField, PersonForm, PlainForm
from parcours.forms.steps import named_themes
from parcours.models import Assessment, Objective, Theme, ThemeAssessment

SITUATIONS = [("", _("Pas abordé")), *((value, capfirst(label)) for value, label in ThemeAssessment.Situation.choices)]


class AssessmentForm(PlainForm):
    """The strengths, then the ten themes; each shows what was said at the ``former`` assessment."""

    done_on = PastDayField(label=_("Fait le"))
    strengths = forms.CharField(
        label=_("Forces et appuis"),
        help_text=Assessment._meta.get_field("strengths").help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, assessment: Assessment | None = None, former: Assessment | None = None, **options):
        super().__init__(*args, initial=_values_of(assessment), **options)
        for theme in Theme:
            self._add_theme(theme, former)
        rows = [Div(f"situation_{theme}", f"words_{theme}", css_class="field-row theme-row") for theme in Theme]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("strengths", *rows, Div("done_on", css_class="short-field"))

    def _add_theme(self, theme: Theme, former: Assessment | None) -> None:
        said = former.answers.get(theme) if former else None
        self.fields[f"situation_{theme}"] = forms.ChoiceField(
            label=capfirst(theme.label), choices=SITUATIONS, required=False, help_text=_former_words(former, said)
        )
        self.fields[f"words_{theme}"] = forms.CharField(
            label=_("%(theme)s, dans ses mots") % {"theme": capfirst(theme.label)}, max_length=300, required=False
        )

    def clean(self):
        """Refuse words about a theme whose situation is not said: they would be lost."""
        cleaned = super().clean()
        for theme in Theme:
            field = f"situation_{theme}"
            if cleaned.get(f"words_{theme}") and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, _("Choisissez une situation pour garder ces mots."))
        return cleaned

    @property
    def answers(self) -> dict[str, Answer]:
        """What was answered, theme by theme; without those not spoken of."""
        said = {
            theme.value: Answer(self.cleaned_data[f"situation_{theme}"], self.cleaned_data[f"words_{theme}"])
            for theme in Theme
        }
        return {theme: answer for theme, answer in said.items() if answer.situation}


def _values_of(assessment: Assessment | None) -> dict:
    if assessment is None:
        return {"done_on": timezone.localdate()}
    values = {"done_on": assessment.done_on, "strengths": assessment.strengths}
    for theme, answer in assessment.answers.items():
        values |= {f"situation_{theme}": answer.situation, f"words_{theme}": answer.words}
    return values


def _former_words(former: Assessment | None, said: ThemeAssessment | None) -> str:
    """Return what was said of a theme before, for the line above its field."""
    if said is None:
        return ""
    words = f"{capfirst(former.get_moment_display())} : {said.get_situation_display()}"
    return f"{words} · « {said.words} »" if said.words else words


class ObjectiveForm(PersonForm):
    """What the person wants, in their own words."""

    set_on = PastDayField(label=_("Fixé le"))

    class Meta:
        model = Objective
        fields = ["words", "theme", "set_on"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["theme"].choices = named_themes()


class ObjectiveEndForm(ObjectiveForm):
    """The same, and the day it was reached or let go."""

    reached_on = PastDayField(label=_("Atteint le"), required=False)
    dropped_on = PastDayField(label=_("Abandonné le"), required=False)

    class Meta(ObjectiveForm.Meta):
        fields = [*ObjectiveForm.Meta.fields, "reached_on", "dropped_on"]
