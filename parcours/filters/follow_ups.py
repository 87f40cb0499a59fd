"""What the list of follow-ups can be narrowed by."""

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from parcours.filters.followed import FollowedFilter
from parcours.models import FollowUp


class Queue(models.TextChoices):
    """The three lists of follow-ups."""

    DUE = "a-faire", _("à faire")
    COMING = "a-venir", _("à venir")
    DONE = "faits", _("faits")


class FollowUpFilter(FollowedFilter):
    """By name, by whose people and by moment; which of the three lists is kept for the view."""

    moment = django_filters.ChoiceFilter(
        label=_("Moment"), field_name="wave", choices=FollowUp.Wave.choices, empty_label=_("Tous")
    )
    liste = django_filters.ChoiceFilter(
        label=_("Liste"), choices=Queue.choices, method="keep", widget=forms.HiddenInput
    )

    class Meta:
        model = FollowUp
        fields = []

    @property
    def queue(self) -> str:
        """The list to show: what is to do, unless another is asked for."""
        return self.answer("liste") or Queue.DUE

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a name or a moment leaves some out."""
        return bool(self.answer("q") or self.answer("moment"))
