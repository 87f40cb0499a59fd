"""Form of the period a page of figures covers."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from impact.indicators import Period
from participants.forms.fields import DayField


class PeriodForm(forms.Form):
    """From a day to another; empty, from the programme's start to today."""

    du = DayField(label=_("Du"), required=False)
    au = DayField(label=_("Au"), required=False)

    def __init__(self, data, *, programme: Programme, today: date):
        last_day = max(programme.starts_on, min(today, programme.ends_on))
        self.whole = Period(programme.starts_on, last_day)
        given = {"du": self.whole.first_day, "au": last_day} | {name: value for name, value in data.items() if value}
        super().__init__(given)

    def clean(self):
        """Refuse a period that ends before it starts."""
        days = super().clean()
        if days.get("du") and days.get("au") and days["au"] < days["du"]:
            self.add_error("au", _("La fin vient après le début."))
        return days

    @property
    def period(self) -> Period:
        """The period asked for, or the whole one when the answer makes none."""
        return Period(self.cleaned_data["du"], self.cleaned_data["au"]) if self.is_valid() else self.whole
