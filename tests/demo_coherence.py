"""What makes the demo data believable on a day: nothing from the future, nothing left to do but what should be."""

from collections.abc import Iterator
from datetime import date, time

from django.db.models import Max

from accounts.demo import moment_of
from accounts.models import User
from chantiers.models import Attendance, Relay, Session
from chantiers.roster import roster_of
from parcours.models import (
    Agreement,
    Assessment,
    Contact,
    FollowUp,
    FollowUpAttempt,
    Handover,
    Note,
    Outcome,
    Parcours,
    Referral,
    ReferralTransition,
    StepTransition,
)
from participants.models import (
    AllowanceCeiling,
    AllowanceLine,
    AllowanceYear,
    Convention,
    ConventionSignature,
    Document,
    Enrolment,
    InformationReceipt,
    JobSeekerEvidence,
    Participant,
    PreStartCheck,
    Restriction,
)
from participants.models.allowance import Reason

MOMENTS = [
    (User, "joined_at"),
    (Participant, "created_at"),
    (JobSeekerEvidence, "waived_at"),
    (Restriction, "recorded_at"),
    (InformationReceipt, "recorded_at"),
    (Document, "uploaded_at"),
    (Convention, "created_at"),
    (Convention, "issued_at"),
    (Convention, "ended_at"),
    (Convention, "cancelled_at"),
    (ConventionSignature, "recorded_at"),
    (Session, "closed_at"),
    (Attendance, "marked_at"),
    (AllowanceLine, "approved_at"),
    (StepTransition, "at"),
    (Note, "written_at"),
    (Contact, "recorded_at"),
    (ReferralTransition, "at"),
    (Referral, "sent_at"),
    (Outcome, "recorded_at"),
    (FollowUp, "recorded_at"),
    (FollowUpAttempt, "at"),
    (Relay, "taken_up_at"),
    (Handover, "handed_at"),
]
DATES = [
    (Participant, "image_consent_on"),
    (Enrolment, "listed_on"),
    (Enrolment, "informed_on"),
    (Enrolment, "entered_on"),
    (Enrolment, "exited_on"),
    (JobSeekerEvidence, "evidence_on"),
    (PreStartCheck, "done_on"),
    (InformationReceipt, "acknowledged_on"),
    (Convention, "signed_on"),
    (Convention, "ended_on"),
    (AllowanceYear, "declared_on_honour_on"),
    (Parcours, "opened_on"),
    (Assessment, "done_on"),
    (Contact, "held_on"),
    (Agreement, "agreed_on"),
    (Outcome, "exited_on"),
    (FollowUp, "answered_on"),
]


def incoherences(today: date) -> list[str]:
    """Return one sentence for each thing that somebody who looks at the demo on ``today`` would not believe."""
    return [*_from_the_future(today), *_in_sessions(today), *_in_lines(), *_in_numbers(), *_in_pathways()]


def _from_the_future(today: date) -> Iterator[str]:
    morning = moment_of(today, time(0))
    for model, field in MOMENTS:
        if (latest := model.objects.aggregate(latest=Max(field))["latest"]) and latest >= morning:
            yield f"{model.__name__}.{field} is {latest}"
    for model, field in DATES:
        if (latest := model.objects.aggregate(latest=Max(field))["latest"]) and latest >= today:
            yield f"{model.__name__}.{field} is {latest}"


def _in_sessions(today: date) -> Iterator[str]:
    for session in Session.objects.select_related("chantier"):
        is_past = session.day < today
        if (session.state == "closed" and not is_past) or (session.state == "planned" and is_past):
            yield f"{session} is {session.state}"
        if session.state in ("planned", "cancelled") and session.attendances.exists():
            yield f"{session} is {session.state} and marked"
    left_open = Session.objects.filter(state="open", chantier__programme__code="demo")
    if left_open.count() != 1:
        yield f"{left_open.count()} registers left open"
    morning = Session.objects.filter(day=today, chantier__programme__code="demo").order_by("period").first()
    if morning is None or len(roster_of(morning)) != 15:
        yield "no group of fifteen to mark this morning"
    if Session.objects.filter(day__gt=today, chantier__programme__code="demo").planned().count() < 10:
        yield "next weeks are empty"


def _in_lines() -> Iterator[str]:
    for line in AllowanceLine.objects.all():
        has_ceiling = AllowanceCeiling.objects.on(line.day) is not None
        if has_ceiling == (Reason.NO_CEILING in line.reasons):
            yield f"{line}: {line.reasons}"
        if not has_ceiling and line.state != "held":
            yield f"{line} is {line.state} without a ceiling"


def _in_numbers() -> Iterator[str]:
    numbered = Convention.objects.exclude(number=None).order_by("programme", "year", "number")
    last, last_moment = (None, None, 0), None
    for convention in numbered:
        before = last if last[:2] == (convention.programme_id, convention.year) else (None, None, 0)
        if convention.number != before[2] + 1 or (before[0] and convention.issued_at < last_moment):
            yield f"convention {convention.reference} does not follow {before[2]}"
        if convention.issued_at.year != convention.year:
            yield f"convention {convention.reference} issued on {convention.issued_at}"
        last, last_moment = (convention.programme_id, convention.year, convention.number), convention.issued_at


def _in_pathways() -> Iterator[str]:
    for step in StepTransition.objects.select_related("step__parcours"):
        if step.at.date() < step.step.parcours.opened_on:
            yield f"{step} comes before its pathway"
    for outcome in Outcome.objects.select_related("parcours__enrolment"):
        if outcome.parcours.enrolment.exited_on != outcome.exited_on:
            yield f"{outcome} and its enrolment leave on two days"
    for referral in Referral.objects.prefetch_related("transitions"):
        moments = [event.at for event in referral.transitions.all()]
        if moments != sorted(moments):
            yield f"{referral} goes back in time"
