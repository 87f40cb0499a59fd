"""The vocabulary of people."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from participants.querysets.facts import (
    CHECKS,
    COMMITTED,
    CONVENTIONS,
    INCOMES,
    RECEIPTS,
    RESTRICTIONS,
    YEARS,
    amount,
    facts,
)


class Missing(models.TextChoices):
    """What an administrative file may lack, in the order in which it is asked for."""

    BIRTH_DATE = "birth_date", _("date de naissance")
    CONTACT = "contact", _("téléphone ou e-mail")
    EMERGENCY = "emergency", _("personne à prévenir")
    INCOME = "income", _("situation de revenu")
    EVIDENCE = "evidence", _("dates sans travail")
    ACCOUNT = "account", _("compte bancaire")


class ParticipantQuerySet(models.QuerySet):
    """People as a programme's team reaches them."""

    def canonical(self) -> "ParticipantQuerySet":
        """Return the records that stand for a person, without those merged into another."""
        return self.filter(merged_into__isnull=True)

    def enrolled_in(self, programme) -> "ParticipantQuerySet":
        """Return the people of a programme (an object or its id), those who left included."""
        enrolment = self.model._meta.get_field("enrolments").related_model
        return self.filter(Exists(enrolment.objects.filter(participant=OuterRef("pk"), programme=programme)))

    def visible_to(self, user) -> "ParticipantQuerySet":
        """Return the people ``user`` may see: those of the active programme, and nobody without the right."""
        if not user.has_perm("participants.see_people"):
            return self.none()
        return self.canonical().enrolled_in(user.active_programme_id)

    def search(self, words: str) -> "ParticipantQuerySet":
        """Return the people whose name holds every word, in any order, accents ignored and typos forgiven.

        Uses the trigram index of ``sort_key``: a word is found inside a name, or close to one of its words
        (word similarity of 0.45 and more, set on the connection).
        """
        found = self
        for word in words.replace("\x00", " ").split():  # PostgreSQL's text holds no NUL
            folded = models.functions.Lower(_unaccent(word))
            found = found.alias(wanted=folded).filter(
                Q(sort_key__contains=folded) | Q(sort_key__trigram_word_similar=folded)
            )
        return found

    def probable_duplicates(self, *, first_name: str, last_name: str, birth_date=None) -> "ParticipantQuerySet":
        """Return at most five people who may be the one described, the likeliest first.

        The whole names look alike (trigram similarity of 0.6, accents and order of the words ignored), or a little
        (0.3) when the birth date is the same.
        """
        whole = models.functions.Lower(_unaccent(f"{last_name} {first_name}"))
        same_day = Q(birth_date=birth_date) if birth_date else Q(pk__in=[])
        alike = self.filter(sort_key__trigram_similar=whole).annotate(likeness=TrigramSimilarity("sort_key", whole))
        return alike.filter(same_day | Q(likeness__gte=0.6)).order_by("-likeness", "pk")[:5]

    def candidates_of(self, programme) -> "ParticipantQuerySet":
        """Return the people of the lists who have not entered the programme yet."""
        return self.filter(self._has_enrolment(programme, entered_on__isnull=True, exited_on__isnull=True))

    def active_in(self, programme) -> "ParticipantQuerySet":
        """Return the people who entered the programme and have not left it."""
        return self.filter(self._has_enrolment(programme, entered_on__isnull=False, exited_on__isnull=True))

    def having_left(self, programme) -> "ParticipantQuerySet":
        """Return the people with a past place in the programme and none open."""
        return self.enrolled_in(programme).exclude(self._has_enrolment(programme, exited_on__isnull=True))

    def from_source(self, source: str, programme) -> "ParticipantQuerySet":
        """Return the people who came to the programme from ``source`` (a value of ``Enrolment.Source``)."""
        return self.filter(self._has_enrolment(programme, source=source))

    def lacking(self, missing: str, programme, day) -> "ParticipantQuerySet":
        """Return the people whose file lacks ``missing`` (a value of ``Missing``) on ``day``."""
        return self.filter(self._lacks(programme, day)[missing])

    def with_place(self, programme, day) -> "ParticipantQuerySet":
        """Attach what a list shows: ``place`` (source, entered_on, exited_on of the latest enrolment, ISO dates) and
        ``missing`` (values of ``Missing`` on ``day``)."""
        enrolment = self.model._meta.get_field("enrolments").related_model
        latest = enrolment.objects.filter(participant=OuterRef("pk"), programme=programme).order_by(
            F("exited_on").desc(nulls_first=True), "-pk"
        )
        fields = {name: name for name in ("source", "entered_on", "exited_on")}
        wanting = [Case(When(lacks, then=Value(code))) for code, lacks in self._lacks(programme, day).items()]
        array = Func(*wanting, function="ARRAY", template="ARRAY[%(expressions)s]::text[]")
        return self.annotate(
            place=Subquery(latest.values(facts=JSONObject(**fields))[:1]),
            missing=Func(
                array,
                Value(None, output_field=models.TextField()),
                function="array_remove",
                output_field=ArrayField(models.TextField()),
            ),
        )

    def _has_enrolment(self, programme, **conditions) -> Exists:
        enrolment = self.model._meta.get_field("enrolments").related_model
        return Exists(enrolment.objects.filter(participant=OuterRef("pk"), programme=programme, **conditions))

    def _lacks(self, programme, day) -> dict:
        """Say in SQL when each fact of ``Missing`` is missing."""
        periods = self.model._meta.get_field("income_periods").related_model
        evidence_known = Q(evidence__registered_since__isnull=False) | Q(evidence__without_work_since__isnull=False)
        enrolment = self.model._meta.get_field("enrolments").related_model
        proven = enrolment.objects.filter(evidence_known | ~Q(evidence__waiver_reason=""), evidence__isnull=False)
        return {
            Missing.BIRTH_DATE: Q(birth_date__isnull=True),
            Missing.CONTACT: Q(phone="", other_phone="", email=""),
            Missing.EMERGENCY: Q(emergency_name="") | Q(emergency_phone=""),
            Missing.INCOME: ~Exists(periods.objects.on(day).filter(participant=OuterRef("pk"))),
            Missing.EVIDENCE: ~Exists(proven.filter(participant=OuterRef("pk"), programme=programme)),
            Missing.ACCOUNT: Q(iban=""),
        }

    def with_facts(self, programme) -> "ParticipantQuerySet":
        """Attach, in the same query, what decides whether a day is payable in ``programme`` (domain rule 10).

        Each ``…_facts`` is a list of dictionaries with ISO dates; participants/conditions.py reads them.
        """
        number = getattr(programme, "pk", programme)
        return self.annotate(
            convention_facts=facts(CONVENTIONS, number),
            receipt_facts=facts(RECEIPTS, number),
            year_facts=facts(YEARS),
            income_facts=facts(INCOMES),
            check_facts=facts(CHECKS),
        )

    def with_committed_amount(self, year: int) -> "ParticipantQuerySet":
        """Attach the sum of a year's lines, approved or not, as ``committed`` in euros."""
        return self.annotate(committed=amount(COMMITTED, year))

    def with_restrictions(self) -> "ParticipantQuerySet":
        """Attach the restrictions to respect, as ``restriction_facts``."""
        return self.annotate(restriction_facts=facts(RESTRICTIONS))


def _unaccent(word: str) -> models.Func:
    return models.Func(models.Value(word), function="f_unaccent", output_field=models.TextField())
