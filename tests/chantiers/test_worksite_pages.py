"""Pages of sites, worksites and groups, as operations lives them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from chantiers.actions.attendance import close_session
from chantiers.models import Chantier, Placement, Site
from participants.models import AllowanceLine
from tests.factories import (
    AttendanceFactory,
    ChantierFactory,
    EnrolmentFactory,
    ParticipantFactory,
    PlacementFactory,
    SessionFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chantier(programme):
    return ChantierFactory(programme=programme, code="CH-1", places=2)


def enrol(programme, **names):
    return EnrolmentFactory(programme=programme, participant=ParticipantFactory(**names)).participant


def test_site_is_added_then_changed(as_operations, programme):
    answer = as_operations.post(reverse("chantiers:site_create"), {"name": "Cour du Canal"})
    site = Site.objects.get()
    assert (answer.url, site.programme) == (reverse("chantiers:site_list"), programme)

    as_operations.post(reverse("chantiers:site_edit", args=[site.pk]), {"name": "Cour du Canal", "postcode": "1080"})
    site.refresh_from_db()
    assert site.postcode == "1080"


def test_site_name_is_not_taken_twice_and_nothing_typed_is_lost(as_operations, programme):
    SiteFactory(programme=programme, name="Cour du Canal")
    answer = as_operations.post(reverse("chantiers:site_create"), {"name": "cour du canal", "address": "Quai 3"})

    assert answer.context["form"].errors == {"name": ["Un site porte déjà ce nom."]}
    assert 'value="Quai 3"' in answer.content.decode()


def test_sites_of_another_programme_stay_out(as_operations, other_programme):
    site = SiteFactory(programme=other_programme, name="Ailleurs")

    assert list(as_operations.get(reverse("chantiers:site_list")).context["sites"]) == []
    assert as_operations.get(reverse("chantiers:site_edit", args=[site.pk])).status_code == 404


def test_chantier_is_added_with_its_own_amount(as_operations, programme):
    site = SiteFactory(programme=programme)
    answers = {
        "code": "CH26-1",
        "site": site.pk,
        "works": "Jardinières",
        "starts_on": "2026-03-02",
        "ends_on": "2026-06-30",
        "places": 8,
        "day_amount": "32,50",
    }
    answer = as_operations.post(reverse("chantiers:chantier_create"), answers)
    chantier = Chantier.objects.get()

    assert answer.url == chantier.get_absolute_url()
    assert (chantier.programme, str(chantier.day_amount), chantier.state) == (programme, "32.50", "open")


def test_chantier_in_error_keeps_what_was_typed(as_operations, chantier):
    answers = {
        "code": "ch-1",
        "site": chantier.site_id,
        "works": "Jardinières",
        "starts_on": "2026-06-30",
        "ends_on": "2026-03-02",
        "places": 8,
    }
    answer = as_operations.post(reverse("chantiers:chantier_create"), answers)

    assert answer.context["form"].errors == {
        "code": ["Un chantier porte déjà ce code."],
        "ends_on": ["La fin vient après le début."],
    }
    assert 'value="Jardinières"' in answer.content.decode()


def test_chantier_takes_no_site_of_another_programme(as_operations, programme, other_programme):
    SiteFactory(programme=programme)
    foreign = SiteFactory(programme=other_programme)
    answers = {"code": "X", "site": foreign.pk, "works": "X", "starts_on": "2026-03-02", "ends_on": "2026-03-02"}
    answer = as_operations.post(reverse("chantiers:chantier_create"), answers | {"places": 1})

    assert list(answer.context["form"].errors) == ["site"]


def test_chantier_ends_only_without_open_register(as_operations, chantier):
    session = SessionFactory(chantier=chantier)
    url = reverse("chantiers:chantier_state", args=[chantier.pk])
    as_operations.post(url, {"state": "closed"})
    chantier.refresh_from_db()
    assert chantier.state == "open"

    session.delete()
    as_operations.post(url, {"state": "closed"})
    chantier.refresh_from_db()
    assert chantier.state == "closed"


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"words": "peinture"}, ["CH-A"]),
        ({"words": "ilot JARDIN"}, ["CH-B"]),
        ({"state": "closed"}, ["CH-B"]),
        ({"words": "rien"}, []),
    ],
)
def test_chantiers_are_found_by_words_site_and_state(as_operations, programme, query, codes):
    ChantierFactory(programme=programme, code="CH-A", works="Peinture des halls")
    ilot = SiteFactory(programme=programme, name="Îlot des Ateliers")
    ChantierFactory(programme=programme, code="CH-B", works="Jardinières", site=ilot, state="closed")

    page = as_operations.get(reverse("chantiers:chantier_list"), query).context["page"]

    assert [chantier.code for chantier in page] == codes


def test_person_found_by_search_joins_the_group(as_operations, chantier, programme):
    yilmaz = enrol(programme, first_name="Ayşe", last_name="Yılmaz")
    enrol(programme, first_name="Luc", last_name="Peeters")
    url = reverse("chantiers:placement_create", args=[chantier.pk])
    assert as_operations.get(url, {"q": "yilmaz"}).context["found"] == [yilmaz]

    answers = {"participant": yilmaz.pk, "state": "active", "starts_on": "2025-03-03"}
    answer = as_operations.post(url, answers)

    assert answer.url == chantier.get_absolute_url()
    place = Placement.objects.get()
    assert (place.participant, place.state, place.starts_on) == (yilmaz, "active", date(2025, 3, 3))
    assert as_operations.get(url, {"q": "yilmaz"}).context["found"] == []


def test_person_without_first_day_stays_on_the_page_with_its_error(as_operations, chantier, programme):
    person = enrol(programme, first_name="Ayşe", last_name="Yılmaz")
    url = reverse("chantiers:placement_create", args=[chantier.pk])
    answer = as_operations.post(f"{url}?q=yilmaz", {"participant": person.pk, "state": "active", "starts_on": ""})

    assert answer.context["form"].errors == {"starts_on": ["Indiquez le premier jour dans le groupe."]}
    assert answer.context["found"] == [person]


def test_person_of_another_programme_is_never_found(as_operations, chantier, other_programme):
    person = enrol(other_programme, first_name="Ayşe", last_name="Yılmaz")
    url = reverse("chantiers:placement_create", args=[chantier.pk])

    assert as_operations.get(url, {"q": "yilmaz"}).context["found"] == []
    as_operations.post(url, {"participant": person.pk, "state": "candidate"})
    assert not Placement.objects.exists()


def test_place_moves_from_page_to_page(as_operations, chantier):
    place = PlacementFactory(chantier=chantier, state="candidate", starts_on=None)
    url = reverse("chantiers:placement_edit", args=[place.pk])
    assert [name for name, _, _ in as_operations.get(url).context["moves"]] == ["invite", "activate", "decline"]

    as_operations.post(url, {"move": "invite"})
    as_operations.post(url, {"move": "activate", "starts_on": "2025-03-10"})
    place.refresh_from_db()
    assert (place.state, place.starts_on) == ("active", date(2025, 3, 10))

    answer = as_operations.post(url, {"move": "leave", "ends_on": "2025-03-01", "reason": "Déménagement"})
    assert {name: form for name, _, form in answer.context["moves"]}["leave"].errors == {
        "ends_on": ["La fin vient après le début."]
    }
    assert 'value="Déménagement"' in answer.content.decode()
    as_operations.post(url, {"move": "leave", "ends_on": "2025-04-01", "reason": "Déménagement"})
    place.refresh_from_db()
    assert (place.state, place.ends_on, place.reason) == ("left", date(2025, 4, 1), "Déménagement")


def test_move_not_offered_changes_nothing(as_operations, chantier):
    place = PlacementFactory(chantier=chantier)

    assert (
        as_operations.post(reverse("chantiers:placement_edit", args=[place.pk]), {"move": "invite"}).status_code == 200
    )
    place.refresh_from_db()
    assert place.state == "active"


def test_group_over_its_places_is_said(as_operations, chantier):
    for _ in range(3):
        PlacementFactory(chantier=chantier, starts_on=date(2025, 3, 3))

    page = as_operations.get(chantier.get_absolute_url()).content.decode()

    assert "Le groupe compte 3 personnes pour 2 places." in page


def test_page_counts_presences_and_hours(as_operations, chantier):
    place = PlacementFactory(chantier=chantier)
    for state, day in (("P", 3), ("AN", 4)):
        session = SessionFactory(chantier=chantier, on=date(2025, 3, day))
        AttendanceFactory(session=session, participant=place.participant, state=state)

    context = as_operations.get(chantier.get_absolute_url(), {"seances": "passees"}).context

    assert context["figures"] == {"present": 1, "counted": 2, "minutes": 360}
    assert [(row.day.day, row.mark_count, row.headcount) for row in context["page"]] == [(4, 1, 1), (3, 1, 1)]


def test_counsellor_reads_and_does_not_edit(as_counsellor, chantier):
    page = as_counsellor.get(chantier.get_absolute_url()).content.decode()

    assert reverse("chantiers:placement_create", args=[chantier.pk]) not in page
    assert as_counsellor.get(reverse("chantiers:chantier_edit", args=[chantier.pk])).status_code == 403


@pytest.mark.parametrize("name", ["site_list", "chantier_list"])
def test_lists_cost_the_same_whatever_their_rows(as_operations, programme, django_assert_max_num_queries, name):
    def count():
        with django_assert_max_num_queries(6) as captured:
            as_operations.get(reverse(f"chantiers:{name}"))
        return len(captured)

    ChantierFactory(programme=programme)
    one = count()
    ChantierFactory.create_batch(2, programme=programme)
    assert count() == one


def test_page_costs_the_same_whatever_its_rows(as_operations, chantier, django_assert_max_num_queries):
    def fill(first_day):
        place = PlacementFactory(chantier=chantier)
        session = SessionFactory(chantier=chantier, on=date(2025, 3, first_day))
        AttendanceFactory(session=session, participant=place.participant)

    def count():
        with django_assert_max_num_queries(12) as captured:
            as_operations.get(chantier.get_absolute_url(), {"seances": "passees"})
        return len(captured)

    fill(3)
    one = count()
    fill(4)
    fill(5)
    assert count() == one


def test_no_text_of_a_worksite_keeps_a_national_number(as_operations, chantier):
    number = "Badge 85.07.30-033.28"
    site = as_operations.post(reverse("chantiers:site_create"), {"name": "Cour", "access_notes": number})
    place = PlacementFactory(chantier=chantier)
    leave = {"move": "leave", "ends_on": "2026-01-10", "reason": number}
    placement = as_operations.post(reverse("chantiers:placement_edit", args=[place.pk]), leave)

    sentence = ["Retirez le numéro national : il ne se garde pas ici."]
    assert site.context["form"].errors == {"access_notes": sentence}
    assert placement.context["refused"].errors == {"reason": sentence}


def test_lines_not_yet_approved_follow_a_new_day_amount(as_operations, operations, chantier, programme):
    session = SessionFactory(chantier=chantier)
    place = PlacementFactory(chantier=chantier)
    AttendanceFactory(session=session, participant=place.participant)
    close_session(session, by=operations)
    fields = {"code": chantier.code, "site": chantier.site_id, "works": chantier.works, "places": 8}
    days = {"starts_on": chantier.starts_on.isoformat(), "ends_on": chantier.ends_on.isoformat()}

    answer = as_operations.post(
        reverse("chantiers:chantier_edit", args=[chantier.pk]), fields | days | {"day_amount": "35,50"}
    )

    assert answer.status_code == 302
    assert AllowanceLine.objects.get().expected_amount == Decimal("35.50")
