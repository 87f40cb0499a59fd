"""The vocabulary of pathways: who may see them, and the facts from which their status is computed."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from parcours.querysets.facts import (
    ENDINGS,
    LAST_CONTACT,
    LAST_MARKS,
    NEXT_CONTACT,
    PLANNED_STEPS,
    SILENT,
    day,
    facts,
)

OPEN_STEPS = ("proposed", "accepted", "directed", "confirmed", "ongoing")
SILENT_STATES = ("sent", "received")
CURRENT = Q(enrolment__exited_on__isnull=True, outcome__isnull=True)


class OfParcoursQuerySet(models.QuerySet):
    """Rows that belong to a pathway."""

    def visible_to(self, user):
        """Return the rows of the pathways that ``user`` may see."""
        parcours = self.model._meta.get_field("parcours").related_model
        return self.filter(parcours__in=parcours.objects.visible_to(user))


class ObjectiveQuerySet(OfParcoursQuerySet):
    """What people want."""

    def open(self) -> "ObjectiveQuerySet":
        """Return the objectives neither reached nor let go."""
        return self.filter(reached_on__isnull=True, dropped_on__isnull=True)


class ParcoursQuerySet(models.QuerySet):
    """Pathways of a programme."""

    def visible_to(self, user) -> "ParcoursQuerySet":
        """Return the pathways of the active programme: for counsellors only."""
        if not user.has_perm("parcours.edit_parcours"):
            return self.none()
        return self.filter(
            enrolment__programme=user.active_programme_id, enrolment__participant__merged_into__isnull=True
        )

    def appointments_for(self, user) -> "ParcoursQuerySet":
        """Return the pathways of the active programme of which ``user`` may know the next appointment, no more."""
        if not user.has_perm("parcours.see_next_step"):
            return self.none()
        return self.in_programme(user.active_programme_id)

    def in_programme(self, programme) -> "ParcoursQuerySet":
        """Return the pathways of a programme, for figures and clocks."""
        return self.filter(enrolment__programme=programme, enrolment__participant__merged_into__isnull=True)

    def of_referent(self, user) -> "ParcoursQuerySet":
        """Return the pathways of which ``user`` is the counsellor."""
        return self.filter(referent=user)

    def of_people_named(self, words: str) -> "ParcoursQuerySet":
        """Return the pathways of the people whose name holds every word, typos forgiven."""
        people = self._enrolment._meta.get_field("participant").related_model.objects.search(words)
        return self.filter(enrolment__participant__in=people)

    def to_follow(self) -> "ParcoursQuerySet":
        """Return the pathways that still ask something of a counsellor: current, or left with news still to ask."""
        news = apps.get_model("parcours", "FollowUp").objects.to_ask().filter(outcome__parcours=OuterRef("pk"))
        return self.filter(CURRENT | Exists(news))

    def of_closed_accounts(self) -> "ParcoursQuerySet":
        """Return the pathways whose counsellor's account is closed."""
        return self.filter(referent__is_active=False)

    def by_name(self) -> "ParcoursQuerySet":
        """Return the pathways in the order of people's names, each with its person."""
        return self.select_related("enrolment__participant").order_by("enrolment__participant__sort_key", "pk")

    def figures_for(self, user) -> "ParcoursQuerySet":
        """Return the current pathways of the active programme, to be counted only: for coordination too."""
        if not user.has_perm("parcours.see_figures"):
            return self.none()
        return self.in_programme(user.active_programme_id).current()

    def current(self) -> "ParcoursQuerySet":
        """Return the pathways of people who have not left."""
        return self.filter(CURRENT)

    def latest_of(self, participant_id: int):
        """Return a person's current pathway, else the last one; None without."""
        return (
            self.filter(enrolment__participant=participant_id)
            .order_by(F("enrolment__exited_on").desc(nulls_first=True), "-pk")
            .first()
        )

    def with_facts(self) -> "ParcoursQuerySet":
        """Attach, in the same query, the events from which a status and its alerts are computed (``parcours/status.py``).

        ``last_contact_on``, ``next_contact_on`` (as the contact written down last says), ``planned_steps`` (the open
        steps: id, words, who, place, due_on; those without a date last), ``silent`` (referrals without answer: id,
        partner, since), ``endings`` (conventions, checks and income periods that end), ``last_marks`` (the last two marks,
        the latest first).
        """
        return self.annotate(
            last_contact_on=day(LAST_CONTACT),
            next_contact_on=day(NEXT_CONTACT),
            planned_steps=facts(PLANNED_STEPS),
            silent=facts(SILENT),
            endings=facts(ENDINGS),
            last_marks=facts(LAST_MARKS),
        )

    def with_return(self) -> "ParcoursQuerySet":
        """Attach ``is_former``: the person left and came back since, to a new place that has no pathway yet."""
        back = self._enrolment.objects.current().filter(
            participant=OuterRef("enrolment__participant"), programme=OuterRef("enrolment__programme")
        )
        return self.annotate(is_former=Q(enrolment__exited_on__isnull=False) & Exists(back))

    @property
    def _enrolment(self):
        return self.model._meta.get_field("enrolment").related_model
