"""The vocabulary of sites, worksites and groups."""

from django.db import models
from django.db.models import Q


class SiteQuerySet(models.QuerySet):
    """Sites of a programme."""

    def visible_to(self, user) -> "SiteQuerySet":
        """Return the sites of the active programme, none without the right to its schedule."""
        if not user.has_perm("chantiers.see_schedule"):
            return self.none()
        return self.filter(programme=user.active_programme_id)


class ChantierQuerySet(models.QuerySet):
    """Worksites of a programme."""

    def visible_to(self, user) -> "ChantierQuerySet":
        """Return the worksites of the active programme, none without the right to see them."""
        if not user.has_perm("chantiers.see_sessions"):
            return self.none()
        return self.filter(programme=user.active_programme_id)


class PlacementQuerySet(models.QuerySet):
    """People of the groups."""

    def visible_to(self, user) -> "PlacementQuerySet":
        """Return the places of the active programme's groups, none without the right to see people."""
        if not (user.has_perm("participants.see_people") and user.has_perm("chantiers.see_sessions")):
            return self.none()
        return self.filter(chantier__programme=user.active_programme_id)

    def in_group(self) -> "PlacementQuerySet":
        """Return the people who take or took part, without candidates."""
        return self.filter(state__in=["active", "left"])

    def on(self, day) -> "PlacementQuerySet":
        """Return the people in the group on ``day``."""
        return self.in_group().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
