"""Forms of a convention: its draft, the signatures on paper, its end."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.actions.conventions import DRAFT_FIELDS, PaperSignature
from participants.documents import ACCEPTED
from participants.forms.fields import DayField, PersonForm
from participants.models import Convention, ConventionSignature

Party = ConventionSignature.Party


class DraftForm(PersonForm):
    """The columns of a draft, copied from the worksite and free to change until the convention is issued."""

    starts_on = DayField(label=_("Du"))
    ends_on = DayField(label=_("Au"))

    class Meta:
        model = Convention
        fields = DRAFT_FIELDS
        widgets = {
            "task": forms.Textarea(attrs={"rows": 2}),
            "places": forms.Textarea(attrs={"rows": 2}),
            "indicative_hours": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "task": _("Ce que la personne fait, en mots simples."),
            "indicative_hours": _("Il aide à s’organiser et n’oblige personne."),
            "day_amount": _("En euros, pour un jour de volontariat."),
        }


class SignatureForm(forms.Form):
    """What stands on the signed paper, for each side, and a copy of it."""

    volunteer_name = forms.CharField(label=_("Nom de la personne volontaire"), max_length=200)
    volunteer_place = forms.CharField(label=_("Signé par la personne à"), max_length=100)
    volunteer_on = DayField(label=_("Date écrite par la personne"))
    organisation_name = forms.CharField(label=_("Nom de qui signe pour l’organisation"), max_length=200)
    organisation_place = forms.CharField(label=_("Signé pour l’organisation à"), max_length=100)
    organisation_on = DayField(label=_("Date écrite pour l’organisation"))
    scan = forms.FileField(
        label=_("Copie de la convention signée"),
        help_text=_("Un PDF ou une photo du papier (JPEG, PNG, HEIC), 15 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        required=False,
    )

    def clean_volunteer_on(self):
        """Refuse a day to come."""
        return self._past("volunteer_on")

    def clean_organisation_on(self):
        """Refuse a day to come."""
        return self._past("organisation_on")

    def _past(self, name):
        if self.cleaned_data[name] > timezone.localdate():
            raise forms.ValidationError(_("Cette date est à venir. Notez celle qui est écrite sur le papier."))
        return self.cleaned_data[name]

    def signatures(self) -> list[PaperSignature]:
        """Return both signatures as written on the paper."""
        return [
            PaperSignature(
                party=party,
                name=self.cleaned_data[f"{party}_name"],
                place=self.cleaned_data[f"{party}_place"],
                signed_on=self.cleaned_data[f"{party}_on"],
            )
            for party in Party.values
        ]


class EndForm(forms.Form):
    """The day a convention ends and the side that ends it; nobody is asked why."""

    ended_on = DayField(
        label=_("Dernier jour"), help_text=_("Au terme prévu, c’est le dernier jour écrit dans la convention.")
    )
    side = forms.ChoiceField(label=_("À l’initiative de"), choices=Convention.Side.choices, widget=forms.RadioSelect)
