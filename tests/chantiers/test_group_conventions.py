"""Drafting the conventions of a whole group from its worksite's page."""

from datetime import date

import pytest

from participants.models import Convention
from tests.factories import ChantierFactory, ConventionFactory, PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chantier(programme):
    return ChantierFactory(programme=programme, works="Peindre les halls", indicative_hours="lundi de 9 h à 12 h")


def address(chantier):
    return f"/chantiers/{chantier.pk}/conventions/"


def test_group_page_drafts_a_convention_for_each_person_ticked(as_operations, chantier):
    places = [PlacementFactory(chantier=chantier, starts_on=date(2026, 3, day)) for day in (2, 3, 4)]
    ticked = [place.participant_id for place in places[:2]]

    answer = as_operations.post(address(chantier), {"people": ticked}, follow=True)

    drafts = Convention.objects.order_by("starts_on").values_list("participant", "starts_on", "ends_on", "task")
    assert list(drafts) == [
        (ticked[0], date(2026, 3, 2), chantier.ends_on, "Peindre les halls"),
        (ticked[1], date(2026, 3, 3), chantier.ends_on, "Peindre les halls"),
    ]
    assert "2 brouillons préparés." in answer.content.decode()


def test_group_page_shows_the_convention_of_who_has_one(as_operations, chantier, programme):
    having, lacking = (PlacementFactory(chantier=chantier) for _ in range(2))
    convention = ConventionFactory(programme=programme, participant=having.participant)

    page = as_operations.get(address(chantier)).content.decode()

    assert convention.get_absolute_url() in page
    assert f'value="{lacking.participant_id}"' in page
    assert f'value="{having.participant_id}"' not in page


def test_group_page_names_whom_it_could_not_draft_for_and_goes_on(as_operations, chantier, programme):
    having, lacking = (PlacementFactory(chantier=chantier) for _ in range(2))
    ConventionFactory(programme=programme, participant=having.participant)

    answer = as_operations.post(
        address(chantier), {"people": [having.participant_id, lacking.participant_id]}, follow=True
    )

    page = answer.content.decode()
    assert f"{having.participant} : Cette personne a déjà une convention en cours à ces dates." in page
    assert "1 brouillon préparé." in page
    assert Convention.objects.filter(participant=lacking.participant, state="draft").exists()


def test_group_page_drafts_for_nobody_outside_the_group(as_operations, chantier, programme):
    PlacementFactory(chantier=chantier)
    outside = PlacementFactory(chantier=ChantierFactory(programme=programme))

    as_operations.post(address(chantier), {"people": [outside.participant_id]})

    assert not Convention.objects.exists()


def test_group_page_asks_for_somebody(as_operations, chantier):
    PlacementFactory(chantier=chantier)

    page = as_operations.post(address(chantier), {}).content.decode()

    assert "Cochez au moins une personne." in page


def test_group_page_says_when_nothing_is_left_to_do(as_operations, chantier, programme):
    ConventionFactory(programme=programme, participant=PlacementFactory(chantier=chantier).participant)

    assert (
        "Chaque personne du groupe a une convention en cours." in as_operations.get(address(chantier)).content.decode()
    )


def test_group_page_of_an_empty_group_says_what_to_do(as_operations, chantier):
    assert (
        "Ajoutez d’abord des personnes au groupe du chantier." in as_operations.get(address(chantier)).content.decode()
    )


def test_group_page_asks_the_same_number_of_questions(
    as_operations, chantier, programme, django_assert_max_num_queries
):
    ConventionFactory(programme=programme, participant=PlacementFactory(chantier=chantier).participant)
    with django_assert_max_num_queries(7):
        as_operations.get(address(chantier))
    for _ in range(2):
        ConventionFactory(programme=programme, participant=PlacementFactory(chantier=chantier).participant)
    with django_assert_max_num_queries(7):
        as_operations.get(address(chantier))


def test_group_page_is_closed_to_counsellors_and_strangers(as_counsellor, as_stranger, chantier):
    assert as_counsellor.get(address(chantier)).status_code == 403
    assert as_stranger.get(address(chantier)).status_code == 404
