"""What a list of people can be narrowed by."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.models import Enrolment, Participant
from participants.querysets.person import Missing

STATES = [("candidate", _("Candidate")), ("active", _("Dans le programme")), ("left", _("Sortie"))]


class PersonFilter(django_filters.FilterSet):
    """Search by name, then state in the active programme, origin and missing facts."""

    q = django_filters.CharFilter(
        label=_("Nom"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": _("Nom ou prénom")}),
    )
    etat = django_filters.ChoiceFilter(
        label=_("État"), choices=STATES, method="filter_state", empty_label=_("Tous les états")
    )
    origine = django_filters.ChoiceFilter(
        label=_("Origine"),
        choices=Enrolment.Source.choices,
        method="filter_source",
        empty_label=_("Toutes les origines"),
    )
    manque = django_filters.ChoiceFilter(
        label=_("Il manque"), choices=Missing.choices, method="filter_missing", empty_label=_("Peu importe")
    )

    class Meta:
        model = Participant
        fields = []

    def search(self, people, name, words):
        """Keep the people whose name holds the words."""
        return people.search(words)

    def filter_state(self, people, name, state):
        """Keep the people in one state in the active programme."""
        programme = self.request.user.active_programme_id
        if state == "candidate":
            return people.candidates_of(programme)
        return people.active_in(programme) if state == "active" else people.having_left(programme)

    def filter_source(self, people, name, source):
        """Keep the people of one origin."""
        return people.from_source(source, self.request.user.active_programme_id)

    def filter_missing(self, people, name, missing):
        """Keep the people whose file lacks one fact today."""
        return people.lacking(missing, self.request.user.active_programme_id, timezone.localdate())

    @property
    def words(self) -> list[str]:
        """The active filters, in words."""
        if not self.form.is_valid():
            return []
        given = {name: value for name, value in self.form.cleaned_data.items() if value}
        fields = self.form.fields
        return [
            f"{fields[name].label} : {dict(getattr(fields[name], 'choices', ())).get(value, value)}"
            for name, value in given.items()
        ]
