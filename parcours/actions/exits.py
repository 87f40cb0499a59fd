"""The exit of a pathway: recorded once, corrected as often as needed, never deleted."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from config.templatetags.formats import plain_date
from parcours.actions.alerts import follow_alerts
from parcours.actions.follow_ups import plan_follow_ups, settle_useless_tasks
from parcours.models import Outcome, Parcours
from parcours.models.outcome import ESF_QUESTIONS
from participants.actions import enrolment as places
from participants.actions.enrolment import ExitError
from participants.actions.tasks import settle
from participants.documents import keep_document
from participants.models import Document, Task

__all__ = ["ExitError", "correct_exit", "record_exit"]


@transaction.atomic
def record_exit(
    parcours: Parcours,
    *,
    situation: str,
    exited_on: date,
    evidence: str,
    by: User,
    starts_on: date | None = None,
    organisation: str = "",
    evidence_on: date | None = None,
    upload: UploadedFile | None = None,
    **answers: str,
) -> Outcome:
    """Record how a pathway ends, date the person's place, and plan the four follow-ups (domain rule 27).

    ``answers`` are those of ``ESF_QUESTIONS``; none is owed. The tasks that the exit answers are settled: its alerts, and
    "emploi trouvé". Raises ``ExitError`` (an exit is there already, a day to come, before the entry or before
    the pathway opened, facts that deny each other) and ``UploadRefusedError``.
    """
    parcours = _locked(parcours)
    if Outcome.objects.filter(parcours=parcours).exists():
        raise ExitError(_("La sortie est déjà notée : corrigez-la."))
    outcome = Outcome(
        parcours=parcours,
        situation=situation,
        exited_on=exited_on,
        evidence=evidence,
        starts_on=starts_on,
        organisation=organisation,
        evidence_on=evidence_on,
        recorded_by=by,
        **answers,
    )
    if outcome.has_answers:
        outcome.answers_recorded_at = outcome.recorded_at
    _write(outcome, upload=upload, by=by)
    _settle_what_the_exit_answers(parcours, by=by)
    return outcome


@transaction.atomic
def correct_exit(outcome: Outcome, *, by: User, upload: UploadedFile | None = None, **facts) -> Outcome:
    """Correct the facts of an exit; the follow-ups still to do move with its day, those done stay as they were.

    When it was first recorded does not change: a late entry stays late. A situation or an ESF+ answer that changes is
    dated by itself. Raises as ``record_exit``, and for a day after the answer of a follow-up.
    """
    _locked(outcome.parcours)
    outcome = Outcome.objects.select_related("parcours__enrolment").get(pk=outcome.pk)
    before = {name: getattr(outcome, name) for name in ("situation", *ESF_QUESTIONS)}
    for name, value in facts.items():
        setattr(outcome, name, value)
    _refuse_day_after_an_answer(outcome)
    _date_what_changed(outcome, before)
    _write(outcome, upload=upload, by=by)
    settle_useless_tasks(outcome, by=by)
    return outcome


def _locked(parcours: Parcours) -> Parcours:
    return Parcours.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=parcours.pk)


def _refuse_day_after_an_answer(outcome: Outcome) -> None:
    early = outcome.follow_ups.filter(answered_on__lt=outcome.exited_on).first()
    if early:
        words = _("« %(moment)s » a une réponse du %(day)s, avant cette sortie : corrigez d’abord ce suivi.")
        facts = {"moment": capfirst(early.get_wave_display()), "day": plain_date(early.answered_on)}
        raise ExitError(words % facts)


def _date_what_changed(outcome: Outcome, before: dict[str, str]) -> None:
    now = timezone.now()
    changed = {name for name, value in before.items() if getattr(outcome, name) != value}
    if "situation" in changed:
        outcome.situation_recorded_at = now
    if not outcome.has_answers:
        outcome.answers_recorded_at = None
    elif changed & {*ESF_QUESTIONS}:
        outcome.answers_recorded_at = now


def _write(outcome: Outcome, *, upload: UploadedFile | None, by: User) -> None:
    if outcome.exited_on > timezone.localdate():
        raise ExitError(_("Une sortie se note quand elle a eu lieu : cette date est à venir."))
    if not outcome.is_somewhere:
        outcome.starts_on, outcome.organisation = None, ""
    for sentence in outcome.contradictions().values():
        raise ExitError(sentence)
    places.record_exit(outcome.parcours.enrolment, outcome.exited_on)
    if outcome.exited_on < outcome.parcours.opened_on:
        words = _("Le parcours est ouvert depuis le %(day)s : la sortie vient après.")
        raise ExitError(words % {"day": plain_date(outcome.parcours.opened_on)})
    if upload:
        outcome.document = keep_document(
            upload,
            participant=outcome.parcours.enrolment.participant,
            kind=Document.Kind.EXIT_EVIDENCE,
            title=_("Preuve de sortie"),
            by=by,
        )
    outcome.save()
    plan_follow_ups(outcome)


def _settle_what_the_exit_answers(parcours: Parcours, *, by: User) -> None:
    enrolment = parcours.enrolment
    follow_alerts(parcours)
    found = Task.objects.open().named(f"job_found:{enrolment.participant_id}:{enrolment.programme_id}")
    settle(*found.values_list("key", flat=True), by=by)
