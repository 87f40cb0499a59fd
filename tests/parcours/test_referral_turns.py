"""Whose turn it is: the partner's, ours, or nobody's any more; and what a page that is out of date may not do."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from lxml import html

from parcours.actions import referral_clock
from parcours.actions.alerts import follow_every_alert
from parcours.actions.exits import record_exit
from parcours.actions.referral_clock import run_referral_clock
from parcours.actions.referral_links import mail_link, reply_to_partner, send_by
from parcours.actions.referrals import ReferralError, move_referral
from parcours.jobs import run_a_programme
from parcours.models import Referral, ReferralLink
from participants.models import Task
from tests.parcours.factories import (
    ParcoursFactory,
    PartnerFactory,
    PartnerServiceFactory,
    ReferralFactory,
    StepFactory,
    make_sent,
)
from tests.parcours.partner_scenes import agreed, opened_by, page_of, sent, silent, token_of, url

pytestmark = pytest.mark.django_db
SOON = "2999-01-05"


def page(client, name, referral):
    return html.document_fromstring(client.get(reverse(f"parcours:{name}", args=[referral.pk])).content.decode())


def says(token, browser, **answer):
    assert browser.post(url("partner_page", token), answer).status_code == 302


def test_page_out_of_date_does_not_override_what_the_partner_answered(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    seen = page(as_counsellor, "referral_move", referral).xpath("//input[@name='seen']/@value")[0]
    token = token_of(referral)
    says(token, opened_by(token), answer="accepted", day=SOON)
    move = reverse("parcours:referral_move", args=[referral.pk])
    typed = {"to": "refused", "refused_by": "partner", "words": "Pas de nouvelles.", "seen": seen}

    refused = html.document_fromstring(as_counsellor.post(move, typed).content.decode())

    referral.refresh_from_db()
    assert referral.state == "accepted"
    assert "Entre-temps" in refused.text_content()
    assert refused.xpath("//textarea[@name='words']")[0].text_content().strip() == "Pas de nouvelles."
    assert Task.objects.open().filter(key=f"referral-answer:{referral.pk}").exists()  # still to be read
    again = typed | {"seen": refused.xpath("//input[@name='seen']/@value")[0]}
    assert as_counsellor.post(move, again).status_code == 302  # now they know
    referral.refresh_from_db()
    assert referral.state == "refused"


def test_silence_that_is_over_lets_nothing_expire(programme, counsellor):
    referral = silent(programme, counsellor, 21)
    run_referral_clock(programme, now=timezone.now())
    token = token_of(referral)
    says(token, opened_by(token), answer="waiting")

    referral.refresh_from_db()
    assert (referral.state, referral.alerted_at) == ("waiting", None)
    with pytest.raises(ReferralError):
        move_referral(referral, to="expired", by=counsellor)


def test_date_proposed_waits_for_us_and_is_answered_from_the_page(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    token = token_of(referral)
    browser = opened_by(token)
    says(token, browser, answer="proposed", day=SOON)

    detail = page(as_counsellor, "referral_detail", referral)
    assert "Le partenaire propose une date" in detail.text_content()
    (reply,) = detail.xpath("//a[normalize-space()='Répondre']/@href")
    assert "Date proposée : samedi 5 janvier 2999." in page_of(browser, token)
    assert as_counsellor.post(reply, {"words": "Cette date convient."}).status_code == 302

    referral.refresh_from_db()
    assert (referral.awaits_us, referral.silent_days) == (False, 0)


def test_each_silence_asks_for_itself(programme, counsellor):
    referral = silent(programme, counsellor, 12)
    today = timezone.localdate()
    follow_every_alert(programme, today=today)
    first = Task.objects.open().get(kind="partner_silent")
    token = token_of(referral)
    says(token, opened_by(token), answer="question", words="Quel âge ?")
    reply_to_partner(referral, words="Quarante ans.", by=counsellor)
    assert not Task.objects.open().filter(kind="partner_silent").exists()

    follow_every_alert(programme, today=today + timedelta(days=12))

    assert Task.objects.open().get(kind="partner_silent").key != first.key


@pytest.mark.parametrize(("days", "kinds"), [(9, []), (10, ["reminded"]), (20, ["reminded", "alerted"])])
def test_clock_counts_days_as_the_pages_do(programme, counsellor, days, kinds):
    """Sent in the afternoon, looked at before dawn: ten days are ten days."""
    referral = sent(programme, counsellor)
    afternoon = datetime.combine(date(2026, 4, 1), time(15), timezone.get_current_timezone())
    Referral.objects.filter(pk=referral.pk).update(sent_at=afternoon)

    run_referral_clock(programme, now=afternoon.replace(hour=6) + timedelta(days=days))

    assert [event.kind for event in referral.transitions.all() if event.kind != "moved"] == kinds


def test_outcome_that_no_mail_can_ask_becomes_a_task_and_the_next_link_asks_it(programme, counsellor):
    referral = sent(programme, counsellor)
    move_referral(referral, to="accepted", by=counsellor)
    Referral.objects.update(sent_to="", answered_at=timezone.now() - timedelta(days=31))

    run_referral_clock(programme, now=timezone.now())

    task = Task.objects.open().get(key=f"referral-outcome:{referral.pk}")
    assert task.assignee == counsellor
    token = token_of(referral)
    assert referral.links.latest("pk").purpose == ReferralLink.Purpose.OUTCOME
    says(token, opened_by(token), answer="ongoing")
    assert not Task.objects.open().filter(pk=task.pk).exists()


def test_partner_of_a_waiting_list_may_say_that_it_goes_on_waiting(programme, counsellor):
    referral = sent(programme, counsellor)
    move_referral(referral, to="waiting", by=counsellor)
    Referral.objects.update(answered_at=timezone.now() - timedelta(days=31))
    run_referral_clock(programme, now=timezone.now())
    token = token_of(referral)

    says(token, opened_by(token), answer="waiting")

    referral.refresh_from_db()
    assert (referral.state, referral.transitions.last().kind) == ("waiting", "told")


@pytest.mark.parametrize("words", ["x" * 600, "NISS 85073003328"])
def test_reason_that_cannot_be_kept_keeps_no_link_open(programme, counsellor, as_counsellor, words):
    referral = sent(programme, counsellor)
    token = token_of(referral)

    withdraw = reverse("parcours:agreement_withdraw", args=[referral.pk])
    answer = as_counsellor.post(withdraw, {"words": words}, follow=True)

    assert "La raison n'est pas gardée" in answer.content.decode().replace("&#x27;", "'")
    referral.agreement.refresh_from_db()
    assert referral.agreement.withdrawn_at is not None
    assert not referral.links.not_revoked().exists()
    assert token


def test_text_typed_on_a_link_that_was_replaced_is_given_back(programme, counsellor, client):
    referral = sent(programme, counsellor)
    token = token_of(referral)
    browser = opened_by(token)
    token_of(referral)  # the reminder's

    closed = browser.post(url("partner_page", token), {"answer": "refused", "words": "Le groupe <complet>."})

    assert closed.status_code == 410
    assert "Le groupe &lt;complet&gt;." in closed.content.decode()
    assert "Votre texte" not in client.get(url("partner_link", token)).content.decode()


def test_link_that_does_not_leave_becomes_a_task(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    link = mail_link(referral, by=counsellor)
    run_referral_clock(programme, now=timezone.now())
    assert not Task.objects.filter(key=f"referral-unsent:{referral.pk}").exists()
    ReferralLink.objects.filter(pk=link.pk).update(made_at=timezone.now() - timedelta(days=1))

    run_referral_clock(programme, now=timezone.now())

    assert Task.objects.open().get(key=f"referral-unsent:{referral.pk}").assignee == counsellor
    assert "N’est pas parti" in page(as_counsellor, "referral_detail", referral).text_content()
    token_of(referral)  # given by hand instead
    assert not Task.objects.open().filter(key=f"referral-unsent:{referral.pk}").exists()


def test_record_that_fails_costs_only_itself(programme, counsellor, monkeypatch):
    broken = silent(programme, counsellor, 10)
    sound = make_sent(ReferralFactory(parcours=ParcoursFactory(programme=programme, referent=counsellor)), days_ago=10)
    ParcoursFactory(programme=programme, referent=counsellor, opened_on=timezone.localdate() - timedelta(days=40))
    remind = referral_clock._remind

    def fail_for_one(referral, now):
        if referral.pk == broken.pk:
            raise ZeroDivisionError
        remind(referral, now)

    monkeypatch.setattr(referral_clock, "_remind", fail_for_one)

    with pytest.raises(ZeroDivisionError):  # so that the job is asked again
        run_a_programme(programme.pk)

    assert Referral.objects.get(pk=sound.pk).reminded_at is not None
    assert Task.objects.open().filter(kind="no_contact").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%mail_digest'")
        assert cursor.fetchone()[0] > 0


def test_after_the_exit_the_page_alerts_no_more(programme, counsellor, as_counsellor):
    parcours = ParcoursFactory(
        programme=programme, referent=counsellor, opened_on=timezone.localdate() - timedelta(days=90)
    )
    address = parcours.get_absolute_url()
    assert "Pas de contact depuis 90 jours." in as_counsellor.get(address).content.decode()

    record_exit(parcours, situation="unknown", exited_on=timezone.localdate(), evidence="none", by=counsellor)

    shown = as_counsellor.get(address).content.decode()
    assert "Pas de contact depuis" not in shown
    assert "il reste à prendre des nouvelles" in shown


def test_nobody_is_to_be_called_about_somebody_who_died(programme, counsellor, as_counsellor):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)

    record_exit(parcours, situation="deceased", exited_on=timezone.localdate(), evidence="none", by=counsellor)

    shown = as_counsellor.get(parcours.get_absolute_url()).content.decode()
    assert "Parcours terminé le" in shown
    assert "prendre des nouvelles" not in shown


def test_fiche_that_cannot_be_printed_was_not(programme, counsellor, as_counsellor, without_pdf_libraries):
    referral = sent(programme, counsellor)

    shown = as_counsellor.post(reverse("parcours:referral_fiche", args=[referral.pk]), follow=True)

    assert "Les documents PDF demandent" in shown.content.decode()
    assert not referral.agreement.disclosures.filter(channel="fiche").exists()


def test_step_that_a_referral_carries_out_becomes_directed_when_it_leaves(programme, counsellor, as_counsellor):
    step = StepFactory(parcours=ParcoursFactory(programme=programme, referent=counsellor), state="accepted")
    PartnerServiceFactory(partner=PartnerFactory(programme=programme), themes=["language"])
    shown = html.document_fromstring(as_counsellor.get(step.get_absolute_url()).content.decode())
    (way,) = shown.xpath("//a[normalize-space()='Orienter vers un partenaire']/@href")
    form = html.document_fromstring(as_counsellor.get(way).content.decode())
    assert form.xpath("//select[@name='step']/option[@selected]/@value") == [str(step.pk)]
    assert form.xpath("//textarea[@name='need']")[0].text_content().strip() == step.words
    need = {"theme": "language", "need": step.words, "step": str(step.pk)}
    offers = html.document_fromstring(as_counsellor.post(way, need).content.decode())
    offer = offers.xpath("//input[@name='offer']/@value")[0]

    as_counsellor.post(way, need | {"choose": "1", "offer": offer})
    referral = Referral.objects.get()
    send_by(agreed(referral), way="fiche", by=counsellor)

    step.refresh_from_db()
    assert (referral.step, step.state) == (step, "directed")
    assert step.words in page(as_counsellor, "referral_detail", referral).text_content()
