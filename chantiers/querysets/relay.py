"""The vocabulary of relays."""

from django.db import models
from django.db.models import Case, Value, When


class RelayQuerySet(models.QuerySet):
    """What was passed on to the counsellors of a programme."""

    def visible_to(self, user) -> "RelayQuerySet":
        """Return the relays of the active programme, sentences included: for those who take them up."""
        if not user.has_perm("parcours.take_up_relay"):
            return self.none()
        return self.filter(programme=user.active_programme_id, participant__merged_into__isnull=True)

    def states_for(self, user) -> "RelayQuerySet":
        """Return the relays of the active programme without their sentence: who was concerned, sent, taken up."""
        if not user.has_perm("parcours.see_next_step"):
            return self.none()
        return self.filter(programme=user.active_programme_id).defer("sentence")

    def waiting(self) -> "RelayQuerySet":
        """Return the relays nobody has taken up."""
        return self.filter(taken_up_at__isnull=True)

    def about(self, participant) -> "RelayQuerySet":
        """Return the relays about one person (an object or its id)."""
        return self.filter(participant=participant)

    def of_session(self, session) -> "RelayQuerySet":
        """Return what came up in one session."""
        return self.filter(session=session)

    def with_names(self) -> "RelayQuerySet":
        """Attach the person of each relay, by name only."""
        return self.select_related("participant").only(
            "sent_at", "taken_up_at", "participant__first_name", "participant__last_name"
        )

    def most_urgent_first(self) -> "RelayQuerySet":
        """Order relays: for today, for this week, later; the oldest first inside each."""
        rank = {"today": 0, "week": 1}
        order = Case(*(When(urgency=urgency, then=Value(place)) for urgency, place in rank.items()), default=Value(2))
        return self.order_by(order, "sent_at", "pk")

    def waiting_first(self) -> "RelayQuerySet":
        """Order relays: those that wait, then the others; the latest sent first inside each."""
        return self.order_by(Case(When(taken_up_at__isnull=True, then=Value(0)), default=Value(1)), "-sent_at", "-pk")
