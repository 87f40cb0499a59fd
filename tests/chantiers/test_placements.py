"""Places in a group: who waits, who takes part from when to when, who comes back."""

from datetime import date

import pytest

from chantiers.actions import placements as actions
from participants.models import JobSeekerEvidence
from tests.factories import AttendanceFactory, ChantierFactory, EnrolmentFactory, PlacementFactory, SessionFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = date(2025, 3, 3), date(2025, 4, 1), date(2025, 5, 2)


@pytest.fixture
def chantier():
    return ChantierFactory()


@pytest.fixture
def enrolment(chantier):
    return EnrolmentFactory(programme=chantier.programme)


def test_candidate_is_invited_declines_is_invited_again_and_comes_in(chantier, enrolment):
    placement = actions.place_person(chantier, enrolment.participant)
    assert placement.state == "candidate"
    assert actions.invite(placement).state == "invited"
    assert actions.decline(placement).state == "declined"
    assert actions.invite(placement).state == "invited"

    placement = actions.activate(placement, starts_on=MARCH)
    assert (placement.state, placement.starts_on) == ("active", MARCH)


def test_person_who_has_a_place_is_not_added_twice(chantier, enrolment):
    actions.place_person(chantier, enrolment.participant)

    with pytest.raises(actions.AlreadyPlacedError):
        actions.place_person(chantier, enrolment.participant, state="active", starts_on=MARCH)


def test_active_place_needs_a_first_day(chantier, enrolment):
    with pytest.raises(actions.PlacementError) as refused:
        actions.place_person(chantier, enrolment.participant, state="active")

    assert refused.value.field == "starts_on"
    assert not chantier.placements.exists()


def test_first_place_records_the_entry_and_freezes_the_months(chantier, enrolment):
    JobSeekerEvidence.objects.create(enrolment=enrolment, registered_since=date(2022, 1, 20))
    placement = actions.place_person(chantier, enrolment.participant, state="active", starts_on=MARCH)
    enrolment.refresh_from_db()
    assert (enrolment.entered_on, enrolment.months_at_entry) == (MARCH, 38)

    actions.leave(placement, ends_on=APRIL)
    actions.come_back(placement, starts_on=MAY)
    enrolment.refresh_from_db()
    assert (enrolment.entered_on, enrolment.months_at_entry) == (MARCH, 38)


def test_person_who_left_comes_back_on_a_new_place(chantier, enrolment):
    placement = actions.place_person(chantier, enrolment.participant, state="active", starts_on=MARCH)
    left = actions.leave(placement, ends_on=APRIL, reason="Formation")
    assert (left.state, left.ends_on, left.reason) == ("left", APRIL, "Formation")

    with pytest.raises(actions.PlacementError, match="déjà dans le groupe à ces dates"):
        actions.come_back(left, starts_on=APRIL)
    back = actions.come_back(left, starts_on=MAY)

    assert (back.pk != left.pk, back.state, back.starts_on) == (True, "active", MAY)


def test_marked_days_stay_covered():
    placement = PlacementFactory(starts_on=MARCH)
    session = SessionFactory(chantier=placement.chantier, on=APRIL)
    AttendanceFactory(session=session, participant=placement.participant)

    with pytest.raises(actions.MarksOutsideError) as refused:
        actions.leave(placement, ends_on=date(2025, 3, 31))
    assert (refused.value.field, str(refused.value)) == (
        "ends_on",
        "La personne est pointée le 01/04/2025 : gardez ce jour.",
    )
    with pytest.raises(actions.MarksOutsideError):
        actions.change_dates(placement, starts_on=date(2025, 4, 2), ends_on=None)

    assert actions.change_dates(placement, starts_on=APRIL, ends_on=None).starts_on == APRIL
    assert actions.leave(placement, ends_on=APRIL).state == "left"


def test_leaving_before_arriving_is_refused():
    placement = PlacementFactory(starts_on=APRIL)

    with pytest.raises(actions.PlacementError, match="La fin vient après le début") as refused:
        actions.leave(placement, ends_on=MARCH)
    assert refused.value.field == "ends_on"


def test_stale_move_is_refused(chantier, enrolment):
    placement = actions.place_person(chantier, enrolment.participant)
    actions.decline(placement)

    with pytest.raises(actions.PlacementError, match="changé entre-temps"):
        actions.activate(placement, starts_on=MARCH)
