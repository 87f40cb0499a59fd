"""The vocabulary of pathways: who may see them, and the facts from which their status is computed."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, F, IntegerField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

ABSENCES_LOOKED_AT = 2  # two unannounced in a row ask for care
OPEN_STEPS = ("proposed", "accepted", "directed", "confirmed", "ongoing")
SILENT = ("sent", "received")


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
        return self.filter(enrolment__exited_on__isnull=True, outcome__isnull=True)

    def latest_of(self, participant_id: int):
        """Return a person's current pathway, else the last one; None without."""
        return (
            self.filter(enrolment__participant=participant_id)
            .order_by(F("enrolment__exited_on").desc(nulls_first=True), "-pk")
            .first()
        )

    def with_facts(self) -> "ParcoursQuerySet":
        """Attach, in one query, the events from which a status and its alerts are computed (``parcours/status.py``).

        ``last_contact_on``, ``next_contact_on`` (of the latest contact), ``next_step`` (the open step with the earliest
        date, as a dictionary), ``undated_steps``, ``silent`` (referrals without answer: id, partner, since),
        ``endings`` (conventions, checks and income periods that end), ``last_marks`` (the last two marks).
        """
        contacts = self._rows("contacts").order_by("-held_on", "-pk")
        steps = self._rows("steps").filter(state__in=OPEN_STEPS)
        referrals = self._rows("referrals").filter(state__in=SILENT)
        silent = referrals.order_by("sent_at").values(
            fact=JSONObject(id="pk", partner="partner__name", since="sent_at")
        )
        dated = steps.filter(due_on__isnull=False).order_by("due_on", "pk")
        next_step = dated.values(fact=JSONObject(id="pk", words="words", who="who", place="place", due_on="due_on"))
        return self.annotate(
            last_contact_on=Subquery(contacts.filter(is_honoured=True).values("held_on")[:1]),
            next_contact_on=Subquery(contacts.values("next_on")[:1]),
            next_step=Subquery(next_step[:1]),
            undated_steps=_count(steps.filter(due_on__isnull=True), "parcours"),
            silent=ArraySubquery(silent),
            endings=self._endings(),
            last_marks=ArraySubquery(self._marks()[:ABSENCES_LOOKED_AT]),
        )

    @property
    def _enrolment(self):
        return self.model._meta.get_field("enrolment").related_model

    def _rows(self, relation: str):
        model = self.model._meta.get_field(relation).related_model
        return model.objects.filter(parcours=OuterRef("pk"))

    def _person(self, relation: str):
        person = self._enrolment._meta.get_field("participant").related_model
        return person._meta.get_field(relation).related_model.objects

    def _endings(self) -> ArraySubquery:
        """Gather what ends: the live convention, the valid check and the current income period that end last."""
        person, programme = OuterRef("enrolment__participant"), OuterRef("enrolment__programme")
        conventions = self._person("conventions").filter(participant=person, programme=programme, state="signed")
        checks = self._person("checks").filter(participant=person, valid_until__isnull=False)
        incomes = self._person("income_periods").filter(participant=person, ends_on__isnull=False)
        rows = (
            conventions.order_by().values("participant").annotate(day=Max("ends_on")),
            checks.order_by().values("kind").annotate(day=Max("valid_until")),
            incomes.order_by().values("kind").annotate(day=Max("ends_on")),
        )
        names = ("convention", "check", "income")
        facts = [
            row.values(
                fact=JSONObject(what=Value(name), kind="kind" if name != "convention" else Value(""), day=F("day"))
            )
            for name, row in zip(names, rows, strict=True)
        ]
        return ArraySubquery(facts[0].union(*facts[1:], all=True))

    def _marks(self):
        person, programme = OuterRef("enrolment__participant"), OuterRef("enrolment__programme")
        marks = self._person("attendances").filter(participant=person, session__chantier__programme=programme)
        counted = marks.counted().filter(session__state="closed").order_by("-session__period")
        return counted.values(fact=JSONObject(state="state", day="session__day"))


def _count(rows, group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
