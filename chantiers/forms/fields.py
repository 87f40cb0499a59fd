"""Form fields of hours."""

from django import forms

CLOCK_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh"]


class ClockField(forms.TimeField):
    """An hour of the day in Brussels, chosen in the browser's own clock."""

    def __init__(self, **options):
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(**{"widget": widget, "input_formats": CLOCK_FORMATS} | options)
