"""The clock: a reminder at ten days, an alert at twenty, one question thirty days after the answer; each once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from parcours.actions.alerts import follow_every_alert
from parcours.actions.referral_clock import run_referral_clock
from parcours.actions.referral_links import reply_to_partner
from parcours.actions.referrals import move_referral
from parcours.jobs import run_a_programme, send_link
from parcours.models import Parcours, Partner, PartnerContact, Referral, ReferralLink
from participants.models import Task
from tests.parcours.partner_scenes import mailed_token, opened_by, sent, silent, token_of, url

pytestmark = pytest.mark.django_db
DAY = "2999-01-05"


def kinds(referral):
    return [event.kind for event in referral.transitions.all() if event.kind != "moved"]


def run(programme, *, times=2):
    for _ in range(times):
        run_referral_clock(programme, now=timezone.now())


@pytest.mark.parametrize(
    ("days", "events"),
    [(9, []), (10, ["reminded"]), (19, ["reminded"]), (20, ["reminded", "alerted"]), (40, ["reminded", "alerted"])],
)
def test_silence_reminds_then_alerts_once_and_changes_no_state(programme, counsellor, days, events):
    referral = silent(programme, counsellor, days)

    run(programme)

    referral.refresh_from_db()
    assert kinds(referral) == events
    assert referral.state == "sent"
    assert referral.links.count() == ("reminded" in events)
    tasks = Task.objects.filter(key=f"referral-alert:{referral.pk}")
    assert [task.assignee for task in tasks] == [counsellor] * ("alerted" in events)


def test_reminder_of_day_ten_is_not_repeated_on_day_eleven(programme, counsellor):
    silent(programme, counsellor, 10)
    run_referral_clock(programme, now=timezone.now())

    run_referral_clock(programme, now=timezone.now() + timedelta(days=1))

    assert ReferralLink.objects.count() == 1


def test_fresh_link_of_the_reminder_replaces_the_former(programme, counsellor):
    referral = silent(programme, counsellor, 10)
    former = token_of(referral)
    opened_by(former)
    run(programme)

    fresh = mailed_token(referral)

    assert Client().get(url("partner_link", former)).status_code == 410
    assert Client().get(url("partner_link", fresh)).status_code == 200
    assert len(mail.outbox) == 1


def test_partner_without_address_is_to_be_called(programme, counsellor):
    referral = silent(programme, counsellor, 10)
    Referral.objects.update(sent_to="")

    run(programme)

    assert referral.links.count() == 0
    assert referral.transitions.last().words == "Pas d'adresse : appelez-les."
    assert not Task.objects.exists()


def _moves_away(referral):
    PartnerContact.objects.update(email="ailleurs@example.org")


def _leaves(referral):
    PartnerContact.objects.update(left_on=timezone.localdate())


def _closes(referral):
    Partner.objects.update(closed_on=timezone.localdate())


@pytest.mark.parametrize("change", [_moves_away, _leaves, _closes])
def test_address_that_changed_gets_no_mail_and_one_task(programme, counsellor, change):
    referral = silent(programme, counsellor, 10, way="mail")
    change(referral)

    send_link(referral.links.get().pk)
    run(programme)

    task = Task.objects.get(key=f"referral-address:{referral.pk}")
    assert mail.outbox == []
    assert referral.transitions.last().words == "L'adresse a changé : appelez-les."
    assert (task.words, task.assignee) == (
        "L'adresse du partenaire a changé : vérifiez-la avant d'écrire.", counsellor,
    )  # fmt: skip


@pytest.mark.parametrize("said", [{"answer": "question", "words": "Quel jour ?"}, {"answer": "proposed", "day": DAY}])
def test_silence_counts_from_the_partners_last_word(programme, counsellor, said):
    referral = silent(programme, counsellor, 20)
    run(programme)
    token = token_of(referral)
    opened_by(token).post(url("partner_page", token), said)
    referral.refresh_from_db()

    run_referral_clock(programme, now=timezone.now() + timedelta(days=20))
    referral.refresh_from_db()
    assert (referral.state, referral.silent_days, referral.reminded_at, referral.alerted_at) == (
        "received", None, None, None,
    )  # fmt: skip
    assert Parcours.objects.with_facts().get().silent == []  # it waits for our word
    assert not Task.objects.open().filter(kind="partner_silent").exists()

    reply_to_partner(referral, words="Mardi convient.", by=counsellor)
    referral.refresh_from_db()
    (silence,) = Parcours.objects.with_facts().get().silent
    assert datetime.fromisoformat(silence["since"]) == referral.last_word_at
    run_referral_clock(programme, now=timezone.now() + timedelta(days=20))
    assert Task.objects.open().filter(key=f"referral-alert:{referral.pk}").count() == 1


def test_day_twenty_leaves_one_task(programme, counsellor):
    referral = silent(programme, counsellor, 20)
    for _ in range(2):
        follow_every_alert(programme, today=timezone.localdate())
        run(programme)

    tasks = Task.objects.open().filter(kind="partner_silent")
    assert [task.key for task in tasks] == [f"referral-alert:{referral.pk}"]


@pytest.mark.parametrize(("days", "asked"), [(29, []), (30, ["asked"])])
def test_one_question_thirty_days_after_the_answer(programme, counsellor, days, asked):
    referral = sent(programme, counsellor)
    move_referral(referral, to="accepted", by=counsellor)
    Referral.objects.update(answered_at=timezone.now() - timedelta(days=days))

    run(programme)

    assert kinds(referral) == asked
    assert list(referral.links.values_list("purpose", flat=True)) == ["outcome"] * len(asked)


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("accepted", {"answer": "first_met"}, "first_met"),
        ("accepted", {"answer": "first_missed"}, "first_missed"),
        ("accepted", {"answer": "closed", "need_met": "yes", "words": "Sait lire."}, "closed"),
        ("waiting", {"answer": "first_missed"}, "first_missed"),
        ("waiting", {"answer": "ongoing"}, "ongoing"),
        ("waiting", {"answer": "closed", "need_met": "no"}, "closed"),
        ("first_met", {"answer": "first_missed"}, "first_met"),
    ],
)
def test_partner_says_what_happened(programme, counsellor, before, said, after):
    referral = sent(programme, counsellor)
    move_referral(referral, to=before, by=counsellor)
    Referral.objects.update(answered_at=timezone.now() - timedelta(days=30))
    run(programme)
    token = mailed_token(referral)
    browser = opened_by(token)

    answer = browser.post(url("partner_page", token), said)

    referral.refresh_from_db()
    told = referral.transitions.get(kind="told")
    assert (answer.status_code, referral.state, referral.need_met) == (302, after, said.get("need_met", ""))
    assert (told.to_state, told.words, told.link.purpose) == (said["answer"], said.get("words", ""), "outcome")


def test_end_told_without_the_need_is_asked_again(programme, counsellor):
    referral = sent(programme, counsellor)
    move_referral(referral, to="accepted", by=counsellor)
    Referral.objects.update(answered_at=timezone.now() - timedelta(days=30))
    run(programme)
    token = mailed_token(referral)

    page = opened_by(token).post(url("partner_page", token), {"answer": "closed"})

    assert page.status_code == 200
    referral.refresh_from_db()
    assert referral.state == "accepted"


def test_answer_settles_the_alert(programme, counsellor):
    referral = silent(programme, counsellor, 20)
    run(programme)

    move_referral(referral, to="accepted", by=counsellor)

    assert not Task.objects.open().filter(kind="partner_silent").exists()


def test_morning_job_runs_the_clock_of_each_programme_twice_to_the_same_effect(programme, counsellor):
    type(programme).objects.update(ends_on=timezone.localdate() + timedelta(days=90))
    referral = silent(programme, counsellor, 20)

    for _ in range(2):
        run_a_programme(programme.pk)
    for link in ReferralLink.objects.all():
        for _ in range(2):
            send_link(link.pk)

    assert kinds(referral) == ["reminded", "alerted"]
    assert len(mail.outbox) == 1
