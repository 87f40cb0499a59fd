"""Forms of an exit, of the news asked afterwards, and of files passed to a colleague."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parcours.forms.fields import CounsellorField, DayField, PastDayField, PersonForm, PlainForm
from parcours.models import FollowUp, FollowUpAttempt, Outcome, Parcours, Situation, VoluntaryAnswer
from parcours.models.outcome import ESF_QUESTIONS, IN_TRAINING, IN_WORK
from participants.documents import ACCEPTED

ANSWERS = [(answer.value, answer.label) for answer in VoluntaryAnswer if answer.value]
FOLLOW_UP_QUESTIONS = ("in_work", "worked_28_days", "is_improved")


def grouped_situations() -> list:
    """Return the exits of the trade in three groups: work, training, the rest."""
    rest = [situation for situation in Situation if situation not in (*IN_WORK, *IN_TRAINING)]
    groups = ((_("Emploi"), IN_WORK), (_("Formation"), IN_TRAINING), (_("Autre"), rest))
    choices = [(name, [(one.value, capfirst(one.label)) for one in situations]) for name, situations in groups]
    return [("", _("Choisir")), *choices]


class VoluntaryForm(PersonForm):
    """A form with a situation, and questions that nobody owes an answer to: none is ticked beforehand."""

    questions: tuple[str, ...] = ()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["situation"].choices = grouped_situations()
        for name in self.questions:
            label = self._meta.model._meta.get_field(name).verbose_name
            self.fields[name] = forms.ChoiceField(
                label=label, choices=ANSWERS, widget=forms.RadioSelect, required=False
            )


class ExitForm(VoluntaryForm):
    """How a pathway ends: situation, day, where, evidence, then the ESF+ questions."""

    questions = ESF_QUESTIONS
    situation = forms.ChoiceField(label=_("Situation à la sortie"))
    exited_on = PastDayField(label=_("Sortie le"))
    starts_on = DayField(label=_("Début de l’emploi ou de la formation"), required=False)
    evidence_on = PastDayField(label=_("Date de la preuve"), required=False)
    upload = forms.FileField(
        label=_("Document"),
        help_text=_("PDF ou photo (JPEG, PNG, HEIC), 15 Mo au plus. Seul le conseil le lit."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        required=False,
    )

    class Meta:
        model = Outcome
        fields = [
            "situation",
            "exited_on",
            "starts_on",
            "organisation",
            "evidence",
            "evidence_on",
            *ESF_QUESTIONS,
        ]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].label = capfirst(self.fields["organisation"].label)
        somewhere = {"data-shown-when": "situation", "data-shown-values": " ".join((*IN_WORK, *IN_TRAINING))}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(
                _("La sortie"),
                "situation",
                Div("exited_on", css_class="short-field"),
                Div(Div("starts_on", css_class="short-field"), "organisation", **somewhere),
                css_class="form-section",
            ),
            Fieldset(
                _("La preuve"),
                "evidence",
                Div("evidence_on", css_class="short-field"),
                "upload",
                css_class="form-section",
            ),
            Fieldset(
                _("Questions du FSE+ : personne n’est obligé d’y répondre"), *ESF_QUESTIONS, css_class="form-section"
            ),
        )


class FollowUpForm(VoluntaryForm):
    """What the person says some time after the exit."""

    questions = FOLLOW_UP_QUESTIONS
    situation = forms.ChoiceField(
        label=_("Situation ce jour-là"),
        help_text=_("Si la personne ne veut pas la dire, choisissez «\u00a0Inconnue\u00a0»."),
    )
    answered_on = PastDayField(label=_("Répondu le"))
    first_job_on = PastDayField(
        label=_("Début du premier emploi de 28 jours ou plus"),
        help_text=_("Si la personne a travaillé 28 jours de suite."),
        required=False,
    )
    field_order = ["situation", "in_work", "worked_28_days", "first_job_on", "is_improved", "answered_on"]

    class Meta:
        model = FollowUp
        fields = ["situation", "in_work", "worked_28_days", "first_job_on", "is_improved", "answered_on"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.order_fields(self.field_order)


class AttemptForm(forms.ModelForm):
    """One try: how, and what came of it."""

    class Meta:
        model = FollowUpAttempt
        fields = ["channel", "result"]


class HandoverForm(PlainForm):
    """To whom a file goes, and why."""

    to = CounsellorField(label=_("À qui"))
    reason = forms.CharField(
        label=_("Pourquoi"), max_length=200, help_text=_("Une phrase : « congé », « proche du quartier ».")
    )

    def __init__(self, *args, programme: int, **options):
        super().__init__(*args, **options)
        self.fields["to"].of(programme)


class FilesField(forms.ModelMultipleChoiceField):
    """Files to pass, each by its person's name; one left by a colleague, or left open by an exit, says so."""

    def label_from_instance(self, parcours):
        """Return the name, whose file it is when that account is closed, and that the person is out."""
        words = [str(parcours)]
        if not parcours.referent.is_active:
            words.append(_("dossier de %(who)s, compte fermé") % {"who": parcours.referent})
        if parcours.is_out:
            words.append(_("sortie, suivis à faire"))
        return " · ".join(map(str, words))


class ManyHandoversForm(HandoverForm):
    """Several of one's own files, or of a colleague who left, to one counsellor."""

    files = FilesField(
        label=_("Dossiers à passer"),
        queryset=Parcours.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins un dossier.")},
    )
    field_order = ["files", "to", "reason"]

    def __init__(self, *args, offered, **options):
        super().__init__(*args, **options)
        self.fields["files"].queryset = offered
