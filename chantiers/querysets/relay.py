"""The vocabulary of relays."""

from django.db import models


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
