"""The week of the team, and the schedule of the housing company: places and hours, never a resident."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chantiers.planning import headcount_band
from tests.factories import ChantierFactory, ParticipantFactory, PlacementFactory, SessionFactory, SiteFactory

pytestmark = pytest.mark.django_db

WEEK, SCHEDULE = reverse("chantiers:week"), reverse("chantiers:schedule")


def test_week_shows_its_seven_days_and_its_sessions(as_operations, programme):
    chantier = ChantierFactory(programme=programme)
    thursday = SessionFactory(chantier=chantier, on=date(2026, 3, 5))
    SessionFactory(chantier=chantier, on=date(2026, 3, 9))
    context = as_operations.get(WEEK, {"du": "2026-03-04"}).context

    assert [day.day.day for day in context["days"]] == [2, 3, 4, 5, 6, 7, 8]
    assert [session for day in context["days"] for session in day.sessions] == [thursday]
    assert (context["previous"], context["next"]) == (date(2026, 2, 23), date(2026, 3, 9))


def test_week_without_session_says_what_to_do(as_operations):
    assert "Aucune séance cette semaine" in as_operations.get(WEEK).content.decode()


@pytest.mark.parametrize("asked", ["demain", "2026-13-01", "9999-12-31", ""])
def test_date_that_cannot_be_shown_gives_today(as_operations, asked):
    today = timezone.localdate()

    assert as_operations.get(SCHEDULE, {"du": asked}).context["first_day"] == today


def test_schedule_shows_fourteen_days_from_today(as_housing, programme):
    today = timezone.localdate()
    chantier = ChantierFactory(programme=programme, nuisance="Bruit le matin")
    for days in (-1, 0, 13, 14):
        SessionFactory(chantier=chantier, on=today + timedelta(days=days))
    context = as_housing.get(SCHEDULE).context
    days = [day.day for week in context["weeks"] for day in week if day.sessions]

    assert (context["first_day"], context["last_day"]) == (today, today + timedelta(days=13))
    assert days == [today, today + timedelta(days=13)]


def test_schedule_holds_place_hours_and_nuisance_and_no_resident(as_housing, programme):
    today = timezone.localdate()
    chantier = ChantierFactory(programme=programme, nuisance="Bruit le matin", site__name="Cour du Canal")
    person = ParticipantFactory(first_name="Zénobie", last_name="Introuvable")
    place = PlacementFactory(chantier=chantier, participant=person)
    session = SessionFactory(chantier=chantier, on=today, activity="Ponçage", remark="Zénobie est venue")
    page = as_housing.get(SCHEDULE).content.decode()

    for words in ("Cour du Canal", "09:00–15:00", "Ponçage", "Bruit le matin", "02 000 00 00", "prévue"):
        assert words in page
    assert "Zénobie" not in page
    assert "Introuvable" not in page
    links = [session.get_absolute_url(), chantier.get_absolute_url(), place.participant.get_absolute_url()]
    assert [link for link in links if f'"{link}"' in page] == []


@pytest.mark.parametrize(
    ("number", "band"),
    [(0, ""), (9, ""), (10, "10 à 14 personnes"), (19, "15 à 19 personnes"), (34, "20 personnes ou plus")],
)
def test_headcount_is_a_band_and_nothing_under_ten(number, band):
    assert headcount_band(number) == band


def test_schedule_shows_the_band_of_a_large_group(as_housing, programme):
    chantier = ChantierFactory(programme=programme)
    SessionFactory(chantier=chantier, on=timezone.localdate())
    PlacementFactory.create_batch(9, chantier=chantier)
    assert "personnes" not in as_housing.get(SCHEDULE).content.decode()

    PlacementFactory(chantier=chantier)
    assert "10 à 14 personnes" in as_housing.get(SCHEDULE).content.decode()


def test_schedule_is_narrowed_to_one_site_of_the_programme(as_housing, programme, other_programme):
    today = timezone.localdate()
    here, there = (ChantierFactory(programme=programme) for _ in range(2))
    foreign = SiteFactory(programme=other_programme)
    for chantier in (here, there):
        SessionFactory(chantier=chantier, on=today)

    def chantiers(site):
        weeks = as_housing.get(SCHEDULE, {"site": site.pk}).context["weeks"]
        return {session.chantier for week in weeks for day in week for session in day.sessions}

    assert chantiers(here.site) == {here}
    assert chantiers(foreign) == {here, there}


def test_housing_reaches_no_page_of_the_team(as_housing, programme):
    session = SessionFactory(chantier=ChantierFactory(programme=programme))
    urls = [WEEK, session.chantier.get_absolute_url(), reverse("chantiers:sign_in_sheet", args=[session.pk])]

    assert [as_housing.get(url).status_code for url in urls] == [403, 403, 403]


@pytest.mark.parametrize("url", [WEEK, SCHEDULE])
def test_agendas_cost_the_same_whatever_their_sessions(as_operations, programme, django_assert_max_num_queries, url):
    def count():
        with django_assert_max_num_queries(6) as captured:
            as_operations.get(url)
        return len(captured)

    today = timezone.localdate()
    SessionFactory(chantier=ChantierFactory(programme=programme), on=today)
    one = count()
    for _ in range(2):
        SessionFactory(chantier=ChantierFactory(programme=programme), on=today)
    assert count() == one
