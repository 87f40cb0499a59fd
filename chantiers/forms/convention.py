"""Form that drafts a convention from a worksite."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chantiers.models import Chantier
from participants.forms.fields import DayField
from participants.models import Participant


class ConventionDraftForm(forms.Form):
    """The worksite to copy from, and dates when they are not the worksite's own."""

    chantier = forms.ModelChoiceField(
        label=_("Chantier"),
        queryset=Chantier.objects.none(),
        empty_label=None,
        help_text=_("Son activité, son lieu, son horaire et son défraiement sont repris."),
    )
    starts_on = DayField(label=_("Du"), required=False, help_text=_("Vide : le premier jour dans le groupe."))
    ends_on = DayField(label=_("Au"), required=False, help_text=_("Vide : la fin du chantier."))

    def __init__(self, *args, participant: Participant, chantiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chantier"].queryset = chantiers
        self.fields["chantier"].initial = chantiers.with_place_for(participant).first() or chantiers.first()


class GroupDraftsForm(forms.Form):
    """The people of a group for whom a convention is drafted."""

    people = forms.ModelMultipleChoiceField(
        queryset=Participant.objects.none(), error_messages={"required": _("Cochez au moins une personne.")}
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
