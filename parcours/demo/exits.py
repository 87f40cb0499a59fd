"""How the earlier cohort left, and the news asked since: done, tried, declined, and still to do."""

from datetime import date, time, timedelta

from accounts.demo import Days, clock_at, working_day_before
from parcours.actions.exits import record_exit
from parcours.actions.follow_ups import close_declined, close_unreached, record_answers, record_attempt
from parcours.demo.walks import Walk
from parcours.models import FollowUp, Outcome, Situation
from parcours.models.outcome import IN_WORK

SITUATIONS = [
    (Situation.FIXED_TERM, "contract"),
    (Situation.PERMANENT, "contract"),
    (Situation.TRAINING, "enrolled"),
    (Situation.SUBSIDISED, "contract"),
    (Situation.LANGUAGE, "enrolled"),
    (Situation.SHORT, "dimona"),
    (Situation.DROPPED_OUT, "none"),
    (Situation.VOLUNTEERING, "person"),
    (Situation.PRE_TRAINING, "enrolled"),
    (Situation.HEALTH, "person"),
    (Situation.SELF_EMPLOYED, "person"),
    (Situation.DIRECTED, "partner"),
    (Situation.UNKNOWN, "none"),
    (Situation.FIXED_TERM, "contract"),
]
RECORDED_LATE = 4  # this one was entered after its 28th day


def record_exits(days: Days, walks: list[Walk]) -> None:
    """Record the exits of those who left, then the follow-ups whose date has passed."""
    left = [walk for walk in walks if walk.exited_on is not None]
    for number, walk in enumerate(left):
        outcome = _record(number, walk, days)
        for follow_up in outcome.follow_ups.all():
            _ask_for_news(number, walk, follow_up, days)


def _record(number: int, walk: Walk, days: Days) -> Outcome:
    situation, evidence = SITUATIONS[number % len(SITUATIONS)]
    is_somewhere = situation in IN_WORK or evidence == "enrolled"
    recorded_on = walk.exited_on + timedelta(days=40 if number == RECORDED_LATE else 2)
    with clock_at(recorded_on, time(15)):
        return record_exit(
            walk.parcours,
            situation=situation,
            exited_on=walk.exited_on,
            evidence=evidence,
            starts_on=walk.exited_on + timedelta(days=3) if is_somewhere else None,
            organisation="Atelier inventé (démonstration)" if is_somewhere else "",
            searching="no_answer" if number % 4 == 3 else ("no" if is_somewhere else "yes"),
            in_training="yes" if evidence == "enrolled" else "no",
            qualified="no_answer" if number % 5 == 4 else "no",
            in_work="yes" if situation in IN_WORK else "no",
            by=walk.referent,
        )


def _ask_for_news(number: int, walk: Walk, follow_up: FollowUp, days: Days) -> None:
    """Settle a follow-up whose date has passed: most answer, some cannot be reached, a few are still to do."""
    if follow_up.due_on >= days.today - timedelta(days=7):
        return
    first_try = working_day_before(follow_up.due_on + timedelta(days=2), 0)
    choice = (number + (3 if follow_up.wave == FollowUp.Wave.MONTHS_3 else 0)) % 6
    if choice == 5:
        _attempt(follow_up, first_try, "no_answer", walk)  # still to do
    elif choice == 4:
        for later in (0, 3, 6):
            _attempt(follow_up, first_try + timedelta(days=later), "no_answer", walk)
        with clock_at(first_try + timedelta(days=6), time(16)):
            close_unreached(follow_up, by=walk.referent)
    elif choice == 3:
        _attempt(follow_up, first_try, "reached", walk)
        with clock_at(first_try, time(16)):
            close_declined(follow_up, by=walk.referent)
    else:
        _answer(number, walk, follow_up, first_try)


def _attempt(follow_up: FollowUp, day: date, result: str, walk: Walk) -> None:
    with clock_at(day, time(14)):
        record_attempt(follow_up, channel="call", result=result, by=walk.referent)


def _answer(number: int, walk: Walk, follow_up: FollowUp, first_try: date) -> None:
    _attempt(follow_up, first_try, "reached", walk)
    situation = SITUATIONS[number % len(SITUATIONS)][0]
    works, started_on = situation in IN_WORK, walk.exited_on + timedelta(days=3)
    lasts = works and situation != Situation.SHORT and started_on <= first_try - timedelta(days=27)
    with clock_at(first_try, time(15)):
        record_answers(
            follow_up,
            situation=situation,
            answered_on=first_try,
            in_work="yes" if works else "no",
            worked_28_days="yes" if lasts else "no",
            first_job_on=started_on if lasts else None,
            is_improved="yes" if works else "no_answer",
            by=walk.referent,
        )
