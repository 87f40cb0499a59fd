"""Files passed to a colleague from the screen, one or several, with their trace."""

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.roles import Role
from parcours.actions.exits import record_exit
from parcours.actions.parcours import ParcoursError, hand_over, hand_over_many
from parcours.models import Handover
from participants.models import Task
from tests.fixtures import make_user
from tests.parcours.factories import OutcomeFactory, ParcoursFactory
from tests.visitor import words_of

pytestmark = pytest.mark.django_db
MANY = "/parcours/passer/"


@pytest.fixture
def colleague(programme):
    """Another counsellor of the programme."""
    return make_user(programme, Role.COUNSELLOR, last_name="Collègue")


@pytest.fixture
def files(programme, counsellor):
    """Three files of one's own."""
    return [
        ParcoursFactory(programme=programme, referent=counsellor, enrolment__participant__last_name=f"Nom{number}")
        for number in range(3)
    ]


def one_page(parcours):
    return reverse("parcours:handover_create", args=[parcours.enrolment.participant_id])


def test_one_file_is_passed_with_its_reason(as_counsellor, counsellor, colleague, files):
    response = as_counsellor.post(one_page(files[0]), {"to": colleague.pk, "reason": "congé"})

    assert response.url == files[0].get_absolute_url()
    trace = Handover.objects.get()
    assert (trace.parcours, trace.from_user, trace.to_user, trace.reason) == (files[0], counsellor, colleague, "congé")


@pytest.mark.parametrize("count", [1, 3])
def test_trace_is_shown_in_as_many_queries(
    as_counsellor, counsellor, colleague, files, count, django_assert_num_queries
):
    for number in range(count):
        hand_over(files[0], to=[colleague, counsellor][number % 2], reason=f"raison {number}", by=counsellor)

    with django_assert_num_queries(6):
        page = html.document_fromstring(as_counsellor.get(one_page(files[0])).content.decode())

    said = [words_of(row.findall("td")[2]) for row in page.xpath("//tbody/tr")]
    assert said == [f"raison {number}" for number in reversed(range(count))]


@pytest.mark.parametrize("wrong", ["self", "operations", "nobody"])
def test_wrong_colleague_is_refused_and_the_reason_kept(as_counsellor, counsellor, operations, files, wrong):
    to = {"self": counsellor.pk, "operations": operations.pk, "nobody": ""}[wrong]

    page = html.document_fromstring(
        as_counsellor.post(one_page(files[0]), {"to": to, "reason": "proche du quartier"}).content.decode()
    )

    assert page.xpath("//*[@data-error-summary]")
    assert page.xpath("//input[@name='reason']/@value") == ["proche du quartier"]
    assert Handover.objects.count() == 0


def test_ticked_files_are_passed_together(as_counsellor, counsellor, colleague, files):
    response = as_counsellor.post(MANY, {"files": [files[0].pk, files[2].pk], "to": colleague.pk, "reason": "départ"})

    assert response.url == reverse("parcours:caseload")
    for file in files:
        file.refresh_from_db()
    assert [file.referent for file in files] == [colleague, counsellor, colleague]
    assert Handover.objects.count() == 2
    assert Task.objects.open().filter(kind=Task.Kind.HANDOVER, assignee=colleague).count() == 2


def test_only_own_files_with_something_to_do_are_offered(as_counsellor, programme, colleague, files):
    OutcomeFactory(parcours=files[2])
    others = ParcoursFactory(programme=programme, referent=colleague)

    page = html.document_fromstring(as_counsellor.get(MANY).content.decode())
    as_counsellor.post(MANY, {"files": [others.pk], "to": colleague.pk, "reason": "départ"})

    assert page.xpath("//input[@name='files']/@value") == [str(files[0].pk), str(files[1].pk)]
    assert Handover.objects.count() == 0


def test_several_are_passed_all_or_none(programme, counsellor, colleague, files):
    theirs = ParcoursFactory(programme=programme, referent=colleague)

    with pytest.raises(ParcoursError):
        hand_over_many([files[0], theirs], to=colleague, reason="départ", by=counsellor)

    assert Handover.objects.count() == 0
    files[0].refresh_from_db()
    assert files[0].referent == counsellor


def test_nothing_ticked_keeps_the_reason(as_counsellor, colleague, files):
    page = as_counsellor.post(MANY, {"to": colleague.pk, "reason": "départ à la pension"}).content.decode()

    assert "Cochez au moins un dossier." in page
    assert "départ à la pension" in page


