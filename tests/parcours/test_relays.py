"""Relays as the counsellors see them, and the little of a pathway that the administrative page shows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chantiers.actions.relays import send_relay
from config.templatetags.formats import long_date
from parcours.actions.relays import RelayError, take_up
from participants.models import Task
from tests.factories import EnrolmentFactory, PlacementFactory, SessionFactory
from tests.parcours.factories import ContactFactory, ParcoursFactory, StepFactory

pytestmark = pytest.mark.django_db
LIST = reverse("parcours:relay_list")


@pytest.fixture
def person(programme):
    return EnrolmentFactory(programme=programme).participant


@pytest.fixture
def parcours(person, counsellor):
    return ParcoursFactory(enrolment=person.enrolments.get(), referent=counsellor)


def send(by, person, sentence="Voudrait parler de son logement.", urgency="week", session=None):
    programme = by.active_programme_id
    return send_relay(
        programme_id=programme, participant_id=person.pk, session=session, sentence=sentence, urgency=urgency, by=by
    )


def test_most_urgent_comes_first_with_who_and_where(as_counsellor, operations, programme):
    place = PlacementFactory(chantier__programme=programme, chantier__site__name="Cour du Canal")
    session = SessionFactory(chantier=place.chantier, on=place.chantier.starts_on)
    for urgency in ("later", "today", "week"):
        send(operations, place.participant, urgency, urgency, session)

    page = as_counsellor.get(LIST)

    assert [relay.sentence for relay in page.context["page"]] == ["today", "week", "later"]
    for words in (str(operations), "Cour du Canal", str(place.participant)):
        assert words in page.content.decode()


def test_taking_up_settles_the_task_and_leads_to_the_person(as_counsellor, counsellor, operations, person):
    relay = send(operations, person)

    response = as_counsellor.post(reverse("parcours:relay_take_up", args=[relay.pk]))

    relay.refresh_from_db()
    task = Task.objects.get()
    assert response.url == reverse("parcours:person", args=[person.pk])
    assert (relay.taken_up_by, task.done_by, task.is_open) == (counsellor, counsellor, False)
    assert "Aucun relais" in as_counsellor.get(LIST).content.decode()


def test_second_counsellor_reads_who_was_first(as_counsellor, counsellor, operations, person):
    relay = send(operations, person)
    take_up(relay, by=counsellor)

    with pytest.raises(RelayError, match="l’a déjà pris en charge le"):
        take_up(relay, by=operations)

    page = as_counsellor.post(reverse("parcours:relay_take_up", args=[relay.pk]), follow=True).content.decode()
    assert f"{counsellor} l’a déjà pris en charge" in page
    relay.refresh_from_db()
    assert relay.taken_up_by == counsellor


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_five_queries(as_counsellor, operations, programme, rows, django_assert_num_queries):
    for _ in range(rows):
        place = PlacementFactory(chantier__programme=programme)
        send(operations, place.participant, session=SessionFactory(chantier=place.chantier))

    with django_assert_num_queries(5):
        as_counsellor.get(LIST)


def test_administrative_page_links_to_the_next_appointment(as_coordinator, person):
    page = as_coordinator.get(person.get_absolute_url()).content.decode()
    address = reverse("parcours:next_step", args=[person.pk])

    assert f'hx-get="{address}"' in page
    assert f'href="{address}"' in page
    assert reverse("chantiers:relay_create_for_person", args=[person.pk]) not in page


def test_next_step_tells_day_and_kind_only(as_operations, as_coordinator, as_counsellor, parcours, person):
    StepFactory(
        parcours=parcours, words="CONSULTER-UN-AVOCAT", who="Maître", place="Palais", due_on=timezone.localdate()
    )
    ContactFactory(parcours=parcours, next_on=timezone.localdate() + timedelta(days=3))
    address = reverse("parcours:next_step", args=[person.pk])

    for client in (as_operations, as_coordinator, as_counsellor):
        fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
        page = client.get(address).content.decode()
        for content in (fragment, page):
            assert "Étape du parcours" in content
            assert long_date(timezone.localdate()) in content
            assert [word for word in ("AVOCAT", "Maître", "Palais") if word in content] == []
        assert ("<html" in fragment, "<html" in page) == (False, True)
        assert ("Ouvrir la page du parcours" in page) == (client is as_counsellor)


def test_next_step_tells_the_appointment_and_the_relay(as_operations, operations, counsellor, parcours, person):
    ContactFactory(parcours=parcours, sentence="Va mal", next_on=timezone.localdate() + timedelta(days=3))
    take_up(send(operations, person, "SENTENCE-SECRÈTE"), by=counsellor)

    page = as_operations.get(reverse("parcours:next_step", args=[person.pk])).content.decode()

    assert "Contact avec le conseil" in page
    assert f"pris en charge le {long_date(timezone.localdate())}" in page
    assert [words for words in ("Va mal", "SENTENCE-SECRÈTE") if words in page] == []


def test_next_step_without_any_date(as_operations, person):
    address = reverse("parcours:next_step", args=[person.pk])
    assert "Pas encore de parcours." in as_operations.get(address).content.decode()

    ParcoursFactory(enrolment=person.enrolments.get())
    assert "Aucune date prévue." in as_operations.get(address).content.decode()
