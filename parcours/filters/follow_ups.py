"""What the list of follow-ups can be narrowed by."""

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from parcours.filters.caseload import EVERYONE
from parcours.models import FollowUp


class Queue(models.TextChoices):
    """The three lists of follow-ups."""

    DUE = "a-faire", _("à faire")
    COMING = "a-venir", _("à venir")
    DONE = "faits", _("faits")


class FollowUpFilter(django_filters.FilterSet):
    """By name, by whose people and by moment; which of the three lists is kept for the view."""

    q = django_filters.CharFilter(
        label=_("Nom"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": _("Nom ou prénom")}),
    )
    suivi = django_filters.ChoiceFilter(label=_("Personnes suivies par"), method="followed_by", empty_label=_("Moi"))
    moment = django_filters.ChoiceFilter(
        label=_("Moment"), field_name="wave", choices=FollowUp.Wave.choices, empty_label=_("Tous")
    )
    liste = django_filters.ChoiceFilter(
        label=_("Liste"), choices=Queue.choices, method="keep", widget=forms.HiddenInput
    )

    class Meta:
        model = FollowUp
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        team = User.objects.counsellors_of(self.request.user.active_programme_id).exclude(pk=self.request.user.pk)
        choices = [(EVERYONE, _("Toute l’équipe")), *((str(user.pk), str(user)) for user in team)]
        self.filters["suivi"].extra["choices"] = choices

    @property
    def qs(self):
        """The follow-ups kept; without a wish, those of the user's own people."""
        kept = super().qs
        return kept if self._answer("suivi") else kept.of_referent(self.request.user)

    @property
    def queue(self) -> str:
        """The list to show: what is to do, unless another is asked for."""
        return self._answer("liste") or Queue.DUE

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a name or a moment leaves some out."""
        return bool(self._answer("q") or self._answer("moment"))

    def search(self, follow_ups, name, words):
        """Keep the follow-ups of people whose name holds the words."""
        return follow_ups.of_people_named(words)

    def followed_by(self, follow_ups, name, wished):
        """Keep the follow-ups of one counsellor's people, or everybody's."""
        return follow_ups if wished == EVERYONE else follow_ups.of_referent(wished)

    def keep(self, follow_ups, name, queue):
        """Leave the follow-ups as they are: the view takes the list."""
        return follow_ups

    def _answer(self, name: str) -> str:
        return self.form.cleaned_data.get(name, "") if self.form.is_valid() else ""
