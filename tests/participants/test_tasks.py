"""The one list of what is to do."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from participants.actions.tasks import ask, settle
from participants.agenda import When, when_of
from participants.models import Task
from tests.factories import EnrolmentFactory
from tests.fixtures import make_user

pytestmark = pytest.mark.django_db
LIST = reverse("participants:task_list")


def task(programme, words="Rappeler", days=0, *, kind="other", role=Role.COUNSELLOR, assignee=None):
    return ask(
        words,
        kind=kind,
        programme_id=programme.pk,
        participant_id=EnrolmentFactory(programme=programme).participant_id,
        due_on=timezone.localdate() + timedelta(days=days),
        key=f"essai:{words}",
        role=role,
        assignee=assignee,
        url="/parcours/",
    )


def shown(response):
    """Return the words of the list: whose, when, what."""
    return [
        (share.is_mine, str(when), [one.words for one in tasks])
        for share in response.context["shares"]
        for when, tasks in share.groups
    ]


def test_mine_come_first_then_the_teams_by_date(as_counsellor, counsellor, programme):
    colleague = make_user(programme, Role.COUNSELLOR)
    task(programme, "à moi", -2, assignee=counsellor)
    task(programme, "à personne", 30)
    task(programme, "au collègue", -9, assignee=colleague)
    task(programme, "pour aujourd'hui", 0, assignee=counsellor)

    assert shown(as_counsellor.get(LIST)) == [
        (True, "late", ["à moi"]),
        (True, "today", ["pour aujourd'hui"]),
        (True, "later", ["à personne"]),
        (False, "late", ["au collègue"]),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-03-03", "late"), ("2026-03-04", "today"), ("2026-03-08", "this_week"), ("2026-03-09", "later")],
)
def test_week_ends_on_sunday(day, expected):
    wednesday = date(2026, 3, 4)

    assert when_of(Task(due_on=date.fromisoformat(day)), wednesday) == When(expected)


def test_other_roles_and_programmes_see_none(as_operations, as_coordinator, as_stranger, programme):
    task(programme)

    assert [shown(client.get(LIST)) for client in (as_operations, as_coordinator, as_stranger)] == [[], [], []]
    assert "Rien à faire" in as_operations.get(LIST).content.decode()


def test_role_sees_its_own(as_operations, programme):
    task(programme, "Commander des EPI", role=Role.OPERATIONS)

    assert shown(as_operations.get(LIST)) == [(True, "today", ["Commander des EPI"])]


def test_kind_narrows_the_list(as_counsellor, programme):
    task(programme, "Prévenir", kind="ending")
    task(programme, "Rappeler", kind="no_contact")

    assert shown(as_counsellor.get(LIST + "?genre=ending")) == [(True, "today", ["Prévenir"])]
    page = as_counsellor.get(LIST + "?genre=follow_up").content.decode()
    assert "Aucune tâche de ce genre." in page


def test_task_is_done_once_and_shown_for_a_week(as_counsellor, counsellor, programme):
    one = task(programme)

    as_counsellor.post(reverse("participants:task_done", args=[one.pk]))
    done_at = Task.objects.get().done_at
    page = as_counsellor.post(reverse("participants:task_done", args=[one.pk]), follow=True)

    assert (Task.objects.get().done_by, Task.objects.get().done_at) == (counsellor, done_at)
    assert (shown(page), list(page.context["done"])) == ([], [one])
    Task.objects.update(done_at=timezone.now() - timedelta(days=8))
    assert list(as_counsellor.get(LIST).context["done"]) == []


def test_relay_is_settled_by_taking_it_up_only(as_counsellor, programme):
    one = task(programme, "Un relais attend", kind="relay")
    assert reverse("participants:task_done", args=[one.pk]) not in as_counsellor.get(LIST).content.decode()

    page = as_counsellor.post(reverse("participants:task_done", args=[one.pk]), follow=True).content.decode()

    assert "en prenant le relais en charge" in page
    assert Task.objects.get().is_open
    assert settle(one.key) == 1


def test_task_of_another_role_does_not_exist(as_operations, programme):
    one = task(programme)

    assert as_operations.post(reverse("participants:task_done", args=[one.pk])).status_code == 404
    assert Task.objects.get().is_open


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_six_queries(as_counsellor, counsellor, programme, rows, django_assert_num_queries):
    for number in range(rows):
        task(programme, f"ouverte {number}", assignee=counsellor)
        settle(task(programme, f"faite {number}").key, by=counsellor)

    with django_assert_num_queries(6):
        as_counsellor.get(LIST)


def test_task_of_a_closed_account_waits_for_the_whole_role(as_counsellor, counsellor, programme):
    gone = make_user(programme, Role.COUNSELLOR, is_active=False)
    task(programme, "laissée par celle qui part", assignee=gone)
    task(programme, "au collègue", -9, assignee=make_user(programme, Role.COUNSELLOR))

    assert shown(as_counsellor.get(LIST)) == [
        (True, "today", ["laissée par celle qui part"]),
        (False, "late", ["au collègue"]),
    ]
    waiting = Task.objects.waiting_for(counsellor, [Role.COUNSELLOR], programme)
    assert [one.words for one in waiting] == ["laissée par celle qui part"]
