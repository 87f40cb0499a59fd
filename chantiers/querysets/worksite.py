"""The vocabulary of sites, worksites and groups."""

from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

SMALL_NUMBER = models.SmallIntegerField()


class SiteQuerySet(models.QuerySet):
    """Sites of a programme."""

    def visible_to(self, user) -> "SiteQuerySet":
        """Return the sites of the active programme, none without the right to its schedule."""
        if not user.has_perm("chantiers.see_schedule"):
            return self.none()
        return self.filter(programme=user.active_programme_id)

    def named(self, name: str, programme_id: int) -> "SiteQuerySet":
        """Return the site of a programme that has this name, whatever its case."""
        return self.filter(programme=programme_id, name__iexact=name)

    def with_chantier_count(self) -> "SiteQuerySet":
        """Attach ``chantier_count``: how many worksites were ever held there."""
        return self.annotate(chantier_count=Count("chantiers"))


class ChantierQuerySet(models.QuerySet):
    """Worksites of a programme."""

    def visible_to(self, user) -> "ChantierQuerySet":
        """Return the worksites of the active programme, none without the right to see them."""
        if not user.has_perm("chantiers.see_sessions"):
            return self.none()
        return self.filter(programme=user.active_programme_id)

    def coded(self, code: str, programme_id: int) -> "ChantierQuerySet":
        """Return the worksite of a programme that has this code, whatever its case."""
        return self.filter(programme=programme_id, code__iexact=code)

    def search(self, words: str) -> "ChantierQuerySet":
        """Return the worksites whose code, works or site hold every word, accents and case ignored."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(code__icontains=word) | Q(works__unaccent__icontains=word) | Q(site__name__unaccent__icontains=word)
            )
        return found

    def with_place_for(self, participant) -> "ChantierQuerySet":
        """Return the worksites in whose group ``participant`` is or was, the latest first."""
        places = (
            self.model._meta.get_field("placements").related_model.objects.in_group().filter(participant=participant)
        )
        return self.filter(pk__in=places.values("chantier")).order_by("-starts_on", "pk")

    def with_figures(self, day) -> "ChantierQuerySet":
        """Attach ``group_count`` (people in the group on ``day``), ``session_count`` and ``held_count``.

        ``session_count`` leaves cancelled sessions out; ``held_count`` counts those that were closed.
        """
        placements = self.model._meta.get_field("placements").related_model.objects.on(day)
        sessions = self.model._meta.get_field("sessions").related_model.objects.not_cancelled()
        return self.annotate(
            group_count=_figure(placements, Count("pk")),
            session_count=_figure(sessions, Count("pk")),
            held_count=_figure(sessions.held(), Count("pk")),
        )


def _figure(rows, figure):
    """Compute ``figure`` over the rows of each worksite in a subquery, so that figures do not multiply each other."""
    of_chantier = rows.filter(chantier=OuterRef("pk")).order_by().values("chantier").annotate(figure=figure)
    return Coalesce(Subquery(of_chantier.values("figure"), output_field=models.IntegerField()), 0)


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

    def active(self) -> "PlacementQuerySet":
        """Return the people in the group, without those who left."""
        return self.filter(state="active")

    def waiting(self) -> "PlacementQuerySet":
        """Return the people asked for a place and not in the group yet."""
        return self.filter(state__in=["candidate", "invited"])

    def holding_a_place(self) -> "PlacementQuerySet":
        """Return the people waiting for a place or in the group now: they cannot be added once more."""
        return self.filter(state__in=["candidate", "invited", "active"])

    def of_chantier(self, chantier) -> "PlacementQuerySet":
        """Return the places of one worksite."""
        return self.filter(chantier=chantier)

    def latest_first(self) -> "PlacementQuerySet":
        """Order the places of one person, the latest first."""
        return self.order_by("-starts_on", "-pk")

    def in_reading_order(self) -> "PlacementQuerySet":
        """Order a group: in it, invited, candidates, then those who left or declined; by name inside each."""
        order = ["active", "invited", "candidate", "left", "declined"]
        rank = Case(*(When(state=state, then=place) for place, state in enumerate(order)), output_field=SMALL_NUMBER)
        return self.order_by(rank, "participant__sort_key", "starts_on", "pk")

    def free_among(self, people):
        """Return those of ``people`` who neither wait for one of these places nor are in the group."""
        return people.exclude(pk__in=self.holding_a_place().values("participant"))
