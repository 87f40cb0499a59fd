"""The caseload in queues, for one counsellor, the team, and coordination in figures only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.roles import Role
from parcours.actions.parcours import ParcoursError, hand_over
from parcours.models import Handover
from participants.models import Task
from tests.fixtures import make_user
from tests.parcours.factories import ContactFactory, OutcomeFactory, ParcoursFactory
from tests.visitor import words_of

pytestmark = pytest.mark.django_db
CASELOAD = "/parcours/"


def a_file(programme, referent, name, *, next_in=None, last=1):
    """A pathway whose last contact was ``last`` days ago and whose next one is ``next_in`` days away."""
    today = timezone.localdate()
    parcours = ParcoursFactory(
        programme=programme, referent=referent, enrolment__participant__last_name=name, opened_on=today
    )
    ContactFactory(
        parcours=parcours,
        held_on=today - timedelta(days=last),
        next_on=None if next_in is None else today + timedelta(days=next_in),
    )
    return parcours


def rows(client, **filters):
    page = html.document_fromstring(client.get(CASELOAD, filters).content.decode())
    return [words_of(cell).split()[-1] for cell in page.xpath("//tbody/tr/th")]


@pytest.fixture
def files(programme, counsellor):
    """One file a queue, and one of a colleague."""
    colleague = make_user(programme, Role.COUNSELLOR)
    a_file(programme, counsellor, "Enordre", next_in=20)
    a_file(programme, counsellor, "Semaine", next_in=2)
    a_file(programme, counsellor, "Retard", next_in=-1, last=9)
    a_file(programme, counsellor, "Vieux", next_in=-4, last=20)
    a_file(programme, colleague, "Ailleurs", next_in=20)
    left = a_file(programme, counsellor, "Sortie", next_in=-1, last=9)
    OutcomeFactory(parcours=left)


def test_own_files_come_by_queue_and_age(as_counsellor, files):
    assert rows(as_counsellor) == ["Vieux", "Retard", "Semaine", "Enordre"]


def test_queue_shows_its_count_and_its_oldest(as_counsellor, files):
    page = html.document_fromstring(as_counsellor.get(CASELOAD).content.decode())

    first = words_of(page.xpath("//ul[@class='queues']/li")[0])

    assert first == "en retard 2 depuis 4 jours"
    assert rows(as_counsellor, file="late") == ["Vieux", "Retard"]


def test_team_and_colleague_are_on_demand(as_counsellor, files):
    assert "Ailleurs" in rows(as_counsellor, suivi="tous")
    assert rows(as_counsellor, suivi="tous", q="aileurs") == ["Ailleurs"]


def test_empty_list_says_what_to_do(as_counsellor):
    assert "Aucun parcours ici" in as_counsellor.get(CASELOAD).content.decode()


def test_name_of_a_colleagues_file_is_found_one_link_further(as_counsellor, files):
    page = html.document_fromstring(as_counsellor.get(CASELOAD, {"q": "ailleurs"}).content.decode())

    (link,) = page.xpath("//a[contains(., 'toute l’équipe')][contains(@class, 'btn')]/@href")

    assert "Ailleurs" in as_counsellor.get(CASELOAD + link).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_six_queries(as_counsellor, programme, counsellor, count, django_assert_num_queries):
    for number in range(count):
        a_file(programme, counsellor, f"Nom{number}", next_in=3)

    with django_assert_num_queries(5):
        as_counsellor.get(CASELOAD)


def test_coordination_sees_figures_and_no_name(as_coordinator, counsellor, files):
    page = as_coordinator.get(reverse("parcours:figures")).content.decode()

    assert str(counsellor) in page
    assert [name for name in ("Vieux", "Retard", "Semaine", "Enordre", "Ailleurs") if name in page] == []
    assert as_coordinator.get(CASELOAD).status_code == 403


def test_handover_moves_file_and_tasks_and_leaves_a_trace(programme, counsellor):
    colleague = make_user(programme, Role.COUNSELLOR)
    parcours = a_file(programme, counsellor, "Passé", next_in=1)
    task = Task.objects.create(
        programme=programme,
        participant=parcours.enrolment.participant,
        role=Role.COUNSELLOR,
        assignee=counsellor,
        kind=Task.Kind.OTHER,
        words="Rappeler",
        due_on=timezone.localdate(),
    )

    hand_over(parcours, to=colleague, reason="congé", by=counsellor)

    parcours.refresh_from_db()
    task.refresh_from_db()
    assert (parcours.referent, task.assignee) == (colleague, colleague)
    trace = Handover.objects.get()
    assert (trace.from_user, trace.to_user, trace.handed_by, trace.reason) == (
        counsellor,
        colleague,
        counsellor,
        "congé",
    )
    assert Task.objects.open().filter(kind=Task.Kind.HANDOVER, assignee=colleague).count() == 1


def test_handover_to_somebody_else_than_a_counsellor_is_refused(programme, counsellor, operations):
    parcours = a_file(programme, counsellor, "Reste", next_in=1)

    for other in (operations, counsellor):
        with pytest.raises(ParcoursError):
            hand_over(parcours, to=other, reason="congé", by=counsellor)

    parcours.refresh_from_db()
    assert parcours.referent == counsellor
