"""Two browsers at once, an answer beside a withdrawal: what each transaction sees of the other."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from parcours.actions.agreements import withdraw_agreement
from tests.parcours.partner_scenes import opened_by, sent, token_of, url


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_opens(programme, counsellor):
    token = token_of(sent(programme, counsellor))
    answers, barrier = [], threading.Barrier(2)

    def open_it():
        try:
            barrier.wait()
            answers.append(Client().post(url("partner_open", token)).status_code)
        finally:
            connection.close()

    browsers = [threading.Thread(target=open_it) for _ in range(2)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()

    assert sorted(answers) == [302, 410]


@pytest.mark.django_db(transaction=True)
def test_answer_that_meets_a_withdrawal_writes_nothing(programme, counsellor):
    referral = sent(programme, counsellor)
    token = token_of(referral)
    browser = opened_by(token)
    answers = []

    def answer():
        try:
            answers.append(browser.post(url("partner_page", token), {"answer": "accepted"}).status_code)
        finally:
            connection.close()

    late = threading.Thread(target=answer)
    with transaction.atomic():
        withdraw_agreement(referral, by=counsellor)
        late.start()  # reads the link as it was, then waits for the referral
        late.join(timeout=1)
        assert answers == []
    late.join()

    referral.refresh_from_db()
    assert (answers, referral.state) == ([410], "cancelled")
    assert not referral.transitions.filter(to_state="accepted").exists()
