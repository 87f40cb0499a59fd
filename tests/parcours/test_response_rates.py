"""How many people answer the calls after an exit: who counts, who does not, from how many on a share is said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parcours.actions.exits import correct_exit
from parcours.actions.follow_ups import close_declined, close_unreached
from parcours.follow_ups import ResponseRate, rates_of
from parcours.models import FollowUp
from tests.parcours.exit_scenes import answer, left

pytestmark = pytest.mark.django_db


def test_response_rates_count_those_who_do_not_answer_and_not_the_dead(programme, counsellor):
    people = [left(programme, counsellor, days_ago=28) for _ in range(4)]
    left(programme, counsellor, days_ago=28, situation="deceased")
    left(programme, counsellor, days_ago=27)
    waves = [one.follow_ups.get(wave="28d") for one in people]
    answer(waves[0], counsellor)
    close_unreached(waves[1], by=counsellor)
    close_declined(waves[2], by=counsellor)

    rates = rates_of(FollowUp.objects.in_programme(programme), timezone.localdate())

    assert rates == [ResponseRate("28d", 1, 4)]


def test_rates_come_in_the_order_of_time(programme, counsellor):
    left(programme, counsellor, days_ago=370)

    rates = rates_of(FollowUp.objects.in_programme(programme), timezone.localdate())

    assert [rate.wave for rate in rates] == ["28d", "3m", "6m", "12m"]


def test_percentage_is_said_from_ten_people_on():
    assert (ResponseRate("6m", 12, 20).counts, ResponseRate("6m", 12, 20).percentage) == (
        "12 sur 20",
        "60 % ont répondu",
    )
    assert ResponseRate("6m", 4, 9).percentage == "trop peu pour un pourcentage"
    assert ResponseRate("6m", 5, 10).percentage == "50 % ont répondu"


def waves_counted(**since):
    rates = FollowUp.objects.response_rates(timezone.localdate() + timedelta(**since))
    return {rate["wave"]: (rate["asked"], rate["answered"]) for rate in rates}


def test_wave_that_tells_of_a_death_counts_nowhere_and_the_one_before_stays(programme, counsellor):
    outcome = left(programme, counsellor, days_ago=92)
    answer(outcome.follow_ups.get(wave="28d"), counsellor, answered_on=timezone.localdate() - timedelta(days=60))

    answer(outcome.follow_ups.get(wave="3m"), counsellor, situation="deceased")

    assert waves_counted() == waves_counted(days=400) == {"28d": (1, 1)}


def test_wave_left_undone_before_the_death_was_learnt_stays_among_those_asked(programme, counsellor):
    outcome = left(programme, counsellor, days_ago=92)

    answer(outcome.follow_ups.get(wave="3m"), counsellor, situation="deceased")

    assert waves_counted(days=400) == {"28d": (1, 0)}


@pytest.mark.parametrize(("days_after", "stays"), [(-1, False), (0, False), (1, True)])
def test_wave_stays_when_the_death_is_told_after_its_date(programme, counsellor, days_after, stays):
    outcome = left(programme, counsellor, days_ago=100)
    second = outcome.follow_ups.get(wave="3m")
    told_on = second.due_on + timedelta(days=days_after)

    answer(outcome.follow_ups.get(wave="28d"), counsellor, situation="deceased", answered_on=told_on)

    assert waves_counted(days=400) == ({"3m": (1, 0)} if stays else {})


def test_exit_corrected_to_a_death_counts_in_no_wave(programme, counsellor):
    outcome = left(programme, counsellor, days_ago=92)
    answer(outcome.follow_ups.get(wave="28d"), counsellor)

    correct_exit(outcome, situation="deceased", by=counsellor)

    assert waves_counted() == {}