def test_counsellor_without_files_has_nothing_to_pass(as_counsellor):
    assert "Aucun dossier à passer" in as_counsellor.get(MANY).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_choice_takes_as_many_queries(as_counsellor, programme, counsellor, count, django_assert_num_queries):
    for _ in range(count):
        ParcoursFactory(programme=programme, referent=counsellor)

    with django_assert_num_queries(6):
        as_counsellor.get(MANY)


def test_files_of_a_closed_account_and_of_people_to_call_are_offered(as_counsellor, programme, counsellor, files):
    gone = make_user(programme, Role.COUNSELLOR, first_name="Ada", last_name="Partie", is_active=False)
    theirs = ParcoursFactory(programme=programme, referent=gone, enrolment__participant__last_name="Reste")
    out = ParcoursFactory(programme=programme, referent=gone, enrolment__participant__last_name="Sorti")
    for parcours, situation in ((out, "permanent"), (files[2], "deceased")):
        today = timezone.localdate()
        record_exit(parcours, situation=situation, exited_on=today, evidence="person", by=counsellor)
    page = html.document_fromstring(as_counsellor.get(MANY).content.decode())
    shown = {box.get("value"): words_of(box.getparent()) for box in page.xpath("//input[@name='files']")}

    assert list(shown) == [str(file.pk) for file in (files[0], files[1], theirs, out)]
    assert shown[str(theirs.pk)].endswith("Reste · dossier de Ada Partie, compte fermé")
    assert shown[str(out.pk)].endswith("Sorti · dossier de Ada Partie, compte fermé · sortie, suivis à faire")
    as_counsellor.post(MANY, {"files": [theirs.pk, out.pk], "to": counsellor.pk, "reason": "départ d'Ada"})
    for file in (theirs, out):
        file.refresh_from_db()
        assert file.referent == counsellor


@pytest.mark.parametrize("who", ["as_operations", "as_coordinator"])
def test_handover_is_the_counsellors(request, who, colleague, files):
    client = request.getfixturevalue(who)
    answers = {"to": colleague.pk, "reason": "congé", "files": [files[0].pk]}

    assert {client.post(path, answers).status_code for path in (MANY, one_page(files[0]))} == {403}
    assert Handover.objects.count() == 0


def test_second_handover_takes_the_place_of_the_first_task(programme, counsellor, colleague, files):
    last = make_user(programme, Role.COUNSELLOR)
    other = hand_over(files[1], to=colleague, reason="congé", by=counsellor)
    hand_over(files[0], to=colleague, reason="congé", by=counsellor)

    latest = hand_over(files[0], to=last, reason="départ", by=colleague)

    told = Task.objects.open().filter(kind=Task.Kind.HANDOVER).order_by("pk")
    assert list(told.values_list("key", "assignee")) == [
        (f"handover:{other.pk}", colleague.pk),
        (f"handover:{latest.pk}", last.pk),
    ]
    assert Task.objects.done().get().done_by == colleague


def test_open_tasks_of_each_passed_file_follow_it_and_no_other(programme, counsellor, colleague, files):
    third = make_user(programme, Role.COUNSELLOR)
    for number, (file, assignee) in enumerate(
        [(files[0], counsellor), (files[1], counsellor), (files[2], counsellor), (files[0], third)]
    ):
        Task.objects.create(
            programme=programme, participant=file.enrolment.participant, role=Role.COUNSELLOR, kind="other",
            words="…", key=f"autre:{number}", due_on="2026-03-03", assignee=assignee,
        )  # fmt: skip

    hand_over_many(files[:2], to=colleague, reason="départ", by=counsellor)

    followed = Task.objects.open().filter(kind="other").order_by("key").values_list("assignee", flat=True)
    assert list(followed) == [colleague.pk, colleague.pk, counsellor.pk, third.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_files_are_passed_in_as_many_queries(as_counsellor, colleague, files, count, django_assert_num_queries):
    ticked = [file.pk for file in files[:count]]

    with django_assert_num_queries(16):
        as_counsellor.post(MANY, {"files": ticked, "to": colleague.pk, "reason": "départ"})

    assert Handover.objects.count() == count
    history = Handover.objects.values_list("parcours__events__referent", flat=True)
    assert list(history).count(colleague.pk) == count
