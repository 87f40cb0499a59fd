"""Form of what is passed on to the counsellors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chantiers.models import Relay
from participants.forms.fields import OpenedInProgramme, PersonForm


class RelayForm(OpenedInProgramme, PersonForm):
    """One sentence, and how soon somebody should look at it."""

    class Meta:
        model = Relay
        fields = ["sentence", "urgency"]
        widgets = {"sentence": forms.Textarea(attrs={"rows": 3, "maxlength": 300}), "urgency": forms.RadioSelect}
        help_texts = {"sentence": _("Ce que le conseil doit savoir, sans diagnostic.")}
