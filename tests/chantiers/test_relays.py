"""Passing something on to the counsellors, and "emploi trouvé": a task each, and never the sentence again."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from chantiers.actions.attendance import close_session, correct_attendance, mark_attendance
from chantiers.actions.relays import send_relay
from chantiers.models import Attendance, Relay
from config.templatetags.formats import long_date
from participants.actions.tasks import settle
from participants.forms.fields import OTHER_PROGRAMME
from participants.models import Task
from tests.factories import ChantierFactory, PlacementFactory, SessionFactory

pytestmark = pytest.mark.django_db
SENTENCE = "Voudrait parler de SON-LOGEMENT."
WHEN = {"planned": {}, "closed": {"closed_at": timezone.now()}, "cancelled": {"cancel_reason": "weather"}}


@pytest.fixture
def chantier(programme):
    return ChantierFactory(programme=programme)


@pytest.fixture
def session(chantier):
    return SessionFactory(chantier=chantier, on=date(2025, 3, 3))


@pytest.fixture
def aicha(chantier):
    names = {"participant__first_name": "Aïcha", "participant__last_name": "Benomar"}
    return PlacementFactory(chantier=chantier, **names).participant


def url_of(session, person):
    return reverse("chantiers:relay_create", args=[session.pk, person.pk])


def send(by, person, session=None, urgency="week", sentence=SENTENCE):
    programme = by.active_programme_id
    return send_relay(
        programme_id=programme, participant_id=person.pk, session=session, sentence=sentence, urgency=urgency, by=by
    )


@pytest.mark.parametrize("state", WHEN)
def test_relay_is_sent_whatever_the_session(as_operations, operations, chantier, aicha, state):
    session = SessionFactory(chantier=chantier, on=date(2025, 3, 3), state=state, **WHEN[state])
    page = as_operations.get(session.get_absolute_url()).content.decode()
    if state != "planned":  # there it stands among the choices of the person
        assert url_of(session, aicha) in page

    response = as_operations.post(url_of(session, aicha), {"sentence": SENTENCE, "urgency": "today"}, follow=True)

    relay = Relay.objects.get()
    assert (relay.participant, relay.session, relay.sentence, relay.sent_by) == (aicha, session, SENTENCE, operations)
    assert "C’est passé au conseil." in response.content.decode()


def test_relay_makes_one_task_that_does_not_tell_it(as_operations, aicha):
    url = reverse("chantiers:relay_create_for_person", args=[aicha.pk])
    as_operations.post(url, {"sentence": SENTENCE, "urgency": "today"})

    task, relay = Task.objects.get(), Relay.objects.get()
    assert (task.kind, task.role, task.key, task.participant) == ("relay", "counsellor", f"relay:{relay.pk}", aicha)
    assert (task.words, task.due_on) == ("Un relais attend (aujourd'hui).", timezone.localdate())
    assert task.url == reverse("parcours:relay_list")
    assert relay.session is None


def test_sentence_is_needed_and_keeps_no_national_number(as_operations, session, aicha):
    for sentence in ("", "   ", "Son numéro : 85073003328"):
        page = as_operations.post(url_of(session, aicha), {"sentence": sentence, "urgency": "week"})
        assert list(page.context["form"].errors) == ["sentence"]

    assert (Relay.objects.count(), Task.objects.count()) == (0, 0)


def test_sentence_is_never_shown_again(as_operations, as_coordinator, operations, session, aicha):
    send(operations, aicha, session)
    marks = reverse("chantiers:mark", args=[session.pk, aicha.pk])
    shared = [session.get_absolute_url(), aicha.get_absolute_url(), reverse("parcours:next_step", args=[aicha.pk])]
    own = [reverse("chantiers:relay_sent"), marks, url_of(session, aicha), reverse("participants:task_list")]

    pages = [as_operations.get(path) for path in (*shared, *own)] + [as_coordinator.get(path) for path in shared]

    assert {page.status_code for page in pages} == {200}
    assert [page.request["PATH_INFO"] for page in pages if "SON-LOGEMENT" in page.content.decode()] == []


def test_sheet_of_choices_offers_the_relay_and_says_its_state(as_operations, operations, session, aicha):
    relay = send(operations, aicha, session)
    marks = reverse("chantiers:mark", args=[session.pk, aicha.pk])
    day = timezone.localdate()

    sheet = as_operations.get(marks, headers={"HX-Request": "true"}).content.decode()
    assert url_of(session, aicha) in sheet
    assert ": en attente" in sheet

    relay.taken_up_by, relay.taken_up_at = operations, timezone.now()
    relay.save()
    for path in (marks, session.get_absolute_url()):
        assert f"pris en charge le {long_date(day)}" in as_operations.get(path).content.decode()


def test_history_holds_no_sentence(operations, aicha):
    send(operations, aicha)

    event = apps.get_model("chantiers.RelayEvent").objects.values().get()
    assert "sentence" not in event


def test_list_says_what_waits_first(as_operations, operations, counsellor, chantier, aicha):
    taken = send(operations, aicha)
    taken.taken_up_by, taken.taken_up_at = counsellor, timezone.now()
    taken.save()
    other = PlacementFactory(chantier=chantier, participant__first_name="Mamadou").participant
    send(operations, other)
    send(operations, aicha)

    page = as_operations.get(reverse("chantiers:relay_sent"))

    assert [relay.is_waiting for relay in page.context["page"]] == [True, True, False]
    assert "pris en charge le" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_queries(as_operations, operations, chantier, session, rows, django_assert_num_queries):
    for _ in range(rows):
        send(operations, PlacementFactory(chantier=chantier).participant, session)

    with django_assert_num_queries(7):
        as_operations.get(session.get_absolute_url())
    with django_assert_num_queries(5):
        as_operations.get(reverse("chantiers:relay_sent"))


# Emploi trouvé


def found_work(session, person, by, state="AP", reason="job_found"):
    return mark_attendance(session, person.pk, state=state, reason=reason, by=by)


def test_job_found_makes_one_task_for_counselling(as_operations, session, aicha):
    url = reverse("chantiers:mark", args=[session.pk, aicha.pk])

    as_operations.post(url, {"state": "AP", "reason": "job_found"})
    as_operations.post(url, {"state": "AP", "reason": "job_found"})

    task = Task.objects.get()
    assert (task.kind, task.role, task.participant) == ("job_found", "counsellor", aicha)
    assert task.words == "Emploi trouvé ? Prenez contact et encodez la sortie."
    assert task.url == reverse("parcours:person", args=[aicha.pk])
    assert task.key == f"job_found:{aicha.pk}:{session.chantier.programme_id}"


def test_other_reasons_make_none(operations, session, aicha):
    found_work(session, aicha, operations, reason="illness")
    found_work(session, aicha, operations, state="P", reason="")

    assert Task.objects.count() == 0


@pytest.mark.parametrize(("state", "reason"), [("", ""), ("P", ""), ("AP", "family")])
def test_cleared_mark_settles_the_task(operations, session, aicha, state, reason):
    found_work(session, aicha, operations)

    found_work(session, aicha, operations, state=state, reason=reason)
    assert not Task.objects.get().is_open

    found_work(session, aicha, operations)
    assert Task.objects.open().count() == 1


def test_next_weeks_mark_tells_the_same_news(operations, session, chantier, aicha):
    later = SessionFactory(chantier=chantier, on=session.day + timedelta(days=7))
    found_work(session, aicha, operations)
    settle(Task.objects.get().key, by=operations)

    found_work(later, aicha, operations)
    assert Task.objects.open().count() == 0


def test_task_stays_while_another_mark_says_so(operations, session, chantier, aicha):
    later = SessionFactory(chantier=chantier, on=session.day + timedelta(days=7))
    found_work(session, aicha, operations)
    found_work(later, aicha, operations)

    found_work(session, aicha, operations, state="P", reason="")
    assert Task.objects.get().is_open


def test_news_of_another_season_are_new(operations, session, chantier, aicha):
    autumn = SessionFactory(chantier=chantier, on=session.day + timedelta(days=200))
    found_work(session, aicha, operations)
    settle(Task.objects.get().key, by=operations)

    found_work(autumn, aicha, operations)
    assert Task.objects.open().count() == 1


def test_corrected_mark_settles_it_too(operations, coordinator, session, aicha):
    found_work(session, aicha, operations)
    close_session(session, by=operations)

    correct_attendance(Attendance.objects.get(), state="AN", reason="Erreur de personne", by=coordinator)

    assert not Task.objects.get().is_open


def test_relay_opened_in_another_programme_is_refused_and_kept_on_the_page(as_operations, programme, session, aicha):
    typed = {"sentence": SENTENCE, "urgency": "week", "programme": programme.pk + 1}

    page = as_operations.post(url_of(session, aicha), typed)

    assert page.context["form"].non_field_errors() == [OTHER_PROGRAMME]
    assert SENTENCE in page.content.decode()
    assert f'name="programme" value="{programme.pk + 1}"' in page.content.decode()
    assert Relay.objects.count() == 0
