"""Forms of a person's administrative page, one a section."""

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy as _

from participants.forms.fields import AccountNumberField, DayField, PersonForm, PhoneField, TypedDayField
from participants.models import Enrolment, Participant

SHORT_DATE_HELP = _("Par exemple 14/03/1987.")


class IdentityForm(PersonForm):
    """Who the person is."""

    birth_date = TypedDayField(label=_("Date de naissance"), help_text=SHORT_DATE_HELP, required=False)

    class Meta:
        model = Participant
        fields = ["first_name", "last_name", "birth_date", "gender", "nationality_group", "tenant_number"]


class ContactForm(PersonForm):
    """Where the person lives and answers."""

    phone = PhoneField(label=_("Téléphone"), required=False)
    other_phone = PhoneField(label=_("Autre téléphone"), required=False)

    class Meta:
        model = Participant
        fields = ["phone", "other_phone", "email", "address", "postcode", "city"]


class LanguagesForm(PersonForm):
    """What the person speaks, reads and studied."""

    languages = SimpleArrayField(
        forms.CharField(max_length=30),
        label=_("Langues parlées"),
        help_text=_("Séparées par une virgule : français, arabe, turc."),
        required=False,
    )

    class Meta:
        model = Participant
        fields = ["languages", "french_spoken", "french_written", "dutch", "education", "education_as_said"]

    def clean_languages(self):
        """Return the languages in small letters, each once."""
        return list(dict.fromkeys(name.lower() for name in self.cleaned_data["languages"] if name))


class EmergencyForm(PersonForm):
    """Whom to call when something happens on site."""

    emergency_phone = PhoneField(label=_("Téléphone de cette personne"), required=False)

    class Meta:
        model = Participant
        fields = ["emergency_name", "emergency_phone", "emergency_relation"]


class ImageConsentForm(PersonForm):
    """The answer about photos, separate from everything else."""

    image_consent = forms.TypedChoiceField(
        label=_("La personne accepte-t-elle d’être photographiée ?"),
        choices=[("True", _("oui")), ("False", _("non")), ("", _("pas encore demandé"))],
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    image_consent_on = DayField(label=_("Réponse donnée le"), required=False)

    class Meta:
        model = Participant
        fields = ["image_consent", "image_consent_on"]

    def clean(self):
        """Ask for the day of an answer."""
        cleaned = super().clean()
        if cleaned.get("image_consent") is not None and not cleaned.get("image_consent_on"):
            self.add_error("image_consent_on", _("Notez le jour de la réponse."))
        return cleaned


class BankAccountForm(PersonForm):
    """The account on which allowances are paid; the number is typed again at each change."""

    iban = AccountNumberField(
        label=_("Numéro de compte (IBAN)"),
        max_length=42,
        help_text=_("Par exemple BE68 5390 0754 7034. Laissez vide pour retirer le compte."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = Participant
        fields = ["iban", "account_holder"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["iban"] = ""
        self.initial["account_holder"] = self.instance.account_holder or self.instance.full_name

    def clean(self):
        """Ask for the holder of an account, and keep none without an account."""
        cleaned = super().clean()
        if not cleaned.get("iban"):
            cleaned["account_holder"] = ""
        elif not cleaned.get("account_holder"):
            self.add_error("account_holder", _("Écrivez le nom du titulaire."))
        return cleaned


class NewPersonForm(PersonForm):
    """What is asked to open a file: a name, a way to be reached, and where the person comes from."""

    birth_date = TypedDayField(label=_("Date de naissance"), help_text=SHORT_DATE_HELP, required=False)
    phone = PhoneField(label=_("Téléphone"), required=False)
    source = forms.ChoiceField(label=_("Origine"), choices=Enrolment.Source.choices, initial=Enrolment.Source.WALK_IN)

    class Meta:
        model = Participant
        fields = ["first_name", "last_name", "birth_date", "gender", "phone", "email", "address", "postcode", "city"]
