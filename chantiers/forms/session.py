"""Forms of sessions: one, a series, a cancellation, a deletion."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chantiers.forms.fields import ClockField
from chantiers.models import Session
from chantiers.planning import LONGEST_SERIES_DAYS, series_days
from participants.forms.fields import DayField, refuse_national_numbers

WEEKDAYS = [
    (0, _("lundi")),
    (1, _("mardi")),
    (2, _("mercredi")),
    (3, _("jeudi")),
    (4, _("vendredi")),
    (5, _("samedi")),
    (6, _("dimanche")),
]


class HoursForm(forms.Form):
    """What one session and a series have in common: the hours, the kind, what is done, who supervises."""

    start = ClockField(label=_("De"))
    end = ClockField(label=_("À"))
    kind = forms.ChoiceField(
        label=_("Genre"),
        choices=Session.Kind,
        widget=forms.RadioSelect,
        help_text=_("Seul le volontariat peut porter un défraiement."),
    )
    activity = forms.CharField(label=_("Activité"), max_length=200, required=False)
    supervisor = forms.CharField(label=_("Encadrement"), max_length=150, required=False)

    def clean(self):
        """Check that the hours follow each other."""
        cleaned = super().clean()
        refuse_national_numbers(self)
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", _("L'heure de fin vient après l'heure de début."))
        return cleaned


class SessionForm(HoursForm):
    """One session."""

    day = DayField(label=_("Jour"))
    field_order = ["day", "start", "end", "kind", "activity", "supervisor"]

    @staticmethod
    def values_of(session: Session) -> dict:
        """Return the answers that describe ``session``."""
        return {
            "day": session.day,
            "start": session.start.time(),
            "end": session.end.time(),
            "kind": session.kind,
            "activity": session.activity,
            "supervisor": session.supervisor,
        }


class SeriesForm(HoursForm):
    """Sessions at the same hours on some days of each week."""

    first_day = DayField(label=_("Du"))
    last_day = DayField(label=_("Au"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Jours de la semaine"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["first_day", "last_day", "weekdays", "start", "end", "kind", "activity", "supervisor"]

    def clean(self):
        """Check that the days follow each other, within a year, and that one of them is met."""
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first is None or last is None:
            return cleaned
        if last < first:
            self.add_error("last_day", _("La fin vient après le début."))
        elif (last - first).days > LONGEST_SERIES_DAYS:
            self.add_error("last_day", _("Une série dure un an au plus."))
        elif (weekdays := cleaned.get("weekdays")) and not list(series_days(first, last, weekdays)):
            self.add_error("weekdays", _("Aucun de ces jours ne tombe entre les deux dates."))
        return cleaned


class CancelForm(forms.Form):
    """Why a session is cancelled."""

    reason = forms.ChoiceField(label=_("Motif"), choices=Session.CancelReason, widget=forms.RadioSelect)


class DeleteUpcomingForm(forms.Form):
    """From which day on the planned sessions go."""

    from_day = DayField(label=_("À partir du"), help_text=_("Les séances déjà pointées restent."))

    def clean_from_day(self):
        """Refuse the past: what was held is never deleted."""
        day = self.cleaned_data["from_day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choisissez aujourd'hui ou un jour à venir."))
        return day
