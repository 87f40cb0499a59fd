"""Forms of accounts: signing in, passwords, the programme's settings, the team."""

from allauth.account.forms import ChangePasswordForm, LoginForm, SetPasswordForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Programme, User
from accounts.models.programme import LEGAL_FIELDS
from accounts.roles import Role
from config.demo import EMAIL_DOMAIN
from config.wording import forbidden_words_in

PASSWORD_HELP = _("Quinze caractères au moins. Une phrase que vous retenez convient très bien.")
LEGAL_TEXTS = ("liability_text", "other_risks_text", "payment_text", "discretion_text")


def _refuse_words_of_employment(text: str) -> None:
    """Refuse the words that would make volunteering a job: no convention holding one is issued (domain rule 21)."""
    if found := forbidden_words_in(text):
        raise ValidationError(_("Un mot est à remplacer : %(words)s."), params={"words": ", ".join(found)})


def _need_before_a_convention(form: forms.ModelForm) -> None:
    """Say of the fields a convention waits for when they are needed: "facultatif" would mislead."""
    for name in form.fields.keys() & LEGAL_FIELDS[form._meta.model]:
        form.fields[name].when_needed = _("avant la première convention")


def _plain_fields(form: forms.Form, **labels) -> None:
    """Give fields their labels, and no placeholder: it goes as soon as one types."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].help_text = ""
        form.fields[name].widget.attrs.pop("placeholder", None)


def _sections(*sections: Fieldset) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*sections)
    return helper


class SignInForm(LoginForm):
    """E-mail and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain_fields(self, login=_("Adresse e-mail"), password=_("Mot de passe"))
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}


class OwnPasswordForm(ChangePasswordForm):
    """A signed-in person chooses another password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain_fields(
            self,
            oldpassword=_("Mot de passe actuel"),
            password1=_("Nouveau mot de passe"),
            password2=_("Nouveau mot de passe, une seconde fois"),
        )
        self.fields["password1"].help_text = PASSWORD_HELP


class LinkPasswordForm(SetPasswordForm):
    """Somebody who received a link chooses a password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain_fields(self, password1=_("Mot de passe"), password2=_("Mot de passe, une seconde fois"))
        self.fields["password1"].help_text = PASSWORD_HELP


class ProgrammeForm(forms.ModelForm):
    """What conventions, lines and the schedule take from the programme."""

    class Meta:
        model = Programme
        fields = [
            "name",
            "starts_on",
            "ends_on",
            "required_months",
            "day_amount",
            "duty_line",
            "liability_insurer",
            "liability_policy",
            "accident_insurer",
            "accident_policy",
            *LEGAL_TEXTS,
        ]
        localized_fields = ["day_amount"]
        widgets = {
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "day_amount": forms.TextInput(attrs={"inputmode": "decimal"}),
            "duty_line": forms.TextInput(attrs={"type": "tel"}),
            **{name: forms.Textarea(attrs={"rows": 4}) for name in LEGAL_TEXTS},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="programme", **kwargs)
        _need_before_a_convention(self)
        for name in LEGAL_TEXTS:
            self.fields[name].validators.append(_refuse_words_of_employment)
        self.helper = _sections(
            Fieldset(
                _("Le programme"),
                "name",
                Div("starts_on", "ends_on", css_class="field-row"),
                Div("required_months", "day_amount", css_class="field-row"),
                Div("duty_line", css_class="short-field"),
                css_class="form-section",
            ),
            Fieldset(
                _("Assurances"),
                "liability_insurer",
                "liability_policy",
                "accident_insurer",
                "accident_policy",
                css_class="form-section",
            ),
            Fieldset(
                _("Textes des documents"),
                *LEGAL_TEXTS,
                css_class="form-section",
            ),
        )


class OperatorForm(forms.ModelForm):
    """The organisation that signs the conventions; it serves every programme that it operates."""

    class Meta:
        model = Organisation
        fields = [
            "name",
            "legal_form",
            "purpose",
            "enterprise_number",
            "address",
            "postcode",
            "city",
            "phone",
        ]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3}), "phone": forms.TextInput(attrs={"type": "tel"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="operator", **kwargs)
        _need_before_a_convention(self)
        self.fields["purpose"].validators.append(_refuse_words_of_employment)
        self.helper = _sections(
            Fieldset(
                _("L'organisation qui signe les conventions"),
                "name",
                "legal_form",
                "purpose",
                "enterprise_number",
                *_whereabouts(),
                css_class="form-section",
            )
        )


class HousingCompanyForm(forms.ModelForm):
    """The housing company, as documents name it."""

    class Meta:
        model = Organisation
        fields = ["name", "address", "postcode", "city", "phone"]
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="housing", **kwargs)
        self.helper = _sections(
            Fieldset(_("La société de logement"), "name", *_whereabouts(), css_class="form-section")
        )


def _whereabouts() -> list:
    return ["address", Div("postcode", "city", css_class="field-row"), Div("phone", css_class="short-field")]


class RolesForm(forms.Form):
    """The roles of one person in the programme."""

    roles = forms.MultipleChoiceField(
        label=_("Rôles dans ce programme"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Sans aucun rôle, la personne quitte l'équipe de ce programme."),
    )

    def clean_roles(self) -> set[str]:
        """Return the roles as a set."""
        return set(self.cleaned_data["roles"])


class IdentityForm(forms.ModelForm):
    """Name and address of somebody of the team."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]

    def clean_email(self) -> str:
        """Keep e-mails in lower case: case never matters."""
        email = self.cleaned_data["email"].lower()
        if "email" in self.changed_data:
            _refuse_demo_address(email)
        return email


class InvitationForm(RolesForm):
    """Somebody new in the team."""

    first_name = forms.CharField(label=_("Prénom"), max_length=100)
    last_name = forms.CharField(label=_("Nom"), max_length=100)
    email = forms.EmailField(label=_("Adresse e-mail"), max_length=254)

    field_order = ["first_name", "last_name", "email", "roles"]

    def __init__(self, *args, programme: Programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["roles"].required = True
        self.fields["roles"].help_text = ""
        self.fields["roles"].error_messages["required"] = _("Choisissez au moins un rôle.")

    def clean_email(self) -> str:
        """Keep demonstration addresses for demonstration programmes."""
        if not self.programme.is_demo:
            _refuse_demo_address(self.cleaned_data["email"])
        return self.cleaned_data["email"]


def _refuse_demo_address(email: str) -> None:
    # A production that holds a demonstration account does not start.
    if email.lower().endswith(f"@{EMAIL_DOMAIN}"):
        raise ValidationError(_("Cette adresse est réservée à la démonstration."))
