"""Form fields that read what people type: telephones, account numbers, dates; and what no form may keep."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.imports.contacts import parse_iban, parse_phones
from participants.imports.errors import CellRefusedError
from participants.imports.national_number import remove_national_numbers

FULL_DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d"]
MONTH_FORMATS = ["%m/%Y", "%m-%Y", "%m.%Y", "%m %Y"]
EARLIEST = datetime.date(1900, 1, 1)


class PhoneField(forms.CharField):
    """One telephone number, written back as it is dialled."""

    widget = forms.TelInput

    def clean(self, value):
        """Return the number in its usual spelling, or an empty text."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            numbers = parse_phones(text)
        except CellRefusedError as refusal:
            raise ValidationError(str(refusal)) from None
        if len(numbers) > 1:
            raise ValidationError(_("Écrivez un seul numéro par case."))
        return numbers[0]


class AccountNumberField(forms.CharField):
    """A SEPA account number, both checks of a Belgian one made (domain §4)."""

    def clean(self, value):
        """Return the number without spaces, or an empty text."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_iban(text)
        except CellRefusedError as refusal:
            raise ValidationError(str(refusal)) from None


class DayField(forms.DateField):
    """A day chosen in the browser's own calendar."""

    def __init__(self, **options):
        super().__init__(**{"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})} | options)


class TypedDayField(forms.DateField):
    """A past day known by heart and typed, such as a birth date; with ``is_month_enough``, mm/yyyy is its 1st."""

    def __init__(self, *, is_month_enough: bool = False, **options):
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
        formats = FULL_DAY_FORMATS + (MONTH_FORMATS if is_month_enough else [])
        super().__init__(**{"widget": widget, "input_formats": formats} | options)

    def clean(self, value):
        """Return the day; refuse one that has not come yet or lies before 1900."""
        day = super().clean(value)
        if day and not EARLIEST <= day <= timezone.localdate():
            raise ValidationError(_("Cette date doit être passée, et après 1900."))
        return day


def refuse_national_numbers(form: forms.BaseForm) -> None:
    """Put an error beside each text of a form that holds a national number: none is ever kept (domain §4)."""
    for name, value in list(form.cleaned_data.items()):
        if isinstance(value, str) and remove_national_numbers(value) != value:
            form.add_error(name, _("Retirez le numéro national : il ne se garde pas ici."))


OTHER_PROGRAMME = _("Vous avez changé de programme entre-temps. Revenez-y dans un autre onglet, puis envoyez.")


class OpenedInProgramme:
    """What a form about a person carries when another tab may change the active programme before it is sent.

    Sent in another programme than the one where it was opened, it is refused and keeps what was typed.
    """

    def __init__(self, *args, programme: int, **options):
        super().__init__(*args, **options)
        self._programme = programme
        self.fields["programme"] = forms.CharField(widget=forms.HiddenInput, initial=programme, required=False)

    def clean(self):
        """Refuse a form opened in another programme."""
        cleaned = super().clean()
        if is_of_another_programme(cleaned.pop("programme", ""), self._programme):
            self.add_error(None, OTHER_PROGRAMME)
        return cleaned


def is_of_another_programme(sent: str, active: int) -> bool:
    """Tell whether the programme that a form carries is another one than the active one."""
    return bool(sent) and sent != str(active)


class PersonForm(forms.ModelForm):
    """A form about a person: no text of it may hold a national number (domain §4)."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = field.empty_label and _("Choisir")  # its rows are read when the page is
            elif isinstance(field, forms.ChoiceField) and not isinstance(field.widget, forms.RadioSelect):
                field.choices = [(value, label if value else _("Choisir")) for value, label in field.choices]

    def clean(self):
        """Refuse, field by field, a text that holds a national number."""
        cleaned = super().clean()
        refuse_national_numbers(self)
        return cleaned
