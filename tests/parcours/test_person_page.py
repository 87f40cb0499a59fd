"""The person's page: the order of the work, the same queries at 3 and 500 events, nothing outside its readers."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.roles import Role
from parcours.models import Parcours, StepTransition
from participants.actions.tasks import ask
from participants.models import Task
from tests.factories import AttendanceFactory, ChantierFactory, EnrolmentFactory, PlacementFactory, SessionFactory
from tests.fixtures import client_of, make_user
from tests.parcours.factories import (
    AssessmentFactory,
    ContactFactory,
    NoteFactory,
    ObjectiveFactory,
    ParcoursFactory,
    ReferralFactory,
    StepFactory,
    make_sent,
)
from tests.visitor import words_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def parcours(programme, counsellor):
    """A pathway followed by the counsellor."""
    return ParcoursFactory(programme=programme, referent=counsellor)


def page_of(client, parcours):
    return html.document_fromstring(client.get(parcours.get_absolute_url()).content.decode())


def test_person_without_a_parcours_is_offered_one(as_counsellor, programme):
    person = EnrolmentFactory(programme=programme).participant

    page = as_counsellor.get(reverse("parcours:person", args=[person.pk])).content.decode()

    assert "Pas encore de parcours" in page
    assert reverse("parcours:parcours_open", args=[person.pk]) in page


def test_opening_asks_for_a_counsellor_of_the_programme(as_counsellor, counsellor, programme, operations):
    person = EnrolmentFactory(programme=programme).participant
    address = reverse("parcours:parcours_open", args=[person.pk])
    answers = {"referent": operations.pk, "opened_on": "2026-03-04", "language": "nl"}

    refused = as_counsellor.post(address, answers)
    accepted = as_counsellor.post(address, answers | {"referent": counsellor.pk})

    assert refused.status_code == 200
    assert 'value="2026-03-04"' in refused.content.decode()
    parcours = Parcours.objects.get()
    assert accepted.url == parcours.get_absolute_url()
    assert (parcours.referent, parcours.language, parcours.opened_by) == (counsellor, "nl", counsellor)


def test_second_opening_is_refused_in_words(as_counsellor, parcours, counsellor):
    address = reverse("parcours:parcours_open", args=[parcours.enrolment.participant_id])

    answer = as_counsellor.post(address, {"referent": counsellor.pk, "opened_on": "2026-03-04", "language": "fr"})

    assert "déjà ouvert" in answer.content.decode()
    assert Parcours.objects.count() == 1


def test_next_step_comes_first_then_alerts(as_counsellor, parcours):
    today = timezone.localdate()
    StepFactory(parcours=parcours, words="Passer le test", due_on=today - timedelta(days=1))
    StepFactory(parcours=parcours, words="Plus tard", due_on=today + timedelta(days=40))
    make_sent(ReferralFactory(parcours=parcours), days_ago=11)

    page = page_of(as_counsellor, parcours)

    first = page.xpath("//section[contains(@class, 'next-step')]")[0]
    assert "Passer le test" in words_of(first)
    assert "en retard" in words_of(first)
    following = words_of(page.xpath("//ul[@class='task-list']")[0])
    assert "n'a pas répondu depuis 11 jours" in following


def test_tasks_about_the_person_are_listed(as_counsellor, parcours, programme):
    ask(
        "Prendre des nouvelles",
        kind=Task.Kind.FOLLOW_UP,
        programme_id=programme.pk,
        participant_id=parcours.enrolment.participant_id,
        due_on=timezone.localdate(),
        key="follow_up:1",
        url="/parcours/",
    )
    ask(
        "Pour les opérations",
        kind=Task.Kind.OTHER,
        programme_id=programme.pk,
        participant_id=parcours.enrolment.participant_id,
        due_on=timezone.localdate(),
        key="other:1",
        role=Role.OPERATIONS,
    )

    page = as_counsellor.get(parcours.get_absolute_url()).content.decode()

    assert "Prendre des nouvelles" in page
    assert "Pour les opérations" not in page


def test_presence_is_drawn_and_said(as_counsellor, programme, counsellor):
    chantier = ChantierFactory(programme=programme)
    person = PlacementFactory(chantier=chantier).participant
    parcours = ParcoursFactory(enrolment=person.enrolments.get(), referent=counsellor)
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7)
    for number, state in enumerate(["P", "AN", "NC", "P"]):
        session = SessionFactory(
            chantier=chantier, on=monday + timedelta(days=number), state="closed", closed_at=timezone.now()
        )
        AttendanceFactory(session=session, participant=person, state=state)

    page = as_counsellor.get(parcours.get_absolute_url()).content.decode()

    assert "Présence sur huit semaines : 2 sur 3 séances." in page
    assert "12 h 00" in page.replace("\xa0", " ")


def fill(parcours, events):
    """Add a number of events of each kind to a pathway."""
    today = timezone.localdate()
    for number in range(events):
        day = today - timedelta(days=number % 300)
        ContactFactory(parcours=parcours, held_on=day)
        step = StepFactory(parcours=parcours)
        StepTransition.objects.create(step=step, to_state="proposed", by=parcours.referent)
        NoteFactory(
            programme=parcours.enrolment.programme,
            participant=parcours.enrolment.participant,
            author=parcours.referent,
        )
        ObjectiveFactory(parcours=parcours)
        make_sent(ReferralFactory(parcours=parcours), days_ago=number)


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_page_takes_as_many_queries_at_3_and_500_events(as_counsellor, parcours):
    history = reverse("parcours:timeline", args=[parcours.enrolment.participant_id])
    AssessmentFactory(parcours=parcours).themes.create(theme="housing", situation="urgent")
    fill(parcours, 1)
    few = queries(as_counsellor, parcours.get_absolute_url()), queries(as_counsellor, history)
    AssessmentFactory(parcours=parcours, moment="middle").themes.create(theme="work", situation="work_on")
    fill(parcours, 100)

    many = queries(as_counsellor, parcours.get_absolute_url()), queries(as_counsellor, history)

    assert many == few
    assert many[0] <= MOST_QUERIES


def test_another_counsellor_sees_the_page_and_another_programme_does_not(parcours, programme, as_stranger):
    colleague = client_of(make_user(programme, Role.COUNSELLOR))

    assert colleague.get(parcours.get_absolute_url()).status_code == 200
    assert as_stranger.get(parcours.get_absolute_url()).status_code == 404


def test_person_who_comes_back_is_offered_a_new_parcours(as_counsellor, counsellor, programme):
    left = EnrolmentFactory(programme=programme, exited_on=date(2026, 1, 30))
    former = ParcoursFactory(enrolment=left, referent=counsellor, opened_on=date(2025, 3, 3))
    address = former.get_absolute_url()
    assert as_counsellor.get(address).templates[0].name == "parcours/person.html"
    place = EnrolmentFactory(programme=programme, participant=left.participant)

    page = as_counsellor.get(address).content.decode()
    assert "Un parcours précédent va du 3 mars 2025 au 30 janvier 2026." in page
    assert reverse("parcours:parcours_open", args=[left.participant_id]) in page

    answers = {"referent": counsellor.pk, "opened_on": "2026-03-04", "language": "fr"}
    as_counsellor.post(reverse("parcours:parcours_open", args=[left.participant_id]), answers)
    assert as_counsellor.get(address).context["parcours"] == Parcours.objects.get(enrolment=place)
