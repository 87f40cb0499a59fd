"""Filter of the lines of allowance."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from participants.models import AllowanceLine, Participant


class LineFilter(django_filters.FilterSet):
    """By state, year and person."""

    state = django_filters.ChoiceFilter(label=_("État"), choices=AllowanceLine.State.choices, empty_label=_("tous"))
    year = django_filters.ChoiceFilter(label=_("Année"), choices=(), empty_label=_("toutes"))
    person = django_filters.CharFilter(
        label=_("Personne"), method="by_person", widget=forms.TextInput(attrs={"type": "search"})
    )
    participant = django_filters.NumberFilter(widget=forms.HiddenInput())

    class Meta:
        model = AllowanceLine
        fields = ["state", "year", "person", "participant"]

    def __init__(self, *args, years=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def by_person(self, lines, name, words):
        """Keep the lines of the people whose name holds every word."""
        return lines.filter(participant__in=Participant.objects.search(words))
