"""Statuses against what the trade says: thirty days without a contact, ten of a partner's silence, thirty to an end."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parcours.models import Parcours
from parcours.models.step import ENDED, StepState
from parcours.status import Queue, alerts_of, next_step_of, status_of
from participants.models.income import CheckKind
from tests.parcours.factories import ContactFactory, ParcoursFactory, ReferralFactory, StepFactory, make_sent
from tests.parcours.test_status import TODAY, facts, silent

AGO = st.integers(0, 90)
AROUND = st.integers(-40, 40)  # days from today, on both sides of each limit


def codes(parcours) -> list[str]:
    """Return the codes of a file's alerts today."""
    return [alert.code for alert in alerts_of(parcours, TODAY)]


@given(AGO, st.none() | AGO)
@example(90, 29)
@example(90, 30)
@example(30, None)
def test_thirty_days_without_a_contact_ask_for_care_once(opened, last_contact):
    last_contact_on = None if last_contact is None else TODAY - timedelta(days=last_contact)
    parcours = facts(opened_on=TODAY - timedelta(days=opened), last_contact_on=last_contact_on)

    since = opened if last_contact is None else last_contact
    assert codes(parcours).count("no_contact") == (since >= 30)


@given(st.lists(AGO, max_size=4))
@example([9, 10])
def test_each_partner_silent_for_ten_days_asks_for_care(days):
    parcours = facts(silent=[silent(number)[0] | {"id": index} for index, number in enumerate(days)])

    assert codes(parcours).count("partner_silent") == sum(number >= 10 for number in days)


@given(st.dictionaries(st.sampled_from(CheckKind.values), st.integers(0, 60), max_size=4))
@example({"c45b": 30, "medical": 31})
def test_each_end_in_the_coming_thirty_days_asks_for_care(days):
    endings = [
        {"what": "check", "kind": kind, "day": (TODAY + timedelta(days=number)).isoformat()}
        for kind, number in days.items()
    ]

    assert codes(facts(endings=endings)).count("ending") == sum(number <= 30 for number in days.values())


ROWS = st.fixed_dictionaries(
    {
        "opened": st.integers(0, 90),
        "contacts": st.lists(
            st.tuples(st.integers(0, 60), st.booleans(), st.none() | st.integers(0, 80)), max_size=3
        ),  # how long ago, whether it took place, the next one so long after
        "steps": st.lists(st.tuples(st.none() | AROUND, st.sampled_from(StepState)), max_size=3),
        "referrals": st.lists(
            st.tuples(st.integers(0, 20), st.sampled_from(["sent", "received", "accepted", "closed"])), max_size=2
        ),
    }
)


# The contact written last is not the latest, which did not take place: its next day counts.
WRITTEN_LATER = {"opened": 60, "contacts": [(5, False, 20), (30, True, 40)], "steps": [], "referrals": []}
QUIET = {
    "opened": 60,
    "contacts": [(29, True, None)],
    "steps": [(-1, StepState.DONE), (7, StepState.ONGOING)],
    "referrals": [(10, "received"), (20, "accepted")],
}


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
@example(WRITTEN_LATER)
@example(QUIET)
def test_status_of_random_rows_is_the_one_counted_by_hand(programme, counsellor, rows):
    today = timezone.localdate()
    with transaction.atomic():
        write(rows, programme, counsellor, today)
        parcours = Parcours.objects.with_facts().get()
        status, next_step = status_of(parcours, today), next_step_of(parcours)
        transaction.set_rollback(True)

    planned, queues = planned_by_hand(rows), {reason.queue for reason in status.reasons}
    is_open = any(state not in ENDED for _due, state in rows["steps"])
    assert (next_step is not None) == bool(planned or is_open)  # a step without a date is one when nothing has a date
    assert (next_step and next_step.day and (next_step.day - today).days) == min(planned, default=None)
    assert queues == queues_by_hand(rows, planned)
    assert status.queue == min(queues, key=list(Queue).index, default=Queue.IN_ORDER)


def write(rows, programme, counsellor, today):
    """Write the rows of one pathway."""
    parcours = ParcoursFactory(
        programme=programme, referent=counsellor, opened_on=today - timedelta(days=rows["opened"])
    )
    for ago, is_honoured, following in rows["contacts"]:
        held_on = today - timedelta(days=ago)
        next_on = None if following is None else held_on + timedelta(days=following)
        ContactFactory(parcours=parcours, held_on=held_on, is_honoured=is_honoured, next_on=next_on)
    for due, state in rows["steps"]:
        due_on = None if due is None else today + timedelta(days=due)
        StepFactory(parcours=parcours, due_on=due_on, state=state, ended_on=today if state in ENDED else None)
    for ago, state in rows["referrals"]:
        referral = make_sent(ReferralFactory(parcours=parcours), days_ago=ago)
        referral.state = state
        referral.need_met = "yes" if state == "closed" else ""
        referral.save()


def planned_by_hand(rows) -> list[int]:
    """Return in how many days each thing planned comes: the open steps, and what the contact written last says."""
    planned = [due for due, state in rows["steps"] if due is not None and state not in ENDED]
    if rows["contacts"]:
        ago, _is_honoured, following = rows["contacts"][-1]
        planned += [] if following is None else [following - ago]
    return planned


def queues_by_hand(rows, planned) -> set[Queue]:
    """Return the queues for which there is a reason."""
    since = min((ago for ago, is_honoured, _following in rows["contacts"] if is_honoured), default=rows["opened"])
    holds = {
        Queue.LATE: any(day < 0 for day in planned),
        Queue.THIS_WEEK: any(0 <= day <= 6 for day in planned) or not planned,  # nothing planned: to plan this week
        Queue.NO_CONTACT: since >= 30,
        Queue.PARTNER: any(ago >= 10 and state in ("sent", "received") for ago, state in rows["referrals"]),
    }
    return {queue for queue, is_so in holds.items() if is_so}
