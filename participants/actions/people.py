"""What is done to a person's file: opened, its place dated, its time without work shown, its facts changed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.actions.allowances import AllowanceError, lock_year, review_person, review_year
from participants.models import AllowanceLine, AllowanceYear, Enrolment, JobSeekerEvidence, Participant


@transaction.atomic
def open_file(participant: Participant, *, programme, source: str) -> Participant:
    """Save a new person and enrol them in ``programme``, as candidate."""
    participant.save()
    Enrolment.objects.create(participant=participant, programme=programme, source=source)
    return participant


@transaction.atomic
def save_person(participant: Participant) -> None:
    """Save a person's own facts, then recompute the lines that the nationality may hold (residence permit)."""
    participant.save()
    review_person(participant.pk)


@transaction.atomic
def save_year(budget: AllowanceYear) -> None:
    """Save the year's statement and regime; a regime no longer changes once a line is approved (domain rule 8).

    Raises ``AllowanceError`` for such a change.
    """
    kept = lock_year(budget.participant_id, budget.year)
    approved = AllowanceLine.objects.filter(participant=kept.participant).of_year(budget.year).approved()
    if budget.regime != kept.regime and approved.exists():
        raise AllowanceError(_("Une ligne de cette année est approuvée : le régime ne change plus."))
    kept.regime = budget.regime
    kept.declared_on_honour_on = budget.declared_on_honour_on
    kept.save(update_fields=["regime", "declared_on_honour_on"])
    review_year(kept.participant_id, kept.year)


@transaction.atomic
def save_place(enrolment: Enrolment) -> None:
    """Save an enrolment; the months without work are frozen at the day of entry (domain rule 18)."""
    evidence = JobSeekerEvidence.objects.filter(enrolment=enrolment).first()
    _freeze_months(enrolment, evidence)
    enrolment.save()


@transaction.atomic
def save_evidence(evidence: JobSeekerEvidence, *, by) -> None:
    """Save the proof of the time without work; a waiver written or changed takes ``by`` as its author."""
    kept = JobSeekerEvidence.objects.filter(pk=evidence.pk).values_list("waiver_reason", flat=True).first()
    if not evidence.waiver_reason:
        evidence.waived_by = evidence.waived_at = None
    elif evidence.waiver_reason != kept:
        evidence.waived_by, evidence.waived_at = by, timezone.now()
    evidence.save()
    _freeze_months(evidence.enrolment, evidence)
    evidence.enrolment.save(update_fields=["months_at_entry"])


@transaction.atomic
def save_fact(fact) -> None:
    """Save a dated fact about a person, then recompute the allowance lines it may hold or free."""
    fact.save()
    review_person(fact.participant_id)


@transaction.atomic
def remove_fact(fact) -> None:
    """Remove a fact written by mistake, then recompute the allowance lines it held or freed."""
    fact.delete()
    review_person(fact.participant_id)


def _freeze_months(enrolment, evidence):
    entry = enrolment.entered_on
    enrolment.months_at_entry = evidence.months_on(entry) if evidence and entry else None
