"""News asked after the exit: when it is asked, tried, answered late or not at all, and how many answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.roles import Role
from parcours.actions.exits import correct_exit
from parcours.actions.follow_ups import (
    FollowUpError,
    close_declined,
    close_unreached,
    open_due_follow_ups,
    record_attempt,
)
from parcours.call_script import script_of
from parcours.jobs import run_a_programme
from parcours.models import FollowUp, FollowUpAttempt
from parcours.models.follow_up import are_enough
from participants.models import Task
from tests.fixtures import make_user
from tests.parcours.exit_scenes import answer, left
from tests.visitor import words_of

pytestmark = pytest.mark.django_db
LIST = "/suivis/"


@pytest.fixture
def outcome(programme, counsellor):
    """An exit of 28 days ago: the first news are due today."""
    return left(programme, counsellor, days_ago=28)


@pytest.fixture
def due(outcome):
    """The follow-up due today."""
    return outcome.follow_ups.get(wave="28d")


def rows(client, **filters):
    page = html.document_fromstring(client.get(LIST, filters).content.decode())
    return [words_of(cell).split()[-1] for cell in page.xpath("//tbody/tr/th")]


# When it is asked


@pytest.mark.parametrize(("days", "tasks"), [(20, 0), (21, 1), (28, 1), (60, 1)])
def test_task_opens_a_week_before_the_date(programme, counsellor, days, tasks):
    outcome = left(programme, counsellor, days_ago=days)

    for _ in range(2):  # the clock may run twice
        open_due_follow_ups(programme, today=timezone.localdate())

    follow_up = outcome.follow_ups.get(wave="28d")
    opened = Task.objects.filter(kind=Task.Kind.FOLLOW_UP)
    assert list(opened.values_list("key", "due_on", "assignee", "url", "role")) == [
        (f"follow_up:{follow_up.pk}", follow_up.due_on, counsellor.pk, f"/suivis/{follow_up.pk}/", Role.COUNSELLOR)
    ] * tasks  # fmt: skip


def test_morning_asks_for_news(due):
    run_a_programme(due.outcome.parcours.enrolment.programme_id)

    assert Task.objects.open().get().key == f"follow_up:{due.pk}"


def test_clock_keeps_to_its_programme(due, other_programme):
    open_due_follow_ups(other_programme, today=timezone.localdate())

    assert Task.objects.count() == 0


def test_nobody_is_asked_for_news_of_somebody_who_died(programme, counsellor):
    outcome = left(programme, counsellor, days_ago=28, situation="deceased")

    open_due_follow_ups(programme, today=timezone.localdate())

    assert outcome.follow_ups.count() == 4
    assert FollowUp.objects.to_ask().count() == Task.objects.count() == 0


def test_death_learnt_later_stops_tasks_and_later_calls(programme, counsellor):
    outcome = left(programme, counsellor, days_ago=92)
    open_due_follow_ups(programme, today=timezone.localdate())
    assert Task.objects.open().count() == 2

    answer(outcome.follow_ups.get(wave="28d"), counsellor, situation="deceased")

    assert Task.objects.open().count() == FollowUp.objects.to_ask().count() == 0


@pytest.mark.parametrize("correction", [{"situation": "deceased"}, {"exited_on": timezone.localdate()}])
def test_corrected_exit_takes_its_tasks_back(programme, counsellor, outcome, correction):
    open_due_follow_ups(programme, today=timezone.localdate())

    correct_exit(outcome, **correction, by=counsellor)

    assert Task.objects.open().count() == 0
    open_due_follow_ups(programme, today=timezone.localdate())
    assert Task.objects.open().count() == 0


def test_clock_takes_back_what_is_no_longer_to_ask(programme, due):
    open_due_follow_ups(programme, today=timezone.localdate())

    open_due_follow_ups(programme, today=timezone.localdate() - timedelta(days=8))

    assert Task.objects.open().count() == 0


# Tried, answered, closed


def test_answers_settle_the_follow_up_and_its_task(programme, counsellor, due):
    open_due_follow_ups(programme, today=timezone.localdate())

    answer(due, counsellor, in_work="yes", worked_28_days="no_answer")

    due.refresh_from_db()
    assert (due.state, due.situation, due.in_work, due.worked_28_days, due.is_improved, due.recorded_by) == (
        "answered",
        "permanent",
        "yes",
        "no_answer",
        "",
        counsellor,
    )
    assert Task.objects.done().get().done_by == counsellor


@pytest.mark.parametrize(
    ("given", "recorded", "is_late"),
    [(-3, 0, False), (28, 28, False), (29, 29, True), (0, 28, False), (0, 29, True), (29, 28, True)],
)
def test_answer_given_or_recorded_after_28_days_is_late(given, recorded, is_late):
    due_on = date(2025, 9, 29)
    follow_up = FollowUp(
        due_on=due_on,
        state="answered",
        answered_on=due_on + timedelta(days=given),
        recorded_at=datetime(2025, 9, 29, 10, tzinfo=UTC) + timedelta(days=recorded),
    )

    assert follow_up.is_late is is_late


def test_day_typed_in_time_does_not_hide_a_late_entry(as_counsellor, programme, counsellor):
    follow_up = left(programme, counsellor, days_ago=57).follow_ups.get(wave="28d")

    answer(follow_up, counsellor, answered_on=follow_up.due_on)

    assert "encodé après le 28e jour" in as_counsellor.get(follow_up.get_absolute_url()).content.decode()


def test_same_answers_sent_again_keep_the_moment_of_their_entry(counsellor, due):
    answer(due, counsellor)
    FollowUp.objects.filter(pk=due.pk).update(recorded_at=timezone.now() - timedelta(days=2))
    before = FollowUp.objects.get(pk=due.pk).recorded_at

    assert answer(due, counsellor).recorded_at == before
    assert answer(due, counsellor, is_improved="yes").recorded_at > before


@pytest.mark.parametrize("close", [close_unreached, close_declined])
def test_closed_follow_up_may_still_be_answered_but_not_closed_again(counsellor, due, close):
    close(due, by=counsellor)
    with pytest.raises(FollowUpError):
        close(due, by=counsellor)

    assert answer(due, counsellor).state == "answered"
    for again in (close_unreached, close_declined):
        with pytest.raises(FollowUpError):
            again(due, by=counsellor)


def test_answer_to_come_or_before_the_exit_is_refused(counsellor, due):
    for day in (timezone.localdate() + timedelta(days=1), due.outcome.exited_on - timedelta(days=1)):
        with pytest.raises(FollowUpError):
            answer(due, counsellor, answered_on=day)


def test_attempts_are_enough_from_three_on_two_days(counsellor, due):
    now = timezone.now()
    tries = [FollowUpAttempt(at=now), FollowUpAttempt(at=now), FollowUpAttempt(at=now)]

    assert not are_enough(tries)
    tries[0].at -= timedelta(days=1)
    assert are_enough(tries)
    assert not are_enough(tries[:2])


def test_attempt_after_the_answer_is_refused(counsellor, due):
    answer(due, counsellor)

    with pytest.raises(FollowUpError):
        record_attempt(due, channel="call", result="reached", by=counsellor)


# The list


@pytest.fixture
def people(programme, counsellor):
    """Somebody to call now, somebody long past, somebody later; and a colleague's."""
    left(programme, counsellor, days_ago=28, name="Maintenant")
    left(programme, counsellor, days_ago=40, name="Longtemps")
    left(programme, counsellor, days_ago=0, name="Plustard")
    left(programme, make_user(programme, Role.COUNSELLOR), days_ago=28, name="Ailleurs")


