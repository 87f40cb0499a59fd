"""Forms of the lines of allowance."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReleaseForm(forms.Form):
    """Why a day before signature or acknowledgement may be paid."""

    reason = forms.CharField(
        label=_("Pourquoi ce jour peut être versé"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce motif reste au registre avec votre nom."),
    )


class CorrectionForm(forms.Form):
    """What an approved day should come to, and why."""

    net = forms.DecimalField(label=_("Montant juste pour ce jour (€)"), min_value=0, max_digits=6, decimal_places=2)
    reason = forms.CharField(
        label=_("Motif de la correction"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
