"""What the list of referrals can be narrowed by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from parcours.filters.tick import TickFilter
from parcours.models import Partner, Referral, ReferralState, Theme

ALL = "toutes"


class ReferralFilter(django_filters.FilterSet):
    """By state (the open ones unless asked), partner, theme, and one's own people."""

    etat = django_filters.ChoiceFilter(
        label=_("État"),
        method="by_state",
        choices=[(ALL, _("toutes")), *ReferralState.choices],
        empty_label=_("encore ouvertes"),
    )
    partenaire = django_filters.ModelChoiceFilter(
        label=_("Partenaire"),
        method="by_partner",
        queryset=lambda request: Partner.objects.visible_to(request.user),
        empty_label=_("tous"),
    )
    theme = django_filters.ChoiceFilter(
        label=_("Thème"), method="by_theme", choices=Theme.choices, empty_label=_("tous")
    )
    moi = TickFilter(label=_("Mes dossiers seulement"), method="by_referent")

    class Meta:
        model = Referral
        fields: list[str] = []

    def filter_queryset(self, queryset):
        """Keep the open ones when no state is asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("etat") else found.open()

    def by_state(self, referrals, name, state):
        """Keep one state, or all of them."""
        return referrals if state == ALL else referrals.of_state(state)

    def by_partner(self, referrals, name, partner):
        """Keep one partner's."""
        return referrals.to_partner(partner)

    def by_theme(self, referrals, name, theme):
        """Keep one theme's."""
        return referrals.of_theme(theme)

    def by_referent(self, referrals, name, mine):
        """Keep those of the reader's own people."""
        return referrals.of_referent(self.request.user) if mine else referrals
