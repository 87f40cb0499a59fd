"""Filter of the conventions."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from participants.models import Convention, Participant


class ConventionFilter(django_filters.FilterSet):
    """By state and person."""

    state = django_filters.ChoiceFilter(label=_("État"), choices=Convention.State.choices, empty_label=_("tous"))
    person = django_filters.CharFilter(
        label=_("Personne"), method="by_person", widget=forms.TextInput(attrs={"type": "search"})
    )

    class Meta:
        model = Convention
        fields = ["state", "person"]

    def by_person(self, conventions, name, words):
        """Keep the conventions of the people whose name holds every word."""
        return conventions.filter(participant__in=Participant.objects.search(words))
