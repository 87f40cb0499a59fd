"""Pages of sessions: one, a series previewed date by date, a cancellation, a deletion, the sheet to sign."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pikepdf import Pdf

from chantiers.models import Session
from tests.factories import (
    AttendanceFactory,
    ChantierFactory,
    ParticipantFactory,
    PlacementFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

SESSION = {"day": "2026-03-04", "start": "09:00", "end": "15:00", "kind": "volunteering", "activity": "Ponçage"}
SERIES = {
    "first_day": "2025-04-28",
    "last_day": "2025-05-06",
    "weekdays": ["0", "3"],
    "start": "09:00",
    "end": "15:00",
    "kind": "volunteering",
}


@pytest.fixture
def chantier(programme):
    return ChantierFactory(programme=programme)


@pytest.fixture
def series_url(chantier):
    return reverse("chantiers:session_series", args=[chantier.pk])


def test_overlap_is_said_beside_the_hour_and_nothing_is_lost(as_operations, chantier):
    url = reverse("chantiers:session_create", args=[chantier.pk])
    assert as_operations.post(url, SESSION).url == chantier.get_absolute_url()

    answer = as_operations.post(url, SESSION | {"start": "12:00", "end": "16:00", "activity": "Peinture"})

    assert answer.context["form"].errors == {"start": ["Une autre séance de ce chantier occupe déjà ce moment."]}
    page = answer.content.decode()
    assert 'value="Peinture"' in page
    assert 'value="12:00"' in page
    assert Session.objects.count() == 1


def test_session_ends_after_it_starts(as_operations, chantier):
    url = reverse("chantiers:session_create", args=[chantier.pk])
    answer = as_operations.post(url, SESSION | {"end": "08:00"})

    assert answer.context["form"].errors == {"end": ["L'heure de fin vient après l'heure de début."]}


def test_duplicate_proposes_the_same_session_a_week_later(as_operations, chantier):
    session = SessionFactory(chantier=chantier, on=date(2026, 3, 4), activity="Ponçage")
    url = reverse("chantiers:session_create", args=[chantier.pk])

    initial = as_operations.get(url, {"modele": session.pk}).context["form"].initial

    assert (initial["day"], initial["activity"], f"{initial['start']:%H:%M}") == (date(2026, 3, 11), "Ponçage", "09:00")


def test_session_is_changed_then_cancelled_then_restored(as_operations, chantier):
    session = SessionFactory(chantier=chantier, on=date(2026, 3, 4))
    as_operations.post(reverse("chantiers:session_edit", args=[session.pk]), SESSION | {"start": "10:00"})
    session.refresh_from_db()
    assert (f"{session.start:%H:%M}", session.activity) == ("10:00", "Ponçage")

    as_operations.post(reverse("chantiers:session_cancel", args=[session.pk]), {"reason": "weather"})
    session.refresh_from_db()
    assert (session.state, session.cancel_reason) == ("cancelled", "weather")

    as_operations.post(reverse("chantiers:session_restore", args=[session.pk]))
    session.refresh_from_db()
    assert session.state == "planned"


def test_series_shows_every_date_before_anything_is_written(as_operations, chantier, series_url):
    SessionFactory(chantier=chantier, on=date(2025, 5, 5))
    answer = as_operations.post(series_url, SERIES | {"preview": "1"})

    assert [(row.day, row.holiday, row.is_taken) for row in answer.context["preview"]] == [
        (date(2025, 4, 28), "", False),
        (date(2025, 5, 1), "Fête du Travail", False),
        (date(2025, 5, 5), "", True),
    ]
    page = answer.content.decode()
    assert "férié : Fête du Travail" in page
    assert "déjà prise" in page
    assert Session.objects.count() == 1


def test_series_writes_the_dates_that_stay_ticked(as_operations, chantier, series_url):
    shown = ["2025-04-28", "2025-05-01", "2025-05-05"]
    answer = as_operations.post(
        series_url, SERIES | {"create": "1", "shown": shown, "days": ["2025-04-28", "2025-05-05"]}
    )

    assert answer.url == chantier.get_absolute_url()
    assert [session.day for session in Session.objects.order_by("period")] == [date(2025, 4, 28), date(2025, 5, 5)]


def test_series_whose_dates_changed_is_shown_again(as_operations, series_url):
    shown = ["2025-04-28", "2025-05-01", "2025-05-05"]
    answer = as_operations.post(
        series_url, SERIES | {"last_day": "2025-05-08", "create": "1", "shown": shown, "days": shown}
    )

    assert (answer.context["is_stale"], len(answer.context["preview"])) == (True, 4)
    assert not Session.objects.exists()


def test_series_taken_meanwhile_is_refused_whole(as_operations, chantier, series_url):
    shown = ["2025-04-28", "2025-05-01", "2025-05-05"]
    SessionFactory(chantier=chantier, on=date(2025, 5, 5))
    answer = as_operations.post(series_url, SERIES | {"create": "1", "shown": shown, "days": shown})

    assert answer.context["form"].errors == {"start": ["Une autre séance de ce chantier occupe déjà ce moment."]}
    assert [row.is_wanted for row in answer.context["preview"]] == [True, True, False]
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"last_day": "2025-04-01"}, {"last_day": ["La fin vient après le début."]}),
        ({"last_day": "2026-06-01"}, {"last_day": ["Une série dure un an au plus."]}),
        (
            {"weekdays": ["5"], "last_day": "2025-04-30"},
            {"weekdays": ["Aucun de ces jours ne tombe entre les deux dates."]},
        ),
    ],
)
def test_series_says_what_is_wrong(as_operations, series_url, change, errors):
    assert as_operations.post(series_url, SERIES | change).context["form"].errors == errors


def test_sessions_to_come_are_listed_then_deleted(as_operations, chantier):
    tomorrow = timezone.localdate() + timedelta(days=1)
    SessionFactory(chantier=chantier, on=tomorrow)
    held = SessionFactory(chantier=chantier, on=date(2025, 3, 3))
    url = reverse("chantiers:session_delete_upcoming", args=[chantier.pk])
    assert [session.day for session in as_operations.get(url).context["sessions"]] == [tomorrow]

    answer = as_operations.post(url, {"from_day": "2025-01-01"})
    assert answer.context["form"].errors == {"from_day": ["Choisissez aujourd'hui ou un jour à venir."]}
    as_operations.post(url, {"from_day": tomorrow.isoformat()})
    assert list(Session.objects.all()) == [held]


def test_sheet_to_sign_tells_two_first_names_apart(as_operations, chantier):
    for names in (("Aïcha", "Benali"), ("Aïcha", "Bouazza"), ("Luc", "Peeters")):
        person = ParticipantFactory(first_name=names[0], last_name=names[1])
        PlacementFactory(chantier=chantier, participant=person, starts_on=date(2025, 3, 3))
    gone = PlacementFactory(chantier=chantier, starts_on=date(2025, 3, 3), ends_on=date(2025, 3, 10), state="left")
    session = SessionFactory(chantier=chantier, on=date(2025, 4, 1))

    answer = as_operations.get(reverse("chantiers:sign_in_sheet", args=[session.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert len(Pdf.open(io.BytesIO(answer.content)).pages) == 1
    names = answer.context["sheet"]["names"]
    assert names == ["Aïcha Be.", "Aïcha Bo.", "Luc P."]
    assert gone.participant.first_name not in " ".join(names)


def test_sheet_of_another_programme_is_not_found(as_operations, other_programme):
    session = SessionFactory(chantier=ChantierFactory(programme=other_programme))

    assert as_operations.get(reverse("chantiers:sign_in_sheet", args=[session.pk])).status_code == 404


def test_marked_session_is_not_cancelled_from_the_page(as_operations, chantier):
    place = PlacementFactory(chantier=chantier)
    session = SessionFactory(chantier=chantier)
    AttendanceFactory(session=session, participant=place.participant)

    answer = as_operations.post(reverse("chantiers:session_cancel", args=[session.pk]), {"reason": "weather"})

    assert answer.context["form"].errors == {"reason": ["Des présences sont déjà pointées : effacez-les d'abord."]}
