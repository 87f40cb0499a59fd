"""The vocabulary of exits, of how funders read them, and of follow-ups."""

from django.db import models
from django.db.models import Count, Q

from parcours.querysets.parcours import OfParcoursQuerySet


class OutcomeQuerySet(OfParcoursQuerySet):
    """Exits of pathways."""

    def visible_to(self, user) -> "OutcomeQuerySet":
        """Return the exits of the active programme, none without the right to edit them."""
        if not user.has_perm("parcours.edit_exits"):
            return self.none()
        return super().visible_to(user)


class FunderReadingQuerySet(models.QuerySet):
    """How funders count situations."""

    def on(self, day) -> "FunderReadingQuerySet":
        """Return one reading a funder and situation: the latest that holds on ``day``."""
        return (
            self.filter(valid_from__lte=day)
            .order_by("funder", "situation", "-valid_from")
            .distinct("funder", "situation")
        )


class FollowUpQuerySet(models.QuerySet):
    """News asked after the exit."""

    def visible_to(self, user) -> "FollowUpQuerySet":
        """Return the follow-ups of the active programme, none without the right to edit them."""
        outcome = self.model._meta.get_field("outcome").related_model
        return self.filter(outcome__in=outcome.objects.visible_to(user))

    def in_programme(self, programme) -> "FollowUpQuerySet":
        """Return the follow-ups of a programme, for figures and clocks."""
        return self.filter(outcome__parcours__enrolment__programme=programme)

    def due_by(self, day) -> "FollowUpQuerySet":
        """Return the follow-ups still to do whose date is ``day`` or before."""
        return self.filter(state="due", due_on__lte=day)

    def response_rates(self, day) -> list[dict]:
        """Return, for each wave come due by ``day``, how many were ``asked`` and how many ``answered``.

        People who died leave the denominator; those not reached or who decline stay in it.
        """
        return list(
            self.filter(due_on__lte=day)
            .exclude(outcome__situation="deceased")
            .order_by()
            .values("wave")
            .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(state="answered")))
            .order_by("wave")
        )
