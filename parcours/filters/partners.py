"""What the directory can be narrowed by: the need of somebody to send."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from parcours.filters.tick import TickFilter
from parcours.models import Partner
from parcours.models.parcours import Theme
from participants.imports.vocabulary import KNOWN_LANGUAGES, parse_languages


class PartnerFilter(django_filters.FilterSet):
    """Search by words, then theme and language of one service, kind, and what is still to check."""

    q = django_filters.CharFilter(
        label=_("Mots"),
        method="search",
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Nom, service ou condition")}
        ),
    )
    theme = django_filters.ChoiceFilter(
        label=_("Besoin"), choices=Theme.choices, method="keep_need", empty_label=_("Tous les thèmes")
    )
    langue = django_filters.CharFilter(
        label=_("Langue"),
        method="keep_need",
        max_length=30,
        widget=forms.TextInput(attrs={"list": "langues", "autocomplete": "off", "placeholder": _("français, turc…")}),
    )
    genre = django_filters.ChoiceFilter(
        label=_("Genre"), field_name="kind", choices=Partner.Kind.choices, empty_label=_("Tous les genres")
    )
    a_verifier = TickFilter(label=_("Seulement à vérifier"), method="keep_unverified")
    fermes = TickFilter(label=_("Aussi les fermés"), method="keep_open")

    languages = KNOWN_LANGUAGES

    class Meta:
        model = Partner
        fields = []

    def search(self, partners, name, words):
        """Keep the partners whose name or services hold the words."""
        return partners.search(words)

    def keep_need(self, partners, name, value):
        """Keep the partners with one service for the theme in the language: both are asked of the same service."""
        return partners.offering(**self.need)

    def keep_unverified(self, partners, name, is_asked):
        """Keep those whose facts nobody has checked, when asked."""
        return partners.to_verify() if is_asked else partners

    def keep_open(self, partners, name, is_asked):
        """Leave out those that no longer work with the team, unless asked."""
        return partners if is_asked else partners.open()

    @property
    def need(self) -> dict[str, str]:
        """The theme and the language asked, by its usual French name; empty without."""
        if not self.form.is_valid():
            return {"theme": "", "language": ""}
        languages = parse_languages(self.form.cleaned_data["langue"])
        return {"theme": self.form.cleaned_data["theme"], "language": languages[0] if languages else ""}

    @property
    def words(self) -> list[str]:
        """The active filters, in words."""
        if not self.form.is_valid():
            return []
        fields = self.form.fields
        return [
            str(fields[name].label)
            if value is True
            else f"{fields[name].label} : {dict(getattr(fields[name], 'choices', ())).get(value, value)}"
            for name, value in self.form.cleaned_data.items()
            if value
        ]
