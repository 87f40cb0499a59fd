"""Forms of a pathway itself: its opening."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parcours.forms.fields import CounsellorField, DayField, PlainForm
from parcours.models import Parcours


class OpeningForm(PlainForm):
    """With whom, since when, and in which language the person gets papers."""

    referent = CounsellorField(label=_("Référent·e"))
    opened_on = DayField(label=_("Ouvert le"))
    language = forms.ChoiceField(
        label=_("Langue des documents de la personne"), choices=Parcours._meta.get_field("language").choices
    )

    def __init__(self, *args, programme: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referent"].of(programme)
