"""Computed statuses: examples that can be read aloud, then every mixture of events."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from parcours.models import Parcours, Referral
from parcours.status import Queue, alerts_of, next_step_of, status_of
from tests.parcours.factories import ContactFactory, ParcoursFactory, ReferralFactory, StepFactory, make_sent

TODAY = date(2026, 3, 4)


def facts(**changes):
    """A file in order: a contact yesterday, the next one in a month."""
    in_order = {
        "opened_on": TODAY - timedelta(days=60),
        "last_contact_on": TODAY - timedelta(days=1),
        "next_contact_on": TODAY + timedelta(days=30),
        "planned_steps": [],
        "silent": [],
        "endings": [],
        "last_marks": [],
        "referent": "Koen",
    }
    return SimpleNamespace(**in_order | changes)


def step(day):
    return {"id": 1, "words": "Test de français", "who": "vous", "place": "", "due_on": day and day.isoformat()}


def silent(days):
    moment = f"{TODAY - timedelta(days=days)}T12:00:00+01:00"
    return [{"id": 7, "partner": "Partenaire", "since": moment}]


@pytest.mark.parametrize(
    ("changes", "queue", "words"),
    [
        ({}, Queue.IN_ORDER, "Rien à rattraper."),
        ({"next_contact_on": None}, Queue.THIS_WEEK, "Aucune date prévue : fixez la prochaine étape."),
        (
            {"planned_steps": [step(TODAY - timedelta(days=1))]},
            Queue.LATE,
            "« Test de français » était prévu le 3 mars 2026.",
        ),
        ({"planned_steps": [step(TODAY)]}, Queue.THIS_WEEK, "« Test de français » est prévu le 4 mars 2026."),
        (
            {"planned_steps": [step(TODAY + timedelta(days=6))]},
            Queue.THIS_WEEK,
            "« Test de français » est prévu le 10 mars 2026.",
        ),
        ({"planned_steps": [step(TODAY + timedelta(days=7))]}, Queue.IN_ORDER, "Rien à rattraper."),
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
        "planned_steps": st.lists(st.none() | DAYS, max_size=3).map(lambda days: [step(day) for day in days]),
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
    steps = parcours.planned_steps
    planned = [day for day in (parcours.next_contact_on, *map(_day_of, steps)) if day]
    assert (Queue.LATE in queues) == any(day < TODAY for day in planned)
    late = [alert for alert in alerts_of(parcours, TODAY) if alert.code == "late"]
    assert len(late) == sum(day < TODAY for day in planned)
    following = next_step_of(parcours)
    assert (following is None) == (not planned and not steps)
    assert following is None or following.day == min(planned, default=None)


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
    return date.fromisoformat(fact["due_on"]) if fact["due_on"] else None


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
    assert found.planned_steps[0]["words"] == "La plus proche"
    assert [bool(step["due_on"]) for step in found.planned_steps] == [True, True, False]
    assert [fact["partner"] for fact in found.silent] == [parcours.referrals.get().partner.name]
    Referral.objects.update(awaits_us=True)
    assert Parcours.objects.with_facts().get().silent == []  # it is not the partner who is silent
    status = status_of(found, today)
    assert [reason.queue for reason in status.reasons] == [
        Queue.THIS_WEEK,
        Queue.THIS_WEEK,
        Queue.NO_CONTACT,
        Queue.PARTNER,
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (31, None),
        (30, "Convention de bénévolat : fin le 3 avril 2026, dans 30 jours."),
        (1, "Convention de bénévolat : fin le 5 mars 2026, dans 1 jour."),
        (0, "Convention de bénévolat : fin aujourd'hui."),
        (-1, "Convention de bénévolat : fini depuis le 3 mars 2026."),
        (-8, None),
    ],
)
def test_what_ends_is_told_before_and_a_week_after(days, words):
    ending = {"what": "convention", "kind": "", "day": (TODAY + timedelta(days=days)).isoformat()}

    told = [alert.words for alert in alerts_of(facts(endings=[ending]), TODAY)]

    assert told == ([words] if words else [])


def test_file_with_nothing_planned_ages_from_its_last_contact():
    status = status_of(facts(next_contact_on=None, last_contact_on=TODAY - timedelta(days=20)), TODAY)

    assert (status.queue, status.oldest) == (Queue.THIS_WEEK, TODAY - timedelta(days=20))


def test_step_without_a_date_is_the_next_one_when_nothing_has_a_date():
    undated = facts(next_contact_on=None, planned_steps=[step(None)])

    assert (next_step_of(undated).words, next_step_of(undated).day) == ("Test de français", None)


@pytest.mark.django_db
def test_appointment_is_what_was_written_down_last(programme, counsellor):
    today = timezone.localdate()
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    ContactFactory(parcours=parcours, held_on=today, next_on=today + timedelta(days=3))
    ContactFactory(parcours=parcours, held_on=today - timedelta(days=2), next_on=today + timedelta(days=9))

    assert Parcours.objects.with_facts().get().next_contact_on == today + timedelta(days=9)


@pytest.mark.django_db
def test_urls_of_the_person_lead_to_the_page(programme, counsellor, as_counsellor):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)

    assert parcours.get_absolute_url() == reverse("parcours:person", args=[parcours.enrolment.participant_id])
    assert as_counsellor.get(parcours.get_absolute_url()).status_code == 200
