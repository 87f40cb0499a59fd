"""Forms of sites and worksites."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chantiers.models import Chantier, Site
from participants.forms.fields import DayField, refuse_national_numbers


class SiteForm(forms.ModelForm):
    """A site of the programme its instance carries."""

    class Meta:
        model = Site
        fields = ["name", "address", "postcode", "access_notes"]

    def clean_name(self):
        """Refuse a name another site of the programme has, whatever its case."""
        name = self.cleaned_data["name"]
        if Site.objects.exclude(pk=self.instance.pk).named(name, self.instance.programme_id).exists():
            raise forms.ValidationError(_("Un site porte déjà ce nom."))
        return name

    def clean(self):
        """Keep no national number."""
        cleaned = super().clean()
        refuse_national_numbers(self)
        return cleaned


class ChantierForm(forms.ModelForm):
    """A worksite of the programme its instance carries; its state is chosen once, when it is created."""

    starts_on = DayField(label=_("Début"))
    ends_on = DayField(label=_("Fin"))

    class Meta:
        model = Chantier
        fields = [
            "code",
            "site",
            "works",
            "description",
            "starts_on",
            "ends_on",
            "places",
            "day_amount",
            "indicative_hours",
            "nuisance",
            "lead",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user)
        self.fields["site"].empty_label = _("Choisissez un site")
        self.fields["lead"].queryset = User.objects.visible_to(user)
        self.fields["lead"].empty_label = _("Personne pour l'instant")
        self.fields["day_amount"].localize = True
        self.fields["day_amount"].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        self.fields["day_amount"].widget.is_localized = True

    def clean_code(self):
        """Refuse a code another worksite of the programme has, whatever its case."""
        code = self.cleaned_data["code"]
        if Chantier.objects.exclude(pk=self.instance.pk).coded(code, self.instance.programme_id).exists():
            raise forms.ValidationError(_("Un chantier porte déjà ce code."))
        return code

    def clean(self):
        """Check that the dates follow each other."""
        cleaned = super().clean()
        refuse_national_numbers(self)
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("La fin vient après le début."))
        return cleaned
