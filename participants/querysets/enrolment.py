"""The vocabulary of enrolments."""

from django.db import models
from django.db.models import F, Q


class EnrolmentQuerySet(models.QuerySet):
    """Places in a programme."""

    def visible_to(self, user) -> "EnrolmentQuerySet":
        """Return the enrolments of the active programme, none without the right to see people."""
        if not user.has_perm("participants.see_people"):
            return self.none()
        return self.filter(programme=user.active_programme_id, participant__merged_into__isnull=True)

    def latest_of(self, participant):
        """Return a person's open enrolment, else the last one left, with its programme and evidence; None without."""
        return (
            self.filter(participant=participant)
            .select_related("programme", "evidence__waived_by")
            .order_by(F("exited_on").desc(nulls_first=True), "-pk")
            .first()
        )

    def current(self) -> "EnrolmentQuerySet":
        """Return the enrolments of people who have not left."""
        return self.filter(exited_on__isnull=True)

    def without_entry(self) -> "EnrolmentQuerySet":
        """Return the enrolments of people who have not started yet."""
        return self.filter(entered_on__isnull=True)

    def entered_in(self, first_day, last_day) -> "EnrolmentQuerySet":
        """Return the enrolments whose entry lies between two days, both included (indicator R01)."""
        return self.filter(entered_on__range=(first_day, last_day))

    def present_on(self, day) -> "EnrolmentQuerySet":
        """Return the enrolments entered and not left on ``day``."""
        return self.filter(Q(exited_on__isnull=True) | Q(exited_on__gte=day), entered_on__lte=day)
