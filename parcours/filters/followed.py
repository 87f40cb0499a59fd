"""What every list about people who are followed can be narrowed by: a name, and whose people they are."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from parcours.models import Parcours

EVERYONE = "tous"


def name_of(user: User) -> str:
    """Return the name of a counsellor, and that the account is closed when it is."""
    return str(user) if user.is_active else _("%(name)s (compte fermé)") % {"name": user}


class FollowedFilter(django_filters.FilterSet):
    """Search by name, and by the counsellor who follows; without a wish, the reader's own people.

    The QuerySet gives ``of_people_named(words)`` and ``of_referent(user or id)``.
    """

    q = django_filters.CharFilter(
        label=_("Nom"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": _("Nom ou prénom")}),
    )
    suivi = django_filters.ChoiceFilter(label=_("Suivi par"), method="followed_by", empty_label=_("Moi"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(EVERYONE, _("Toute l’équipe")), *((str(user.pk), name_of(user)) for user in self._colleagues())]
        self.filters["suivi"].extra["choices"] = choices

    @property
    def qs(self):
        """What is kept."""
        kept = super().qs
        return kept if self.answer("suivi") else kept.of_referent(self.request.user)

    def _colleagues(self):
        """Return the other counsellors, and those who left while people are still theirs."""
        reader = self.request.user
        left = Parcours.objects.visible_to(reader).of_closed_accounts().to_follow().values("referent")
        followers = User.objects.counsellors_of(reader.active_programme_id) | User.objects.filter(pk__in=left)
        return followers.exclude(pk=reader.pk)

    def search(self, rows, name, words):
        """Keep what is about people whose name holds the words."""
        return rows.of_people_named(words)

    def followed_by(self, rows, name, wished):
        """Keep what is about one counsellor's people, or everybody's."""
        return rows if wished == EVERYONE else rows.of_referent(wished)

    def keep(self, rows, name, value):
        """Leave the rows as they are: the view uses the answer."""
        return rows

    def answer(self, name: str) -> str:
        """Return one answer of the form, empty when there is none or when the form does not hold."""
        return self.form.cleaned_data.get(name, "") if self.form.is_valid() else ""
