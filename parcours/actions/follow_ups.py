"""News asked after the exit: planned with it, asked by a task, tried, answered or closed."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Programme, User
from parcours.models import FollowUp, FollowUpAttempt, Outcome
from participants.actions.tasks import ask, settle
from participants.models import Task

PREFIX = "follow_up"


class FollowUpError(Exception):
    """What cannot be done to a follow-up, with the sentence the page shows."""


@transaction.atomic
def plan_follow_ups(outcome: Outcome) -> None:
    """Make the four follow-ups of an exit, or move those still to do to the days its date gives (domain rule 27).

    They exist for everybody, so that a corrected situation finds them; of a person who died none is ever asked
    (``FollowUpQuerySet.to_ask``).
    """
    known = {follow_up.wave: follow_up for follow_up in outcome.follow_ups.select_for_update()}
    for wave in FollowUp.Wave:
        due_on = wave.day_after(outcome.exited_on)
        follow_up = known.get(wave)
        if follow_up is None:
            FollowUp.objects.create(outcome=outcome, wave=wave, due_on=due_on)
        elif follow_up.is_due and follow_up.due_on != due_on:
            follow_up.due_on = due_on
            follow_up.save(update_fields=["due_on"])


@transaction.atomic
def open_due_follow_ups(programme: Programme, *, today: date) -> None:
    """Ask the counsellors for the follow-ups of a week ahead, and take back what is no longer to ask.

    Twice the same day changes nothing. A task ticked off without any news comes back: the follow-up is still due.
    """
    follow_ups = FollowUp.objects.in_programme(programme)
    wanted = follow_ups.open_on(today).select_related("outcome__parcours__enrolment", "outcome__parcours__referent")
    keys = {_key(follow_up): follow_up for follow_up in wanted}
    asked = Task.objects.open().filter(programme=programme).named(PREFIX)
    settle(*(key for key in asked.values_list("key", flat=True) if key not in keys))
    for key, follow_up in keys.items():
        parcours = follow_up.outcome.parcours
        ask(
            _("Prendre des nouvelles : %(moment)s.") % {"moment": follow_up.get_wave_display()},
            kind=Task.Kind.FOLLOW_UP,
            programme_id=parcours.enrolment.programme_id,
            participant_id=parcours.enrolment.participant_id,
            due_on=follow_up.due_on,
            key=key,
            assignee=parcours.referent,
            url=follow_up.get_absolute_url(),
        )


def settle_useless_tasks(outcome: Outcome, *, by: User) -> None:
    """Settle the tasks of an exit's follow-ups that are no longer to ask now: moved away, done, or a death."""
    wanted = set(outcome.follow_ups.open_on(timezone.localdate()).values_list("pk", flat=True))
    settle(*(_key(follow_up) for follow_up in outcome.follow_ups.all() if follow_up.pk not in wanted), by=by)


@transaction.atomic
def record_attempt(follow_up: FollowUp, *, channel: str, result: str, by: User) -> FollowUpAttempt:
    """Note one try to reach the person; raises ``FollowUpError`` once they gave news, and before it opens."""
    follow_up = _locked(follow_up)
    if follow_up.is_answered:
        raise FollowUpError(_("Ce suivi est déjà fait."))
    _refuse_early(follow_up)
    return FollowUpAttempt.objects.create(follow_up=follow_up, channel=channel, result=result, by=by)


@transaction.atomic
def record_answers(
    follow_up: FollowUp,
    *,
    situation: str,
    answered_on: date,
    by: User,
    first_job_on: date | None = None,
    **answers: str,
) -> FollowUp:
    """Record what the person says, even late, even after "non jointe"; said again, it replaces what was there.

    ``answers`` are ``in_work``, ``worked_28_days`` and ``is_improved``; none is owed. Raises ``FollowUpError`` for a
    day to come, one before the follow-up opens, or answers that deny each other.
    """
    follow_up = _locked(follow_up)
    if answered_on > timezone.localdate():
        raise FollowUpError(_("Le jour de la réponse ne peut pas être à venir."))
    facts = {"situation": situation, "answered_on": answered_on, "first_job_on": first_job_on} | answers
    if follow_up.is_answered and all(getattr(follow_up, name) == value for name, value in facts.items()):
        return follow_up  # nothing new: when it was recorded stays
    for name, value in facts.items():
        setattr(follow_up, name, value)
    for sentence in follow_up.contradictions().values():
        raise FollowUpError(sentence)
    _settle(follow_up, FollowUp.State.ANSWERED, by)
    settle_useless_tasks(follow_up.outcome, by=by)  # a death stops the later ones
    return follow_up


@transaction.atomic
def close_unreached(follow_up: FollowUp, *, by: User) -> FollowUp:
    """Close a follow-up without news: it stays in the denominator. Raises as ``close_declined``."""
    return _close(follow_up, FollowUp.State.UNREACHED, by)


@transaction.atomic
def close_declined(follow_up: FollowUp, *, by: User) -> FollowUp:
    """Close a follow-up that the person would not answer. Raises ``FollowUpError`` when it is not to do, or not yet."""
    return _close(follow_up, FollowUp.State.DECLINED, by)


def _close(follow_up: FollowUp, state: str, by: User) -> FollowUp:
    follow_up = _locked(follow_up)
    if not follow_up.is_due:
        raise FollowUpError(_("Ce suivi n’est plus à faire."))
    _refuse_early(follow_up)
    _settle(follow_up, state, by)
    settle(_key(follow_up), by=by)
    return follow_up


def _refuse_early(follow_up: FollowUp) -> None:
    if timezone.localdate() < follow_up.opens_on:
        raise FollowUpError(follow_up.opening_words)


def _settle(follow_up: FollowUp, state: str, by: User) -> None:
    follow_up.state, follow_up.recorded_by, follow_up.recorded_at = state, by, timezone.now()
    follow_up.save()


def _locked(follow_up: FollowUp) -> FollowUp:
    return FollowUp.objects.select_for_update(of=("self",)).select_related("outcome").get(pk=follow_up.pk)


def _key(follow_up: FollowUp) -> str:
    return f"{PREFIX}:{follow_up.pk}"