def test_list_shows_what_is_to_do_the_oldest_first(as_counsellor, people):
    assert rows(as_counsellor) == ["Longtemps", "Maintenant"]
    page = as_counsellor.get(LIST).content.decode()
    assert "Le plus ancien attend depuis 12 jours." in page
    assert "À faire&nbsp;(2)" in page


def test_list_is_narrowed_by_team_moment_and_name(as_counsellor, people):
    assert sorted(rows(as_counsellor, suivi="tous")) == ["Ailleurs", "Longtemps", "Maintenant"]
    assert rows(as_counsellor, q="maintenan") == ["Maintenant"]
    assert rows(as_counsellor, moment="6m") == []
    assert sorted(rows(as_counsellor, moment="6m", liste="a-venir")) == ["Longtemps", "Maintenant", "Plustard"]
    assert "Aucun suivi ne correspond" in as_counsellor.get(LIST, {"moment": "6m"}).content.decode()


def test_people_of_a_closed_account_stay_in_reach(as_counsellor, programme):
    gone, idle = (
        make_user(programme, Role.COUNSELLOR, first_name="Ada", last_name=name, is_active=False)
        for name in ("Partie", "Sansdossier")
    )
    left(programme, gone, days_ago=28, name="Orphelin")

    page = html.document_fromstring(as_counsellor.get(LIST).content.decode())

    offered = [option.text for option in page.xpath("//select[@name='suivi']/option")]
    assert "Ada Partie (compte fermé)" in offered
    assert not any(str(idle) in name for name in offered)
    assert rows(as_counsellor, suivi=gone.pk) == ["Orphelin"]


def test_list_keeps_those_done(as_counsellor, counsellor, due):
    answer(due, counsellor)

    assert rows(as_counsellor) == []
    assert rows(as_counsellor, liste="faits") == ["Sortie"]


