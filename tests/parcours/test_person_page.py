"""The person's page: the order of the work, the same queries at 3 and 500 events, nothing outside its readers."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.roles import Role
from chantiers.models import Chantier, Relay
from parcours.actions.notes import write_note
from parcours.models import Parcours, ReferralTransition, StepTransition
from participants.actions.tasks import ask
from participants.models import Document, Task
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


@dataclass
class File:
    """A pathway that events are added to, of every kind in turn."""

    parcours: Parcours
    chantier: Chantier
    events: int = 0

    def grow(self, events: int):
        """Add events until there are so many of them."""
        kinds = [getattr(self, name) for name in sorted(vars(File)) if name.startswith("_add_")]
        while self.events < events:
            kinds[self.events % len(kinds)](timezone.localdate() - timedelta(days=self.events))
            self.events += 1

    @property
    def _about(self):
        return {"programme": self.chantier.programme, "participant": self.parcours.participant}

    def _add_a_contact(self, day):
        ContactFactory(parcours=self.parcours, held_on=day)

    def _add_confidential_note(self, day):
        write_note(self.parcours.participant, level="confidential", text="Tout bas.", by=self.parcours.referent)

    def _add_document(self, day):
        file = ContentFile(b"%PDF-1.4", name="preuve.pdf")
        facts = {"content_type": "application/pdf", "sha256": "0" * 64, "size": 8}
        Document.objects.create(participant=self.parcours.participant, title="Preuve", file=file, **facts)

    def _add_mark(self, day):
        AttendanceFactory(session=self._session(day), participant=self.parcours.participant)

    def _add_note(self, day):
        NoteFactory(author=self.parcours.referent, **self._about)

    def _add_objective(self, day):
        ObjectiveFactory(parcours=self.parcours)

    def _add_referral(self, day):
        referral = make_sent(ReferralFactory(parcours=self.parcours), days_ago=(timezone.localdate() - day).days)
        ReferralTransition.objects.create(referral=referral, kind="question", words="Quand ?")

    def _add_relay(self, day):
        taken_up = {"sent_by": self.parcours.referent, "taken_up_by": self.parcours.referent}
        Relay.objects.create(sentence="Logement.", taken_up_at=timezone.now(), **taken_up, **self._about)

    def _add_step(self, day):
        step = StepFactory(parcours=self.parcours)
        StepTransition.objects.create(step=step, to_state="proposed", by=self.parcours.referent)

    def _add_task(self, day):
        words = {"kind": Task.Kind.OTHER, "words": "Rappeler", "role": Role.COUNSELLOR}
        Task.objects.create(due_on=day, **words, **self._about)

    def _session(self, day):
        return SessionFactory(chantier=self.chantier, on=day, state="closed", closed_at=timezone.now())


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_page_takes_as_many_queries_at_3_and_500_events(as_counsellor, counsellor, programme):
    """The page, and the three that it loads into itself: what happened, the notes, the administrative one."""
    chantier = ChantierFactory(programme=programme)
    person = PlacementFactory(chantier=chantier).participant
    parcours = ParcoursFactory(enrolment=person.enrolments.get(), referent=counsellor)
    AssessmentFactory(parcours=parcours).themes.create(theme="housing", situation="urgent")
    ask(
        "Prendre des nouvelles",
        kind=Task.Kind.FOLLOW_UP,
        programme_id=programme.pk,
        participant_id=person.pk,
        due_on=timezone.localdate(),
        key="follow_up:1",
        url="/parcours/",
    )
    file, names = File(parcours, chantier), ("parcours:timeline", "parcours:note_list")
    addresses = [
        parcours.get_absolute_url(),
        *(reverse(name, args=[person.pk]) for name in names),
        person.get_absolute_url(),
    ]
    file.grow(3)
    few = [queries(as_counsellor, address) for address in addresses]
    AssessmentFactory(parcours=parcours, moment="middle").themes.create(theme="work", situation="work_on")
    file.grow(500)

    many = [queries(as_counsellor, address) for address in addresses]

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
