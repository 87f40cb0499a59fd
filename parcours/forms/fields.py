"""What the forms of this app share: colleagues to choose, texts without a national number."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.forms.fields import DayField, OpenedInProgramme, PersonForm, refuse_national_numbers

__all__ = ["CounsellorField", "DayField", "OpenedInProgramme", "PersonForm", "PlainForm"]


class PastDayField(DayField):
    """A day that has come already."""

    def clean(self, value):
        """Return the day; refuse one to come."""
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError(_("Cette date est à venir : notez un jour passé."))
        return day


class CounsellorField(forms.ModelChoiceField):
    """One counsellor of a programme."""

    def __init__(self, **options):
        super().__init__(queryset=User.objects.none(), empty_label=_("Choisir"), **options)

    def of(self, programme_id: int) -> None:
        """Offer the counsellors of a programme whose account is open."""
        self.queryset = User.objects.counsellors_of(programme_id)


class PlainForm(forms.Form):
    """A form without a record whose texts, like all about a person, may hold no national number (domain §4)."""

    def clean(self):
        """Refuse, field by field, a text that holds a national number."""
        cleaned = super().clean()
        refuse_national_numbers(self)
        return cleaned
