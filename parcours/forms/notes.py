"""Forms of notes: the readers are named above the field; the colleagues who may open a confidential one."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from heroicons.templatetags.heroicons import heroicon_mini

from accounts.models import User
from parcours.forms.fields import DayField, OpenedInProgramme, PlainForm
from parcours.models import Level, Note, Partner
from parcours.readers import readers_of_levels

LONGEST = 10_000


class ColleaguesField(forms.ModelMultipleChoiceField):
    """Counsellors of the programme besides oneself."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(queryset=User.objects.none(), required=False, **options)

    def of(self, user: User) -> None:
        """Offer the colleagues of ``user`` in the active programme."""
        self.queryset = User.objects.counsellors_of(user.active_programme_id).exclude(pk=user.pk)


class NoteTextForm(OpenedInProgramme, PlainForm):
    """The text of a note that exists."""

    text = forms.CharField(
        label=_("Texte"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"})
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **{"auto_id": "note_%s"} | options)


class NoteForm(NoteTextForm):
    """A new note: who reads it comes first, with the names, then the text."""

    level = forms.ChoiceField(label=_("Qui peut lire"), widget=forms.RadioSelect, initial=Level.FOLLOW_UP)
    partner = forms.ModelChoiceField(
        label=_("Partenaire à qui le dire"), queryset=Partner.objects.none(), empty_label=_("Choisir"), required=False
    )
    consented_on = DayField(label=_("La personne a dit oui le"), required=False)
    readers = ColleaguesField(label=_("Collègues qui peuvent l’ouvrir"))

    field_order = ["level", "partner", "consented_on", "readers", "text"]

    def __init__(self, *args, user: User, **options):
        super().__init__(*args, programme=user.active_programme_id, **options)
        sentences = readers_of_levels(user)
        self.fields["level"].choices = [
            (level, _choice(Level(level), sentence)) for level, sentence in sentences.items()
        ]
        self._offer(user, set(sentences))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for_shared = [name for name in ("partner", "consented_on") if name in self.fields]
        for_confidential = [name for name in ("readers",) if name in self.fields]
        self.helper.layout = Layout(
            Div("level", css_class="levels"),
            Div(*for_shared, css_class="field-row", data_for_choice="level=shared"),
            Div(*for_confidential, data_for_choice="level=confidential"),
            "text",
            "programme",
        )

    def _offer(self, user: User, levels: set[str]) -> None:
        """Keep what goes with the levels offered."""
        if Level.FOLLOW_UP not in levels:
            self.initial.setdefault("level", Level.PRACTICAL)
        if Level.SHARED in levels:
            self.fields["partner"].queryset = Partner.objects.visible_to(user).open()
        else:
            del self.fields["partner"], self.fields["consented_on"]
        if Level.CONFIDENTIAL in levels:
            self.fields["readers"].of(user)
        else:
            del self.fields["readers"]

    def clean(self):
        """Ask what the level needs, and refuse what would promise fewer readers than there are."""
        cleaned = super().clean()
        level = cleaned.get("level")
        if level == Level.SHARED:
            for name in ("partner", "consented_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Une note partagée nomme un partenaire et la date de l'accord."))
        elif cleaned.get("partner"):
            self.add_error("level", _("Vous avez choisi un partenaire : prenez le niveau « partagée »."))
        else:
            cleaned.pop("consented_on", None)
            cleaned.pop("partner", None)
        if level != Level.CONFIDENTIAL and cleaned.get("readers"):
            self.add_error("level", _("Vous avez coché des collègues : prenez le niveau « confidentielle »."))
        return cleaned


class ReadersForm(forms.Form):
    """The colleagues who may open one's own confidential note."""

    readers = ColleaguesField(label=_("Collègues qui peuvent l’ouvrir"))

    def __init__(self, *args, user: User, note: Note, **options):
        super().__init__(*args, initial={"readers": note.reader_ids}, **options)
        self.fields["readers"].of(user)


def _choice(level: Level, sentence: str) -> str:
    lock = "" if level == Level.PRACTICAL else heroicon_mini("lock-closed", size=18)
    return format_html(
        '<span class="choice-name">{}{}</span> <span class="choice-hint">{}</span>',
        lock,
        capfirst(level.label),
        sentence,
    )
