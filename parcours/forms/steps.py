"""Forms of steps: what, who, where, by when; and where a step stands."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parcours.forms.fields import DayField, PersonForm, PlainForm
from parcours.models import Step, StepKind

# The trade's types as a counsellor looks for them; the order within a group is the usual one of a pathway.
KIND_GROUPS = (
    (
        _("Faire le point"),
        ("welcome", "diagnosis", "review", "skills_review", "determination", "project", "final_review"),
    ),
    (_("Langue et compétences de base"), ("language_test", "alpha_french", "alpha_other", "fle", "refresher")),
    (_("Se former"), ("digital_workshop", "pre_training", "training", "aft", "validation")),
    (_("Vers l'emploi"), ("job_search", "worksite", "trial", "placement", "job_coaching")),
    (_("Vie quotidienne"), ("rights", "housing", "debt", "childcare", "licence", "health", "support")),
)


def grouped_kinds() -> list:
    """Return every kind of step in its group, as choices of a select."""
    groups = [(group, [(kind, capfirst(StepKind(kind).label)) for kind in kinds]) for group, kinds in KIND_GROUPS]
    return [("", _("Choisir")), *groups]


class StepForm(PersonForm):
    """What a step is, who does it, where and by when."""

    due_on = DayField(label=_("Pour le"), required=False)

    class Meta:
        model = Step
        fields = ["kind", "words", "theme", "who", "place", "due_on"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["kind"].choices = grouped_kinds()


class StateForm(PlainForm):
    """The next state of a step, and why."""

    state = forms.ChoiceField(label=_("Elle devient"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Pourquoi"),
        help_text=_("À écrire si l'étape est abandonnée, refusée ou sans suite."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args, step: Step, **options):
        super().__init__(*args, **options)
        self.fields["state"].choices = [(state.value, capfirst(state.label)) for state in step.next_states]
