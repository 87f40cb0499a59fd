"""Forms of the attendance page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chantiers.models import Attendance, Session
from participants.forms.fields import refuse_national_numbers

State = Attendance.State


class MarkForm(forms.Form):
    """One tap: a state, and what goes with it."""

    state = forms.ChoiceField(choices=State.choices, required=False)
    time = forms.TimeField(
        label=_("Heure"), required=False, error_messages={"invalid": _("Écrivez l'heure ainsi : 08:45.")}
    )
    reason = forms.ChoiceField(
        label=_("Motif"), choices=[("", _("sans motif")), *Attendance.Reason.choices], required=False
    )

    def times(self, mark: Attendance | None) -> dict:
        """Return arrival and departure: an arrival already noted stays when a departure comes, and the reverse."""
        state, at = self.cleaned_data["state"], self.cleaned_data["time"]
        before = mark if mark is not None and mark.is_present else None
        if state == State.LATE:
            return {"arrived_at": at, "left_at": before.left_at if before else None}
        if state == State.LEFT_EARLY:
            return {"arrived_at": before.arrived_at if before else None, "left_at": at}
        return {}


class CorrectionForm(forms.Form):
    """A correction by coordination: the state that is true, and why."""

    state = forms.ChoiceField(
        label=_("Présence"), choices=[choice for choice in State.choices if choice[0]], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Motif de la correction"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self):
        """Keep no national number."""
        cleaned = super().clean()
        refuse_national_numbers(self)
        return cleaned


class TicksForm(forms.ModelForm):
    """The two daily ticks, optional and never blocking."""

    class Meta:
        model = Session
        fields = ["has_safety_briefing", "has_equipment_handed_out"]


class RemarkForm(forms.ModelForm):
    """A remark about a session."""

    class Meta:
        model = Session
        fields = ["remark"]

    def clean(self):
        """Keep no national number."""
        cleaned = super().clean()
        refuse_national_numbers(self)
        return cleaned
