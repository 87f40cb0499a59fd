"""What a caseload can be narrowed by."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from parcours.models import Parcours
from parcours.status import Queue

EVERYONE = "tous"


class CaseloadFilter(django_filters.FilterSet):
    """Search by name, whose files, and the queue; the queue is computed, so the view keeps it."""

    q = django_filters.CharFilter(
        label=_("Nom"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": _("Nom ou prénom")}),
    )
    suivi = django_filters.ChoiceFilter(label=_("Dossiers de"), method="followed_by", empty_label=_("Moi"))
    file = django_filters.ChoiceFilter(
        label=_("File d’attente"), choices=Queue.choices, method="keep", empty_label=_("Toutes les files")
    )

    class Meta:
        model = Parcours
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        team = User.objects.counsellors_of(self.request.user.active_programme_id).exclude(pk=self.request.user.pk)
        choices = [(EVERYONE, _("Toute l’équipe")), *((str(user.pk), str(user)) for user in team)]
        self.filters["suivi"].extra["choices"] = choices

    @property
    def qs(self):
        """The pathways kept; without a wish, the user's own."""
        kept = super().qs
        wished = self.form.cleaned_data.get("suivi") if self.form.is_valid() else ""
        return kept if wished else kept.of_referent(self.request.user)

    @property
    def queue(self) -> str:
        """The queue to show, empty for all."""
        return self.form.cleaned_data.get("file", "") if self.form.is_valid() else ""

    def search(self, parcours, name, words):
        """Keep the pathways of people whose name holds the words."""
        return parcours.of_people_named(words)

    def followed_by(self, parcours, name, wished):
        """Keep the pathways of one counsellor, or everybody's."""
        return parcours if wished == EVERYONE else parcours.of_referent(wished)

    def keep(self, parcours, name, queue):
        """Leave the pathways as they are: their queue is computed from events afterwards."""
        return parcours
