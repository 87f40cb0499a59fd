"""The attendance page as a browser without JavaScript sees it, and as htmx does."""

from datetime import date, time

import pytest
from django.urls import reverse

from chantiers.models import Attendance, Session
from tests.factories import ChantierFactory, PlacementFactory, SessionFactory, make_payable

pytestmark = pytest.mark.django_db


@pytest.fixture
def chantier(programme):
    return ChantierFactory(programme=programme)


@pytest.fixture
def session(chantier):
    return SessionFactory(chantier=chantier, on=date(2025, 3, 3))


@pytest.fixture
def aicha(chantier):
    person = PlacementFactory(
        chantier=chantier, participant__first_name="Aïcha", participant__last_name="Benomar"
    ).participant
    make_payable(person, chantier.programme)
    return person


def tap(client, session, person, state, **extra):
    url = reverse("chantiers:mark", args=[session.pk, person.pk])
    return client.post(url + extra.pop("query", ""), {"state": state} | extra.pop("data", {}), **extra)


def test_page_shows_site_names_and_the_missing_convention(as_operations, session, aicha, chantier):
    undecided = PlacementFactory(chantier=chantier, participant__first_name="Mamadou").participant

    page = as_operations.get(session.get_absolute_url()).content.decode()

    assert "Aïcha B." in page
    assert "Benomar" not in page
    assert "Convention non signée pour ce jour" in page
    assert f"/participants/{undecided.pk}/#conventions" in page
    assert "0 / 2" in page


def test_tap_is_saved_and_a_second_one_clears_it(as_operations, session, aicha):
    tap(as_operations, session, aicha, "P", query="?revision=0")
    assert Attendance.objects.get().state == "P"

    page = as_operations.get(session.get_absolute_url()).content.decode()
    assert 'aria-pressed="true"' in page
    tap(as_operations, session, aicha, "", query="?revision=1")

    assert Attendance.objects.get().state == ""


def test_htmx_gets_the_row_the_progress_and_the_bar(as_operations, session, aicha):
    answer = tap(as_operations, session, aicha, "P", headers={"HX-Request": "true"}).content.decode()

    assert f'id="personne-{aicha.pk}"' in answer
    assert "1 / 1" in answer
    assert answer.count('hx-swap-oob="true"') == 2
    assert "<html" not in answer


def test_same_tap_id_counts_once(as_operations, session, aicha):
    headers = {
        "HX-Request": "true",
        "X-Tap-Id": "0b9f2f0e-5f43-4f1e-8a7e-0d9f4a1f8f11",
        "X-Tap-Time": "2025-03-03T09:00:00Z",
    }
    tap(as_operations, session, aicha, "P", query="?revision=0", headers=headers)

    tap(as_operations, session, aicha, "P", query="?revision=0", headers=headers)

    assert Attendance.objects.get().revision == 1


def test_conflict_says_who_and_overwrites_nothing(as_operations, operations, session, aicha):
    tap(as_operations, session, aicha, "AN", query="?revision=0")

    answer = tap(as_operations, session, aicha, "P", query="?revision=0", headers={"HX-Request": "true"})

    assert f"{operations} a déjà noté" in answer.content.decode()
    assert Attendance.objects.get().state == "AN"


def test_late_arrival_then_early_departure_keep_both_times(as_operations, session, aicha):
    tap(as_operations, session, aicha, "R", data={"time": "09:30"})
    tap(as_operations, session, aicha, "D", data={"time": "14:00"})

    mark = Attendance.objects.get()
    assert (mark.arrived_at, mark.left_at, mark.minutes) == (time(9, 30), time(14), 270)


def test_unreadable_time_comes_back_as_typed(as_operations, session, aicha):
    page = tap(as_operations, session, aicha, "R", data={"time": "neuf heures"}).content.decode()

    assert 'value="neuf heures"' in page
    assert "Écrivez l&#x27;heure ainsi" in page
    assert Attendance.objects.count() == 0


def test_everybody_present_then_closed_then_undone(as_operations, session, aicha):
    as_operations.post(reverse("chantiers:mark_everyone", args=[session.pk]))
    page = as_operations.post(reverse("chantiers:attendance_close", args=[session.pk]), follow=True).content.decode()
    assert "Clôturée le" in page
    assert "1 défraiement à préparer" in page

    as_operations.post(reverse("chantiers:attendance_reopen", args=[session.pk]))

    session.refresh_from_db()
    assert session.state == Session.State.OPEN


def test_plain_form_saves_every_radio_at_once(as_operations, session, aicha):
    url = reverse("chantiers:attendance_form", args=[session.pk])
    assert 'type="radio"' in as_operations.get(url).content.decode()

    as_operations.post(url, {f"state-{aicha.pk}": "AN"})

    assert Attendance.objects.get().state == "AN"


def test_counsellor_reads_and_records_nothing(as_counsellor, session, aicha):
    page = as_counsellor.get(session.get_absolute_url())
    assert "Tous présents" not in page.content.decode()

    assert tap(as_counsellor, session, aicha, "P").status_code == 403


def test_coordination_corrects_with_a_reason(as_operations, as_coordinator, session, aicha):
    tap(as_operations, session, aicha, "P")
    as_operations.post(reverse("chantiers:attendance_close", args=[session.pk]))
    url = reverse("chantiers:attendance_correct", args=[session.pk, aicha.pk])

    assert "Ce champ est obligatoire" in as_coordinator.post(url, {"state": "AN"}).content.decode()
    as_coordinator.post(url, {"state": "AN", "reason": "Erreur de personne"})

    mark = Attendance.objects.get()
    assert (mark.state, mark.correction_reason, mark.line) == ("AN", "Erreur de personne", None)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_eight_queries_whatever_the_group(as_operations, session, chantier, rows, django_assert_num_queries):
    for _ in range(rows):
        make_payable(PlacementFactory(chantier=chantier).participant, chantier.programme)

    with django_assert_num_queries(7):
        as_operations.get(session.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_today_takes_the_same_queries(as_operations, chantier, rows, django_assert_num_queries):
    for number in range(rows):
        SessionFactory(chantier=ChantierFactory(programme=chantier.programme), on=date(2025, 3, 4 + number))

    with django_assert_num_queries(6):
        as_operations.get(reverse("chantiers:today"))


def test_stranger_meets_a_404(as_stranger, session):
    assert as_stranger.get(session.get_absolute_url()).status_code == 404
