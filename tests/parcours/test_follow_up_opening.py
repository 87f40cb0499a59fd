"""News after the exit are asked from a week before their date on, never earlier."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from config.templatetags.formats import plain_date
from parcours.actions.follow_ups import FollowUpError, close_declined, close_unreached, record_attempt
from tests.parcours.exit_scenes import answer, left
from tests.visitor import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def early(programme, counsellor):
    """A follow-up that opens tomorrow."""
    return left(programme, counsellor, days_ago=20).follow_ups.get(wave="28d")


def test_nothing_is_settled_before_it_opens(counsellor, early):
    refused = [
        lambda: answer(early, counsellor),
        lambda: close_unreached(early, by=counsellor),
        lambda: close_declined(early, by=counsellor),
        lambda: record_attempt(early, channel="call", result="no_answer", by=counsellor),
    ]
    for act in refused:
        with pytest.raises(FollowUpError, match=f"à partir du {plain_date(early.opens_on)}.*notez un contact"):
            act()

    early.refresh_from_db()
    assert (early.state, early.attempts.count()) == ("due", 0)


def test_answer_of_a_day_before_it_opened_is_refused_and_that_day_taken(programme, counsellor):
    due = left(programme, counsellor, days_ago=28).follow_ups.get(wave="28d")
    with pytest.raises(FollowUpError, match="à partir du"):
        answer(due, counsellor, answered_on=due.opens_on - timedelta(days=1))

    assert answer(due, counsellor, answered_on=due.opens_on).is_answered


def test_page_has_no_form_before_it_opens_and_says_what_to_do(as_counsellor, early):
    page = html.document_fromstring(as_counsellor.get(early.get_absolute_url()).content.decode())

    main = page.xpath("//main")[0]
    assert main.xpath(".//form") == []
    assert f"à partir du {plain_date(early.opens_on)}" in words_of(main)
    person = early.outcome.parcours.enrolment.participant_id
    assert main.xpath(".//a[text()='Noter un contact']/@href") == [reverse("parcours:contact_create", args=[person])]


def test_news_sent_too_early_stay_on_the_page(as_counsellor, early):
    sent = {"situation": "short", "answered_on": timezone.localdate().isoformat(), "is_improved": "yes"}

    page = html.document_fromstring(as_counsellor.post(early.get_absolute_url(), sent).content.decode())

    assert page.xpath("//*[@data-error-summary]")
    assert page.xpath("//input[@name='is_improved'][@checked]/@value") == ["yes"]
    assert page.xpath("//select[@name='situation']//option[@selected]/@value") == ["short"]
    early.refresh_from_db()
    assert early.is_due
