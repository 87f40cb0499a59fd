"""What a list of worksites can be narrowed by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from chantiers.models import Chantier, Site


def sites_of(request):
    """Return the sites among which ``request`` may choose."""
    return Site.objects.visible_to(request.user)


class ChantierFilter(django_filters.FilterSet):
    """Worksites by words, site and state."""

    words = django_filters.CharFilter(label=_("Code, travaux ou site"), method="search")
    site = django_filters.ModelChoiceFilter(label=_("Site"), queryset=sites_of, empty_label=_("Tous les sites"))
    state = django_filters.ChoiceFilter(label=_("État"), choices=Chantier.State, empty_label=_("Tous les états"))

    class Meta:
        model = Chantier
        fields = ["words", "site", "state"]

    def search(self, queryset, name, value):
        """Keep the worksites whose words are found."""
        return queryset.search(value)
