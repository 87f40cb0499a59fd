"""The form of a contact: three taps, a kind, a sentence, a next date."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from config.templatetags.formats import plain_date
from parcours.forms.fields import DayField, OpenedInProgramme, PlainForm
from parcours.models import Contact
from parcours.models.follow_up import months_after

STANDING, OTHER_DAY, NO_DAY = "keep", "day", "none"


class ContactForm(OpenedInProgramme, PlainForm):
    """A contact that took place or not; ``next_choice`` counts from today, ``next_on`` serves "autre date"."""

    draft = None  # what was typed before, when it fills the form

    kind = forms.ChoiceField(
        label=_("Comment"),
        choices=[(kind, capfirst(kind.label)) for kind in Contact.Kind],
        widget=forms.RadioSelect,
    )
    sentence = forms.CharField(
        label=_("En une phrase"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    next_choice = forms.ChoiceField(label=_("Prochain contact"), widget=forms.RadioSelect)
    next_on = DayField(label=_("Autre date"), required=False)
    is_honoured = forms.TypedChoiceField(
        label=_("Le contact"),
        choices=[("True", _("A eu lieu")), ("False", _("N'a pas eu lieu"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        initial="True",
    )
    held_on = DayField(label=_("Le"))

    def __init__(self, *args, initial=None, standing: date | None = None, **options):
        """``standing`` is the appointment already made, if it is to come: it is kept unless another is chosen."""
        today = timezone.localdate()
        options = {"auto_id": "contact_%s"} | options  # the person's page holds other forms too
        super().__init__(*args, initial={"held_on": today} | (initial or {}), **options)
        self._days = quick_days(today) | {STANDING: standing}
        kept = [(STANDING, _("Garder le %(day)s") % {"day": plain_date(standing)})] if standing else []
        quick = {"1week": _("Dans 1 semaine"), "2weeks": _("Dans 2 semaines"), "1month": _("Dans 1 mois")}
        self.fields["next_choice"].choices = [
            *kept,
            *((name, f"{words} · {plain_date(self._days[name])}") for name, words in quick.items()),
            (OTHER_DAY, _("Autre date")),
            (NO_DAY, _("Pas de date")),
        ]

    def clean(self):
        """Turn the choice into ``next_on``; a date of one's own is asked for with "autre date"."""
        cleaned = super().clean()
        choice = cleaned.pop("next_choice", None)
        if choice == OTHER_DAY:
            if not cleaned.get("next_on") and "next_on" not in self.errors:
                self.add_error("next_on", _("Choisissez la date."))
        elif choice:
            cleaned["next_on"] = self._days.get(choice)
            self.errors.pop("next_on", None)
        return cleaned

    @staticmethod
    def values_of(contact: Contact) -> dict:
        """Return the first answers of a contact being corrected."""
        return {
            "kind": contact.kind,
            "sentence": contact.sentence,
            "held_on": contact.held_on,
            "is_honoured": str(contact.is_honoured),
            "next_choice": OTHER_DAY if contact.next_on else NO_DAY,
            "next_on": contact.next_on,
        }


def quick_days(today: date) -> dict[str, date]:
    """Return the day of each quick choice, counted from ``today``."""
    return {
        "1week": today + timedelta(weeks=1),
        "2weeks": today + timedelta(weeks=2),
        "1month": months_after(today, 1),
    }
