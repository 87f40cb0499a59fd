"""The vocabulary of people."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast, JSONObject


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
        for word in words.split():
            folded = models.functions.Lower(_unaccent(word))
            found = found.alias(wanted=folded).filter(
                Q(sort_key__contains=folded) | Q(sort_key__trigram_word_similar=folded)
            )
        return found

    def with_facts(self, programme) -> "ParticipantQuerySet":
        """Attach, in the same query, what decides whether a day is payable in ``programme`` (domain rule 10).

        Each ``…_facts`` is a list of dictionaries with ISO dates; participants/conditions.py reads them.
        """
        return self.annotate(
            convention_facts=self._facts(
                "conventions",
                ["id", "state", "starts_on", "ends_on", "ended_on", "signed_on", "day_amount"],
                programme=programme,
                state__in=["signed", "ended", "replaced"],
            ),
            receipt_facts=self._facts("information_receipts", ["acknowledged_on"], programme=programme),
            year_facts=self._facts(
                "allowance_years",
                ["year", "regime", "declared_on_honour_on", "own", "declared", "ceiling", "needs_review"],
            ),
            income_facts=self._facts("income_periods", ["kind", "starts_on", "ends_on"]),
            check_facts=self._facts("checks", ["kind", "done_on", "valid_until"]),
        )

    def with_restrictions(self) -> "ParticipantQuerySet":
        """Attach the restrictions to respect, as ``restriction_facts``."""
        return self.annotate(restriction_facts=self._facts("restrictions", ["words", "starts_on", "ends_on"]))

    def _facts(self, relation: str, fields: list[str], **conditions) -> ArraySubquery:
        related = self.model._meta.get_field(relation).related_model
        rows = related.objects.filter(participant=OuterRef("pk"), **conditions).order_by("pk")
        amounts = {"day_amount", "own", "declared", "ceiling"}  # as text: a JSON number would lose the exact cents
        values = {name: Cast(name, models.TextField()) if name in amounts else name for name in fields}
        return ArraySubquery(rows.values(fact=JSONObject(**values)))


def _unaccent(word: str) -> models.Func:
    return models.Func(models.Value(word), function="f_unaccent", output_field=models.TextField())
