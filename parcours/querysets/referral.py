"""The vocabulary of referrals."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from parcours.querysets.parcours import SILENT_STATES, OfParcoursQuerySet


class ReferralQuerySet(OfParcoursQuerySet):
    """Needs brought to partners."""

    def visible_to(self, user) -> "ReferralQuerySet":
        """Return the referrals of the pathways that ``user`` may see, none without the right to make any."""
        if not user.has_perm("parcours.make_referrals"):
            return self.none()
        return super().visible_to(user)

    def open(self) -> "ReferralQuerySet":
        """Return the referrals of which something is still expected."""
        return self.exclude(state__in=["refused", "closed", "cancelled", "expired"])

    def silent_since(self, day: date) -> "ReferralQuerySet":
        """Return the referrals to which the partner owes an answer, without a word exchanged after ``day``."""
        silent = self.filter(state__in=SILENT_STATES, awaits_us=False)
        return silent.filter(Q(last_word_at__date__lte=day) | Q(last_word_at__isnull=True, sent_at__date__lte=day))

    def not_reminded(self) -> "ReferralQuerySet":
        """Return the referrals whose partner got no reminder."""
        return self.filter(reminded_at__isnull=True)

    def not_alerted(self) -> "ReferralQuerySet":
        """Return the referrals whose silence was not yet told to the counsellor."""
        return self.filter(alerted_at__isnull=True)

    def answered_by(self, day: date) -> "ReferralQuerySet":
        """Return the open referrals answered on ``day`` or before, of which nobody asked what happened."""
        states = ["accepted", "waiting", "first_met", "first_missed", "ongoing"]
        return self.filter(state__in=states, answered_at__date__lte=day, asked_outcome_at__isnull=True)

    def with_unsent_link(self, moment: datetime) -> "ReferralQuerySet":
        """Return the open referrals whose mailed link, asked for before ``moment``, has not left."""
        links = self.model._meta.get_field("links").related_model.objects.to_send().filter(made_at__lt=moment)
        return self.open().filter(pk__in=links.values("referral"))

    def with_need_met(self) -> "ReferralQuerySet":
        """Return the closed referrals whose need is covered, wholly or not (indicator A04)."""
        return self.filter(state="closed", need_met__in=["yes", "partly"])

    def of_state(self, state: str) -> "ReferralQuerySet":
        """Return the referrals in one state."""
        return self.filter(state=state)

    def of_theme(self, theme: str) -> "ReferralQuerySet":
        """Return the referrals about one theme."""
        return self.filter(theme=theme)

    def to_partner(self, partner) -> "ReferralQuerySet":
        """Return the referrals to one partner."""
        return self.filter(partner=partner)

    def of_referent(self, user) -> "ReferralQuerySet":
        """Return the referrals of the people whom ``user`` follows."""
        return self.filter(parcours__referent=user)

    def in_programme(self, programme) -> "ReferralQuerySet":
        """Return the referrals of a programme, for its clock."""
        return self.filter(parcours__enrolment__programme=programme)

    def longest_silent_first(self) -> "ReferralQuerySet":
        """Order by silence: the oldest last word on top, then what was never sent, the oldest on top."""
        return self.order_by(Coalesce("last_word_at", "sent_at").asc(nulls_last=True), "created_at", "pk")

    def with_people(self) -> "ReferralQuerySet":
        """Fetch with each referral the person, the programme, the colleagues and the partner that its page names."""
        return self.select_related(
            "parcours__enrolment__participant",
            "parcours__enrolment__programme__operator",
            "parcours__referent",
            "partner",
            "service",
            "contact",
            "step",
            "created_by",
        )


class ReferralTransitionQuerySet(models.QuerySet):
    """What happened to a referral."""

    def words_exchanged(self) -> "ReferralTransitionQuerySet":
        """Return the questions of the partner, the dates it proposes, and our answers to them, in order."""
        return self.filter(kind__in=["question", "proposed", "answer"])

    def unanswered_questions(self) -> "ReferralTransitionQuerySet":
        """Return the questions of the partner that came after the last answer, of one referral."""
        answered = self.filter(kind="answer").order_by("pk").last()
        asked = self.filter(kind="question")
        return asked.filter(pk__gt=answered.pk) if answered else asked
