"""The vocabulary of enrolments."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce


class AgeOn(models.Func):
    """``AgeOn(day, birth_date)``: whole years between a birth and a day."""

    template = "EXTRACT(year FROM AGE(%(expressions)s))::int"
    output_field = models.IntegerField()


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

    def first_entries(self, programme, first_day, last_day) -> "EnrolmentQuerySet":
        """Return one enrolment a human: the first entry in ``programme`` between two days (indicator R01).

        Records merged into another count as that person. Attaches ``human`` (the person's id) and ``age_at_entry``.
        """
        entries = self.filter(programme=programme).entered_in(first_day, last_day)
        entries = entries.annotate(human=Coalesce("participant__merged_into", "participant"))
        same_human = entries.filter(human=OuterRef("human"))
        earlier = same_human.filter(
            Q(entered_on__lt=OuterRef("entered_on")) | Q(entered_on=OuterRef("entered_on"), pk__lt=OuterRef("pk"))
        )
        return entries.filter(~Exists(earlier)).annotate(
            age_at_entry=AgeOn(F("entered_on"), F("participant__birth_date"))
        )

    def seeking_work(self) -> "EnrolmentQuerySet":
        """Return the enrolments of people who were looking for work at entry (indicator R02)."""
        return self.filter(labour_status="unemployed")

    def long_without_work(self) -> "EnrolmentQuerySet":
        """Return the entries after more than 12 months without work, or 6 before the age of 25 (indicator R03)."""
        return self.filter(Q(months_at_entry__gt=12) | Q(months_at_entry__gt=6, age_at_entry__lt=25))

    def very_long_without_work(self) -> "EnrolmentQuerySet":
        """Return the entries after 24 months or more without work (indicator R04)."""
        return self.filter(months_at_entry__gte=24)

    def with_known_status(self) -> "EnrolmentQuerySet":
        """Return the entries whose situation on the labour market is known."""
        return self.exclude(labour_status="")

    def with_known_months(self) -> "EnrolmentQuerySet":
        """Return the entries whose months without work are known."""
        return self.filter(months_at_entry__isnull=False)
