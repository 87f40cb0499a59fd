"""Forms of the directory: organisations, what they offer, whom to speak to; and the list that is imported."""

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy as _

from parcours.forms.fields import DayField, PersonForm
from parcours.models import Partner, PartnerContact, PartnerService
from parcours.models.parcours import Theme
from participants.forms.fields import PhoneField
from participants.imports.vocabulary import parse_languages


class PartnerForm(PersonForm):
    """An organisation of the programme its instance carries."""

    phone = PhoneField(label=_("Téléphone"), required=False)
    website = forms.URLField(label=_("Site web"), required=False, assume_scheme="https")
    verified_on = DayField(
        label=_("Vérifié le"), required=False, help_text=_("Le jour où l’organisation a confirmé ces données.")
    )

    class Meta:
        model = Partner
        fields = ["name", "kind", "phone", "email", "website", "address", "postcode", "city", "verified_on"]

    def clean_name(self):
        """Refuse the name of another partner, accents and case ignored."""
        name = self.cleaned_data["name"]
        if Partner.objects.exclude(pk=self.instance.pk).named(name, self.instance.programme_id).exists():
            raise forms.ValidationError(_("Ce partenaire est déjà dans l’annuaire."))
        return name


class PartnerEditForm(PartnerForm):
    """A known organisation, which may stop working with the team."""

    closed_on = DayField(
        label=_("Ne travaille plus avec nous depuis le"),
        required=False,
        help_text=_("L’organisation quitte alors la recherche. Rien n’est effacé."),
    )

    class Meta(PartnerForm.Meta):
        fields = [*PartnerForm.Meta.fields, "closed_on"]


class PartnerServiceForm(PersonForm):
    """Something that the partner of its instance offers."""

    themes = forms.MultipleChoiceField(
        label=_("Thèmes"), choices=Theme.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    languages = SimpleArrayField(
        forms.CharField(max_length=30),
        label=_("Langues"),
        help_text=_("Séparées par une virgule : français, arabe, turc."),
        required=False,
    )
    closed_on = DayField(label=_("Arrêté le"), required=False)

    class Meta:
        model = PartnerService
        fields = ["name", "themes", "languages", "conditions", "places", "delay_days", "closed_on"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["conditions"].help_text = _("Qui peut venir, et avec quoi.")
        self.fields["places"].help_text = _("Par exemple : 12 par groupe, liste d’attente.")
        if self.instance.pk is None:
            del self.fields["closed_on"]

    def clean_name(self):
        """Refuse the name of another service of the partner."""
        name = self.cleaned_data["name"]
        if PartnerService.objects.exclude(pk=self.instance.pk).named(name, self.instance.partner_id).exists():
            raise forms.ValidationError(_("Ce service est déjà décrit."))
        return name

    def clean_languages(self):
        """Return the languages by their usual French names, each once."""
        return parse_languages(",".join(self.cleaned_data["languages"]))


class PartnerContactForm(PersonForm):
    """Somebody to speak to at the partner of its instance."""

    phone = PhoneField(label=_("Téléphone"), required=False)
    left_on = DayField(label=_("N’y travaille plus depuis le"), required=False)

    class Meta:
        model = PartnerContact
        fields = ["name", "function", "phone", "email", "language", "left_on"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["email"].help_text = _("Le lien d’une demande part à cette adresse.")
        if self.instance.pk is None:
            del self.fields["left_on"]
