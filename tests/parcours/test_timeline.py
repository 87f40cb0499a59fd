"""What happened, in one list: every kind, filtered, older events on demand, confidential notes locked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parcours.models import Handover, ReferralTransition, StepTransition
from parcours.timeline import EVENTS_A_PAGE, Kind, timeline_of
from tests.parcours.factories import (
    ContactFactory,
    NoteFactory,
    ParcoursFactory,
    ReferralFactory,
    StepFactory,
    make_sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcours(programme, counsellor):
    """A pathway with one event of each kind, and a few words in each."""
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    ContactFactory(parcours=parcours, sentence="Appel du matin", held_on=timezone.localdate() - timedelta(days=9))
    step = StepFactory(parcours=parcours, words="Passer le test")
    StepTransition.objects.create(step=step, to_state="accepted", by=counsellor)
    referral = make_sent(ReferralFactory(parcours=parcours))
    ReferralTransition.objects.create(referral=referral, from_state="agreed", to_state="sent", by=counsellor)
    NoteFactory(
        programme=programme, participant=parcours.enrolment.participant, author=counsellor, body="Vient avec sa sœur"
    )
    return parcours


def address(parcours):
    return reverse("parcours:timeline", args=[parcours.enrolment.participant_id])


def test_every_kind_stands_in_one_list_the_latest_first(parcours, counsellor):
    events = timeline_of(parcours, user=counsellor, kinds=[]).events

    assert {event.kind for event in events} == {Kind.CONTACT, Kind.STEP, Kind.REFERRAL, Kind.NOTE}
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert events[-1].words == "Appel du matin"
    assert {event.title for event in events} == {
        "Appel",
        "Étape acceptée par la personne",
        "Orientation : envoyée",
        "Note suivi",
    }


def test_kinds_are_chosen(parcours, as_counsellor):
    page = as_counsellor.get(address(parcours), {"genre": ["contact"]}).content.decode()

    assert "Appel du matin" in page
    assert "Vient avec sa sœur" not in page


def test_kind_without_events_says_so(parcours, as_counsellor):
    assert "Rien de ce genre" in as_counsellor.get(address(parcours), {"genre": "handover"}).content.decode()


def test_older_events_come_on_demand(parcours, counsellor, as_counsellor):
    for number in range(EVENTS_A_PAGE + 3):
        ContactFactory(parcours=parcours, held_on=timezone.localdate() - timedelta(days=number))

    first = as_counsellor.get(address(parcours), {"genre": "contact"}).content.decode()
    then = timeline_of(parcours, user=counsellor, kinds=["contact"], offset=EVENTS_A_PAGE)

    assert f"apres={EVENTS_A_PAGE}" in first
    assert (len(then.events), then.has_older) == (4, False)


def test_handover_is_told(parcours, counsellor, programme, operations):
    Handover.objects.create(
        parcours=parcours, from_user=counsellor, to_user=operations, reason="congé", handed_by=counsellor
    )

    (event,) = timeline_of(parcours, user=counsellor, kinds=["handover"]).events

    assert event.words.endswith("· congé")
