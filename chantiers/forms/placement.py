"""Forms of the places in a group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chantiers.models import Placement
from participants.forms.fields import DayField, refuse_national_numbers
from participants.models import Participant

JOINING = [
    (Placement.State.CANDIDATE, _("candidate, à recontacter")),
    (Placement.State.INVITED, _("invitée, sa réponse est attendue")),
    (Placement.State.ACTIVE, _("dans le groupe")),
]


class PlacementForm(forms.Form):
    """Who joins a group, and how."""

    participant = forms.ModelChoiceField(
        label=_("Personne"),
        queryset=Participant.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choisissez une personne de la liste.")},
    )
    state = forms.ChoiceField(label=_("La personne est"), choices=JOINING, widget=forms.RadioSelect)
    starts_on = DayField(
        label=_("Premier jour dans le groupe"),
        required=False,
        help_text=_("Nécessaire pour une personne déjà dans le groupe."),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["participant"].queryset = people

    def clean(self):
        """Ask the first day of somebody who is in the group."""
        cleaned = super().clean()
        if cleaned.get("state") == Placement.State.ACTIVE and not cleaned.get("starts_on"):
            self.add_error("starts_on", _("Indiquez le premier jour dans le groupe."))
        return cleaned


class StartForm(forms.Form):
    """The first day in the group."""

    starts_on = DayField(label=_("Premier jour dans le groupe"))


class LeaveForm(forms.Form):
    """The last day in the group, and why."""

    ends_on = DayField(label=_("Dernier jour dans le groupe"))
    reason = forms.CharField(
        label=_("Motif de départ"),
        max_length=200,
        required=False,
        help_text=_("En quelques mots, sans rien de médical."),
    )

    def clean(self):
        """Keep no national number."""
        cleaned = super().clean()
        refuse_national_numbers(self)
        return cleaned


class DatesForm(forms.Form):
    """The days in the group, to be corrected."""

    starts_on = DayField(label=_("Premier jour dans le groupe"))
    ends_on = DayField(label=_("Dernier jour dans le groupe"), required=False)
