"""Computed statuses: examples that can be read aloud, then every mixture of events."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from parcours.models import Parcours
from parcours.status import Queue, alerts_of, next_step_of, status_of
from tests.parcours.factories import ContactFactory, ParcoursFactory, ReferralFactory, StepFactory, make_sent

TODAY = date(2026, 3, 4)


def facts(**changes):
    """A file in order: a contact yesterday, the next one in a month."""
    in_order = {
        "opened_on": TODAY - timedelta(days=60),
        "last_contact_on": TODAY - timedelta(days=1),
        "next_contact_on": TODAY + timedelta(days=30),
        "next_step": None,
        "silent": [],
        "endings": [],
        "last_marks": [],
        "referent": "Koen",
    }
    return SimpleNamespace(**in_order | changes)


def step(day):
    return {"id": 1, "words": "Test de français", "who": "vous", "place": "", "due_on": day.isoformat()}


def silent(days):
    moment = f"{TODAY - timedelta(days=days)}T12:00:00+01:00"
    return [{"id": 7, "partner": "Partenaire", "since": moment}]


@pytest.mark.parametrize(
    ("changes", "queue", "words"),
    [
        ({}, Queue.IN_ORDER, "Rien à rattraper."),
        ({"next_contact_on": None}, Queue.THIS_WEEK, "Aucune date prévue : fixez la prochaine étape."),
        (
            {"next_step": step(TODAY - timedelta(days=1))},
            Queue.LATE,
            "« Test de français » était prévu le 3 mars 2026.",
        ),
        ({"next_step": step(TODAY)}, Queue.THIS_WEEK, "« Test de français » est prévu le 4 mars 2026."),
        (
            {"next_step": step(TODAY + timedelta(days=6))},
            Queue.THIS_WEEK,
            "« Test de français » est prévu le 10 mars 2026.",
        ),
        ({"next_step": step(TODAY + timedelta(days=7))}, Queue.IN_ORDER, "Rien à rattraper."),
        ({"last_contact_on": TODAY - timedelta(days=29)}, Queue.IN_ORDER, "Rien à rattraper."),
        ({"last_contact_on": TODAY - timedelta(days=30)}, Queue.NO_CONTACT, "Pas de contact depuis 30 jours."),
        ({"last_contact_on": None}, Queue.NO_CONTACT, "Pas de contact depuis 60 jours."),
        ({"silent": silent(9)}, Queue.IN_ORDER, "Rien à rattraper."),
        ({"silent": silent(10)}, Queue.PARTNER, "Partenaire n'a pas répondu depuis 10 jours."),
    ],
)
def test_status_says_its_reason(changes, queue, words):
    status = status_of(facts(**changes), TODAY)

    assert (status.queue, status.words) == (queue, words)


DAYS = st.integers(-400, 400).map(lambda number: TODAY + timedelta(days=number))
PAST = st.integers(0, 400).map(lambda number: TODAY - timedelta(days=number))
EVENTS = st.fixed_dictionaries(
    {
        "opened_on": PAST,
        "last_contact_on": st.none() | PAST,
        "next_contact_on": st.none() | DAYS,
        "next_step": st.none() | DAYS.map(step),
        "silent": st.lists(st.integers(0, 60).map(lambda days: silent(days)[0]), max_size=3),
        "endings": st.lists(
            DAYS.map(lambda day: {"what": "convention", "kind": "", "day": day.isoformat()}), max_size=3
        ),
        "last_marks": st.lists(
            st.fixed_dictionaries({"state": st.sampled_from(["P", "AP", "AN"]), "day": PAST.map(date.isoformat)}),
            max_size=2,
        ),
    }
)


@given(EVENTS)
def test_every_mixture_of_events_has_one_queue_and_its_reasons(events):
    parcours = facts(**events)

    status = status_of(parcours, TODAY)

    queues = [reason.queue for reason in status.reasons]
    assert queues == sorted(queues, key=list(Queue).index)
    assert status.queue == (queues[0] if queues else Queue.IN_ORDER)
    assert Queue.IN_ORDER not in queues
    assert all(reason.words for reason in status.reasons)
    planned = [day for day in (parcours.next_contact_on, _day_of(parcours.next_step)) if day]
    assert (Queue.LATE in queues) == any(day < TODAY for day in planned)
    assert (next_step_of(parcours) is None) == (not planned)
    assert next_step_of(parcours) is None or next_step_of(parcours).day == min(planned)


@given(EVENTS, st.integers(0, 200))
def test_waiting_longer_never_silences_a_queue_of_waiting(events, days):
    """Time alone brings silence, never takes it away: only a new event does."""
    parcours, later = facts(**events), TODAY + timedelta(days=days)
    waiting = {Queue.NO_CONTACT, Queue.PARTNER}

    def queues(day):
        return {reason.queue for reason in status_of(parcours, day).reasons} & waiting

    assert queues(TODAY) <= queues(later)


@given(EVENTS)
def test_two_unannounced_absences_in_a_row_ask_for_care(events):
    marks = events["last_marks"]

    codes = [alert.code for alert in alerts_of(facts(**events), TODAY)]

    assert ("absences" in codes) == (len(marks) == 2 and all(mark["state"] == "AN" for mark in marks))


def _day_of(fact):
    return date.fromisoformat(fact["due_on"]) if fact else None


@pytest.mark.django_db
def test_facts_come_from_events(programme, counsellor):
    today = timezone.localdate()
    parcours = ParcoursFactory(programme=programme, referent=counsellor, opened_on=today - timedelta(days=90))
    ContactFactory(parcours=parcours, held_on=today - timedelta(days=40), next_on=today - timedelta(days=20))
    ContactFactory(parcours=parcours, held_on=today - timedelta(days=31), next_on=today + timedelta(days=20))
    ContactFactory(parcours=parcours, held_on=today - timedelta(days=2), is_honoured=False, next_on=today)
    StepFactory(parcours=parcours, due_on=today + timedelta(days=2), words="La plus proche")
    StepFactory(parcours=parcours, due_on=today + timedelta(days=9))
    StepFactory(parcours=parcours, due_on=None)
    make_sent(ReferralFactory(parcours=parcours), days_ago=12)

    found = Parcours.objects.with_facts().get()

    assert found.last_contact_on == today - timedelta(days=31)
    assert found.next_contact_on == today
    assert found.next_step["words"] == "La plus proche"
    assert [fact["partner"] for fact in found.silent] == [parcours.referrals.get().partner.name]
    status = status_of(found, today)
    assert [reason.queue for reason in status.reasons] == [
        Queue.THIS_WEEK,
        Queue.THIS_WEEK,
        Queue.NO_CONTACT,
        Queue.PARTNER,
    ]


@pytest.mark.django_db
def test_urls_of_the_person_lead_to_the_page(programme, counsellor, as_counsellor):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)

    assert parcours.get_absolute_url() == reverse("parcours:person", args=[parcours.enrolment.participant_id])
    assert as_counsellor.get(parcours.get_absolute_url()).status_code == 200
