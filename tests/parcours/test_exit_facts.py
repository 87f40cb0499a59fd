"""The facts of an exit and of the news after it against each other, and those that are entered late."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.demo import clock_at
from parcours.actions.exits import ExitError, correct_exit, record_exit
from parcours.actions.follow_ups import FollowUpError
from parcours.models import Outcome
from tests.parcours.exit_scenes import answer, left
from tests.parcours.factories import ParcoursFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def ago(days):
    return TODAY() - timedelta(days=days)


@pytest.fixture
def parcours(programme, counsellor):
    """A pathway opened sixty days ago."""
    return ParcoursFactory(programme=programme, referent=counsellor, opened_on=ago(60))


def exit_page(parcours, name="exit_edit"):
    return reverse(f"parcours:{name}", args=[parcours.enrolment.participant_id])


# Against each other


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("evidence_on", {"evidence": "none", "evidence_on": 1}),
        ("starts_on", {"starts_on": 367}),
        ("in_work", {"in_work": "no"}),
        ("exited_on", {"exited_on": 61, "starts_on": 61}),
    ],
)
def test_exit_that_denies_itself_is_refused_beside_the_field(as_counsellor, parcours, field, wrong):
    facts = {"situation": "permanent", "exited_on": 0, "evidence": "contract"} | wrong
    sent = {name: ago(value).isoformat() if isinstance(value, int) else value for name, value in facts.items()}

    form = as_counsellor.post(exit_page(parcours), sent).context["form"]

    assert list(form.errors) == [field]
    assert Outcome.objects.count() == 0


@pytest.mark.parametrize(
    "facts",
    [
        {"evidence": "none", "evidence_on": 1},
        {"starts_on": 367},
        {"in_work": "no"},
        {"in_work": "no", "starts_on": 0},
        {"exited_on": 61},
    ],
)
def test_action_refuses_the_same(parcours, counsellor, facts):
    usual = {"situation": "permanent", "exited_on": 0, "evidence": "contract"} | facts
    days = {name: ago(value) if isinstance(value, int) else value for name, value in usual.items()}

    with pytest.raises(ExitError):
        record_exit(parcours, **days, by=counsellor)

    assert Outcome.objects.count() == 0


def test_exit_on_the_day_of_the_opening_to_a_job_of_a_year_ago_holds(parcours, counsellor):
    facts = {"situation": "permanent", "evidence": "contract", "exited_on": ago(60), "starts_on": ago(60 + 365)}

    assert record_exit(parcours, **facts, by=counsellor).starts_on == ago(425)


def test_job_that_starts_later_leaves_room_for_no_work_now(parcours, counsellor):
    outcome = record_exit(
        parcours, situation="permanent", evidence="contract", exited_on=TODAY(), starts_on=ago(-10), in_work="no",
        by=counsellor,
    )  # fmt: skip

    assert outcome.in_work == "no"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("worked_28_days", {"worked_28_days": "no", "first_job_on": 28}),
        ("first_job_on", {"worked_28_days": "yes", "first_job_on": 41}),
        ("first_job_on", {"worked_28_days": "yes", "first_job_on": 26}),
        ("in_work", {"in_work": "no"}),
    ],
)
def test_news_that_deny_each_other_are_refused_beside_the_field(as_counsellor, programme, counsellor, field, wrong):
    follow_up = left(programme, counsellor, days_ago=40).follow_ups.get(wave="28d")
    facts = {"situation": "permanent", "answered_on": 0} | wrong
    days = {name: ago(value) if isinstance(value, int) else value for name, value in facts.items()}

    form = as_counsellor.post(follow_up.get_absolute_url(), days).context["form"]

    assert list(form.errors) == [field]
    with pytest.raises(FollowUpError):
        answer(follow_up, counsellor, **days)
    follow_up.refresh_from_db()
    assert follow_up.is_due


@pytest.mark.parametrize("first_day", [27, 40])
def test_first_job_of_28_days_since_the_exit_holds(programme, counsellor, first_day):
    follow_up = left(programme, counsellor, days_ago=40).follow_ups.get(wave="28d")

    told = answer(follow_up, counsellor, worked_28_days="yes", first_job_on=ago(first_day), in_work="yes")

    assert told.first_job_on == ago(first_day)


def test_exit_is_not_moved_past_an_answer(as_counsellor, programme, counsellor):
    outcome = left(programme, counsellor, days_ago=40)
    answer(outcome.follow_ups.get(wave="28d"), counsellor, answered_on=ago(10))
    sent = {"situation": "permanent", "evidence": "person", "exited_on": ago(9).isoformat()}

    form = as_counsellor.post(exit_page(outcome.parcours), sent).context["form"]

    assert "28 jours après la sortie" in form.errors["exited_on"][0]
    assert "corrigez d’abord ce suivi" in form.errors["exited_on"][0]
    assert correct_exit(outcome, exited_on=ago(10), by=counsellor).exited_on == ago(10)


# Entered late


def recorded(parcours, days_ago, **facts):
    """Record on its day an exit of so many days ago."""
    day = ago(days_ago)
    usual = {"situation": "permanent", "evidence": "contract", "exited_on": day}
    with clock_at(day):
        return record_exit(parcours, **usual | facts, by=parcours.referent)


@pytest.mark.parametrize(("days_ago", "is_late"), [(28, False), (29, True)])
def test_situation_changed_after_the_deadline_is_late(as_counsellor, parcours, counsellor, days_ago, is_late):
    outcome = recorded(parcours, days_ago)
    assert not outcome.is_late

    outcome = correct_exit(outcome, situation="short", by=counsellor)

    assert outcome.is_late is is_late
    page = as_counsellor.get(exit_page(parcours, "exit_detail")).content.decode()
    assert ("encodée après le 28e jour" in page) is is_late
    assert "situation changée le" in page


@pytest.mark.parametrize(("days_ago", "is_late"), [(28, False), (29, True)])
@pytest.mark.parametrize("at_the_exit", ["", "yes"])
def test_answers_given_or_changed_after_the_deadline_are_late(
    as_counsellor, parcours, counsellor, days_ago, is_late, at_the_exit
):
    outcome = recorded(parcours, days_ago, qualified=at_the_exit)
    assert not outcome.are_answers_late

    outcome = correct_exit(outcome, qualified="no", by=counsellor)

    assert (outcome.are_answers_late, outcome.is_late) == (is_late, False)
    page = as_counsellor.get(exit_page(parcours, "exit_detail")).content.decode()
    assert ("encodées après le 28e jour" in page) is is_late


def test_correction_of_something_else_makes_nothing_late(parcours, counsellor):
    outcome = recorded(parcours, 40, qualified="yes")

    outcome = correct_exit(outcome, organisation="Atelier du Canal", qualified="yes", by=counsellor)

    assert not outcome.is_late
    assert not outcome.are_answers_late
    assert correct_exit(outcome, qualified="", by=counsellor).answers_recorded_at is None


def test_answers_of_a_late_exit_are_late_with_it(parcours, counsellor):
    facts = {"situation": "permanent", "evidence": "contract", "exited_on": ago(29), "searching": "no"}

    outcome = record_exit(parcours, **facts, by=counsellor)

    assert outcome.is_late
    assert outcome.are_answers_late
