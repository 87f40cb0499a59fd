"""Form of the link of a person's own sheet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parcours.models import SheetLink


class SheetLinkForm(forms.Form):
    """In which language, and whether to print it: a link is shown once, so its paper is made with it."""

    language = forms.ChoiceField(
        label=_("Langue de la fiche"),
        choices=SheetLink._meta.get_field("language").choices,
        widget=forms.RadioSelect,
        initial="fr",
    )
    as_paper = forms.BooleanField(required=False)
