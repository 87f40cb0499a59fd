"""A link's mail: nothing of the person in it, one however often its job runs, its token kept nowhere."""

import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Organisation
from accounts.tokens import HideTokens, hide_tokens
from parcours.actions.agreements import withdraw_agreement
from parcours.actions.referral_links import mail_link, send_by
from parcours.actions.referrals import ReferralError
from parcours.jobs import send_link
from tests.parcours.partner_scenes import HIDDEN, agreed, draft, mailed_token, opened_by, sent, url

pytestmark = pytest.mark.django_db
LONG = "a_-Z" * 10 + "xyz"


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("purpose", ["answer", "outcome"])
def test_mail_says_nothing_of_the_person(programme, counsellor, language, purpose):
    referral = sent(programme, counsellor, language=language)
    link = mail_link(referral, purpose=purpose)
    send_link(link.pk)

    (written,) = mail.outbox
    assert [word for word in HIDDEN if word in written.subject + written.body] == []
    assert programme.operator.name in written.body
    assert ("quatorze jours" if language == "fr" else "veertien dagen") in written.body
    assert re.search(
        r"http://127.0.0.1:8000/p/[^/\s]{43}/" + (r"\?langue=nl" if language == "nl" else "") + r"\n", written.body
    )


def test_subject_is_one_line_whatever_the_names(programme, counsellor):
    Organisation.objects.update(name="Mission\nBcc: tous@example.org")
    link = sent(programme, counsellor, way="mail").links.get()

    send_link(link.pk)

    (written,) = mail.outbox
    assert written.subject.startswith("Mission Bcc: tous@example.org ")
    assert written.recipients() == [link.referral.sent_to]


def test_job_run_twice_mails_once(programme, counsellor):
    referral = sent(programme, counsellor, way="mail")
    link = referral.links.get()

    for _ in range(2):
        send_link(link.pk)

    link.refresh_from_db()
    assert len(mail.outbox) == 1
    assert timedelta(days=14) - (link.expires_at - timezone.now()) < timedelta(minutes=1)


def test_job_after_a_withdrawal_mails_nothing(programme, counsellor):
    referral = sent(programme, counsellor, way="mail")
    withdraw_agreement(referral, by=counsellor)

    send_link(referral.links.get().pk)

    assert mail.outbox == []
    assert referral.links.get().token_hash is None


def test_job_is_asked_for_in_the_same_transaction(programme, counsellor):
    referral = sent(programme, counsellor, way="mail")

    (job,) = ProcrastinateJob.objects.filter(task_name="parcours.jobs.send_link")
    assert job.args == {"link_id": referral.links.get().pk}


def test_token_stands_in_no_table_and_no_log(programme, counsellor):
    referral = sent(programme, counsellor, way="mail")
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(HideTokens())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    token = mailed_token(referral)
    browser = opened_by(token)
    browser.post(url("partner_page", token), {"answer": "accepted"})
    browser.get(url("partner_page", token) + "rien/")
    Client().get(url("partner_page", token))
    logger.removeHandler(handler)

    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token}%"])
            found += [table] if cursor.fetchone()[0] else []

    assert found == []
    assert "/p/jeton/" in written.getvalue()
    assert token not in written.getvalue()


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("/p/abc/ouvrir/", "/p/jeton/ouvrir/"),
        ('"GET /f/abc/?langue=nl HTTP/1.1" 200', '"GET /f/jeton/?langue=nl HTTP/1.1" 200'),
        ("http://exemple.be/p/abc/", "http://exemple.be/p/jeton/"),
        ("Gone: /comptes/acces/abc/", "Gone: /comptes/acces/jeton/"),
        ("/static/p/abc.css", "/static/p/abc.css"),
        ("/parcours/4/", "/parcours/4/"),
        (f"/P/{LONG}", "/P/jeton"),
        (f"/app/p/{LONG}/ouvrir/", "/app/p/jeton/ouvrir/"),
        (f"/connexion/?next=%2Fp%2F{LONG}%2Fouvrir%2F", "/connexion/?next=%2Fp%2Fjeton%2Fouvrir%2F"),
        (f"?next=%2ff%2f{LONG}", "?next=%2ff%2fjeton"),
        (f"/app/p/{LONG}0/", f"/app/p/{LONG}0/"),
    ],
)
def test_tokens_are_hidden_where_a_path_starts(line, hidden):
    assert hide_tokens(line) == hidden


def test_draft_that_cannot_leave_leaves_no_link(programme, counsellor):
    referral = agreed(draft(programme, counsellor))
    referral.contact.email = ""
    referral.contact.save()

    with pytest.raises(ReferralError, match="adresse e-mail"):
        send_by(referral, way="mail", by=counsellor)
    referral.refresh_from_db()
    assert (referral.state, referral.links.count()) == ("agreed", 0)