def test_empty_list_says_when_it_fills(as_counsellor):
    assert "Personne à appeler" in as_counsellor.get(LIST).content.decode()
    assert "Rien dans cette liste" in as_counsellor.get(LIST, {"liste": "faits"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_eight_queries(as_counsellor, programme, counsellor, count, django_assert_num_queries):
    for number in range(count):
        left(programme, counsellor, days_ago=28, name=f"Nom{number}")

    with django_assert_num_queries(8):
        as_counsellor.get(LIST)


# One call


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_as_many_queries_whatever_the_attempts(
    as_counsellor, counsellor, due, count, django_assert_num_queries
):
    for _ in range(count):
        record_attempt(due, channel="call", result="no_answer", by=counsellor)

    with django_assert_num_queries(5):
        as_counsellor.get(due.get_absolute_url())


def test_script_is_said_in_french_and_in_dutch_when_the_person_wishes(as_counsellor, counsellor, programme):
    french = left(programme, counsellor, days_ago=28).follow_ups.get(wave="28d")
    dutch = left(programme, counsellor, days_ago=28, language="nl").follow_ups.get(wave="6m")

    pages = [as_counsellor.get(one.get_absolute_url()).content.decode() for one in (french, dutch)]

    assert ["Hartelijk dank" in page for page in pages] == [False, True]
    assert ["Merci beaucoup" in page for page in pages] == [True, True]


@pytest.mark.parametrize("wave", FollowUp.Wave.values)
def test_every_sentence_of_the_script_exists_in_dutch(wave):
    names = {"caller": "Camille", "operator": "la maison"}
    scripts = [script_of(FollowUp(wave=wave), **names, language=language) for language in ("fr", "nl")]

    assert len(scripts[0]) == len(scripts[1])
    assert [one for one, other in zip(*scripts, strict=True) if one == other] == []


def test_page_notes_the_news(as_counsellor, due):
    response = as_counsellor.post(
        due.get_absolute_url(),
        {
            "situation": "fixed_term",
            "worked_28_days": "yes",
            "first_job_on": timezone.localdate() - timedelta(days=28),
            "answered_on": timezone.localdate(),
        },
    )

    assert response.url == due.get_absolute_url()
    due.refresh_from_db()
    assert (due.state, due.situation, due.worked_28_days) == ("answered", "fixed_term", "yes")
    assert "Corriger les nouvelles" in as_counsellor.get(response.url).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"situation": ""},
        {"answered_on": "2999-01-01"},
        {"answered_on": "2025-03-03"},
        {"first_job_on": "2025-09-01", "worked_28_days": "no"},
    ],
)
def test_refused_news_keep_what_was_typed(as_counsellor, due, wrong):
    typed = {"situation": "short", "answered_on": timezone.localdate().isoformat(), "is_improved": "no_answer"} | wrong

    page = html.document_fromstring(as_counsellor.post(due.get_absolute_url(), typed).content.decode())

    assert page.xpath("//*[@data-error-summary]")
    assert page.xpath("//input[@name='is_improved'][@checked]/@value") == ["no_answer"]
    assert page.xpath("//input[@name='answered_on']/@value") == [typed["answered_on"]]
    assert "encodé après le 28e jour" not in page.text_content()  # nothing is answered yet
    due.refresh_from_db()
    assert (due.state, due.situation) == ("due", "")


def test_attempts_are_noted_one_by_one(as_counsellor, counsellor, due):
    path = reverse("parcours:attempt_create", args=[due.pk])

    as_counsellor.post(path, {"channel": "call", "result": "no_answer"})
    refused = as_counsellor.post(path, {"channel": "call", "result": "ailleurs"}, follow=True).content.decode()

    attempt = FollowUpAttempt.objects.get()
    assert (attempt.follow_up, attempt.channel, attempt.result, attempt.by) == (due, "call", "no_answer", counsellor)
    assert "Dites comment vous avez essayé" in refused


def test_closing_without_news_warns_and_does_not_block(as_counsellor, due):
    page = as_counsellor.get(due.get_absolute_url()).content.decode()
    assert "Aucun essai noté. D’habitude, on essaie trois fois, sur deux jours." in page

    as_counsellor.post(reverse("parcours:follow_up_unreached", args=[due.pk]))

    due.refresh_from_db()
    assert due.state == "unreached"


def test_refusal_to_answer_is_noted(as_counsellor, due):
    for _ in range(2):
        answer = as_counsellor.post(reverse("parcours:follow_up_declined", args=[due.pk]), follow=True)

    due.refresh_from_db()
    assert due.state == "declined"
    assert "Ce suivi n’est plus à faire." in answer.content.decode()


def test_page_says_when_it_is_early_and_when_the_person_died(as_counsellor, outcome, counsellor):
    later = outcome.follow_ups.get(wave="12m").get_absolute_url()
    assert "Il est encore tôt" in as_counsellor.get(later).content.decode()

    correct_exit(outcome, situation="deceased", by=counsellor)

    assert "ce suivi ne se demande pas" in as_counsellor.get(later).content.decode()
