"""The vocabulary of exits, of how funders read them, and of follow-ups."""

from datetime import date, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from parcours.querysets.parcours import OfParcoursQuerySet

OPENS_BEFORE = timedelta(days=7)  # a follow-up becomes a task a week before its date


class OutcomeQuerySet(OfParcoursQuerySet):
    """Exits of pathways."""

    def visible_to(self, user) -> "OutcomeQuerySet":
        """Return the exits of the active programme, none without the right to edit them."""
        if not user.has_perm("parcours.edit_exits"):
            return self.none()
        return super().visible_to(user)

    def with_reading(self, funder: str) -> "OutcomeQuerySet":
        """Attach ``counts_as``: how ``funder`` counts each exit on its day; None while it had no reading yet."""
        readings = apps.get_model("parcours", "FunderReading").objects.filter(
            funder=funder, situation=OuterRef("situation"), valid_from__lte=OuterRef("exited_on")
        )
        return self.annotate(counts_as=Subquery(readings.order_by("-valid_from").values("counts")[:1]))


class FunderReadingQuerySet(models.QuerySet):
    """How funders count situations."""

    def of_situation(self, situation: str) -> "FunderReadingQuerySet":
        """Return the readings of one situation."""
        return self.filter(situation=situation)

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
        return self.filter(outcome__in=self._outcomes.visible_to(user))

    def in_programme(self, programme) -> "FollowUpQuerySet":
        """Return the follow-ups of a programme, for figures and clocks."""
        parcours = self._outcomes.model._meta.get_field("parcours").related_model
        return self.filter(outcome__parcours__in=parcours.objects.in_programme(programme))

    def of_referent(self, user) -> "FollowUpQuerySet":
        """Return the follow-ups of the people whose counsellor is ``user``."""
        return self.filter(outcome__parcours__referent=user)

    def of_people_named(self, words: str) -> "FollowUpQuerySet":
        """Return the follow-ups of the people whose name holds every word, typos forgiven."""
        parcours = self._outcomes.model._meta.get_field("parcours").related_model
        return self.filter(outcome__parcours__in=parcours.objects.of_people_named(words))

    def to_ask(self) -> "FollowUpQuerySet":
        """Return the follow-ups still to do of people who are alive, as far as an exit or a follow-up tells."""
        return self.filter(state="due").exclude(outcome__situation="deceased").exclude(self._died_meanwhile())

    def open_on(self, day: date) -> "FollowUpQuerySet":
        """Return the follow-ups to do now, from a week before their date on, the oldest first."""
        return self.to_ask().filter(due_on__lte=day + OPENS_BEFORE).order_by("due_on", "pk")

    def coming_after(self, day: date) -> "FollowUpQuerySet":
        """Return the follow-ups to do later, the nearest first."""
        return self.to_ask().filter(due_on__gt=day + OPENS_BEFORE).order_by("due_on", "pk")

    def settled(self) -> "FollowUpQuerySet":
        """Return the follow-ups done, not reached or declined, the last recorded first."""
        return self.exclude(state="due").order_by("-recorded_at", "-pk")

    def due_by(self, day) -> "FollowUpQuerySet":
        """Return the follow-ups still to do whose date is ``day`` or before."""
        return self.filter(state="due", due_on__lte=day)

    def with_attempts(self) -> "FollowUpQuerySet":
        """Attach ``attempt_count``: how often somebody tried."""
        return self.annotate(attempt_count=Count("attempts"))

    def response_rates(self, day) -> list[dict]:
        """Return, for each wave come due by ``day``, how many were ``asked`` and how many ``answered``.

        A wave counts unless the person had died by its date, as far as it is recorded: the exit is the death, this very
        wave tells of it, or another one does whose answer came on or before that date. So a wave that came due before
        the death was learnt stays, answered or not, as do people not reached or who decline.
        """
        return list(
            self.filter(due_on__lte=day)
            .exclude(outcome__situation="deceased")
            .exclude(situation="deceased")
            .exclude(self._died_meanwhile(answered_on__lte=OuterRef("due_on")))
            .order_by()
            .values("wave")
            .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(state="answered")))
            .order_by("wave")
        )

    @property
    def _outcomes(self):
        return self.model._meta.get_field("outcome").related_model.objects

    def _died_meanwhile(self, **conditions) -> Q:
        deaths = self.model.objects.filter(outcome=OuterRef("outcome"), situation="deceased", **conditions)
        return Q(Exists(deaths))
