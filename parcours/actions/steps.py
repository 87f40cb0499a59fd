"""Steps proposed, corrected and moved from state to state; each move says who and when, and why when it ends early."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from parcours.actions.alerts import follow_alerts
from parcours.models import Parcours, Step, StepState, StepTransition

FACTS = ("kind", "theme", "words", "who", "place", "due_on")
ENDS_WITH_A_REASON = (StepState.DROPPED, StepState.DECLINED, StepState.NO_OUTCOME)


class StepError(Exception):
    """A move that a step does not make, with the sentence the page shows and the ``field`` of the form it is about."""

    def __init__(self, sentence: str, *, field: str):
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def create_step(
    parcours: Parcours,
    *,
    kind: str,
    words: str,
    theme: str = "",
    who: str = "",
    place: str = "",
    due_on: date | None = None,
    by: User,
) -> Step:
    """Propose a step; its first transition comes from no state."""
    step = Step.objects.create(
        parcours=parcours,
        kind=kind,
        words=words,
        theme=theme,
        who=who,
        place=place,
        due_on=due_on,
        created_by=by,
    )
    StepTransition.objects.create(step=step, to_state=step.state, by=by)
    follow_alerts(parcours)
    return step


@transaction.atomic
def change_step(step: Step, **facts) -> None:
    """Write the ``FACTS`` given of a step; where it stands is moved by ``move_step`` only."""
    if unknown := facts.keys() - set(FACTS):
        raise TypeError(f"not a fact of a step: {', '.join(sorted(unknown))}")
    for name, value in facts.items():
        setattr(step, name, value)
    step.save(update_fields=list(facts))
    follow_alerts(step.parcours)


@transaction.atomic
def move_step(step: Step, *, to: str, by: User, reason: str = "") -> Step:
    """Take a step to another state and keep the transition; returns the step as it now stands.

    Raises ``StepError`` for a move that ``NEXT_STATES`` does not know, or an early end without a reason.
    """
    step = Step.objects.select_for_update(of=("self",)).select_related("parcours").get(pk=step.pk)
    before, to, reason = StepState(step.state), StepState(to), reason.strip()
    if to not in step.next_states:
        sentence = _("Cette étape est « %(state)s » : elle ne devient pas « %(next)s ».")
        raise StepError(sentence % {"state": before.label, "next": to.label}, field="state")
    if to in ENDS_WITH_A_REASON and not reason:
        raise StepError(_("Dites pourquoi, en une phrase."), field="reason")
    step.state = to
    step.ended_on = None if step.is_open else timezone.localdate()
    step.save(update_fields=["state", "ended_on"])
    StepTransition.objects.create(step=step, from_state=before, to_state=to, reason=reason, by=by)
    follow_alerts(step.parcours)
    return step
