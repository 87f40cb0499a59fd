"""What a caseload can be narrowed by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from parcours.filters.followed import FollowedFilter
from parcours.models import Parcours
from parcours.status import Queue


class CaseloadFilter(FollowedFilter):
    """By name, by whose files, and by queue; the queue is computed from events afterwards, so the view keeps it."""

    file = django_filters.ChoiceFilter(
        label=_("File d’attente"), choices=Queue.choices, method="keep", empty_label=_("Toutes les files")
    )

    class Meta:
        model = Parcours
        fields = []

    @property
    def queue(self) -> str:
        """The queue to show, empty for all."""
        return self.answer("file")
