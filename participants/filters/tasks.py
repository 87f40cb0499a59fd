"""Filter of the tasks."""

import django_filters
from django.utils.translation import gettext_lazy as _

from participants.models import Task


class TaskFilter(django_filters.FilterSet):
    """By kind."""

    genre = django_filters.ChoiceFilter(
        label=_("Genre"), field_name="kind", choices=Task.Kind.choices, empty_label=_("Tous les genres")
    )

    class Meta:
        model = Task
        fields = []
