"""The vocabulary of sessions."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce


class SessionQuerySet(models.QuerySet):
    """Sessions of a programme's worksites."""

    def visible_to(self, user) -> "SessionQuerySet":
        """Return the sessions of the active programme, none without the right to see them."""
        if not user.has_perm("chantiers.see_sessions"):
            return self.none()
        return self.filter(chantier__programme=user.active_programme_id)

    def schedule_for(self, user) -> "SessionQuerySet":
        """Return the sessions whose place and time ``user`` may see, LM included, without any person."""
        if not user.has_perm("chantiers.see_schedule"):
            return self.none()
        return self.filter(chantier__programme=user.active_programme_id)

    def on(self, day) -> "SessionQuerySet":
        """Return the sessions of one day in Brussels."""
        return self.filter(day=day)

    def between(self, first_day, last_day) -> "SessionQuerySet":
        """Return the sessions from one day to another, both included."""
        return self.filter(day__range=(first_day, last_day))

    def before(self, day) -> "SessionQuerySet":
        """Return the sessions of the days before ``day``."""
        return self.filter(day__lt=day)

    def from_day(self, day) -> "SessionQuerySet":
        """Return the sessions of ``day`` and later."""
        return self.filter(day__gte=day)

    def of_programme(self, programme) -> "SessionQuerySet":
        """Return the sessions of one programme (an object or its id)."""
        return self.filter(chantier__programme=programme)

    def at_site(self, site) -> "SessionQuerySet":
        """Return the sessions held at ``site``, those of every site when it is None."""
        return self if site is None else self.filter(chantier__site=site)

    def held(self) -> "SessionQuerySet":
        """Return the sessions that took place and were closed (indicator P02)."""
        return self.filter(state="closed")

    def not_cancelled(self) -> "SessionQuerySet":
        """Return the sessions still meant to be held."""
        return self.exclude(state="cancelled")

    def to_close(self, day) -> "SessionQuerySet":
        """Return the sessions of ``day`` or before whose register is still open."""
        return self.filter(day__lte=day, state__in=["planned", "open"])

    def cancelled(self) -> "SessionQuerySet":
        """Return the sessions that were called off, which leave every rate but P02."""
        return self.filter(state="cancelled")

    def volunteering(self) -> "SessionQuerySet":
        """Return the sessions that can carry an allowance (domain rule 23)."""
        return self.filter(kind="volunteering")

    def not_closed(self) -> "SessionQuerySet":
        """Return the sessions that are still to be held or whose register is open."""
        return self.filter(state__in=["planned", "open"])

    def planned(self) -> "SessionQuerySet":
        """Return the sessions that are planned: neither opened, held nor cancelled."""
        return self.filter(state="planned")

    def without_marks(self) -> "SessionQuerySet":
        """Return the sessions in which nobody was ever marked."""
        return self.exclude(Exists(self._marks()))

    def deletable_from(self, day) -> "SessionQuerySet":
        """Return the sessions of ``day`` and later that can go: planned, and nobody marked."""
        return self.planned().without_marks().from_day(day)

    def crossing(self, period) -> "SessionQuerySet":
        """Return the sessions, cancelled ones left out, that share a moment with ``period``."""
        return self.not_cancelled().filter(period__overlap=period)

    def expecting(self, human) -> "SessionQuerySet":
        """Return the sessions, cancelled ones left out, in whose group the person is on that day.

        The places of the records merged into ``human`` count.
        """
        placement = self.model._meta.get_field("chantier").related_model._meta.get_field("placements").related_model
        places = placement.objects.on(OuterRef("day")).filter(chantier=OuterRef("chantier"))
        own = places.filter(models.Q(participant=human) | models.Q(participant__merged_into=human))
        return self.not_cancelled().filter(Exists(own))

    def with_headcount(self) -> "SessionQuerySet":
        """Attach ``headcount``: how many people are in the group on the day of the session."""
        placement = self.model._meta.get_field("chantier").related_model._meta.get_field("placements").related_model
        members = placement.objects.on(OuterRef("day")).filter(chantier=OuterRef("chantier"))
        return self.annotate(headcount=_count(members, "chantier"))

    def with_mark_count(self) -> "SessionQuerySet":
        """Attach ``mark_count``: how many people are marked, whatever the mark."""
        return self.annotate(mark_count=_count(self._marks().exclude(state=""), "session"))

    def _marks(self):
        attendance = self.model._meta.get_field("attendances").related_model
        return attendance.objects.filter(session=OuterRef("pk"))


def _count(rows, group: str) -> Coalesce:
    """Count correlated ``rows`` in a subquery, 0 when there is none."""
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)
