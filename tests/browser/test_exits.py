"""An exit and the news asked afterwards, in a real browser: what shows, what fits, what axe finds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from parcours.actions.exits import record_exit
from parcours.models import FollowUp, Outcome
from tests.browser.people import DESK, PHONE, serious, signed_in
from tests.factories import ProgrammeFactory
from tests.fixtures import make_user
from tests.parcours.factories import ParcoursFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def programme():
    """A programme that runs."""
    return ProgrammeFactory()


@pytest.fixture
def counsellor(programme):
    """The counsellor who signs in."""
    return make_user(programme, Role.COUNSELLOR, email="conseil@example.org")


@pytest.fixture
def page(browser, live_server, counsellor):
    """The counsellor's phone."""
    page = signed_in(browser, live_server, "conseil@example.org", lands_on="/parcours/", kind=PHONE)
    yield page
    page.context.close()


def test_place_shows_for_work_only_and_the_exit_is_kept(page, programme, counsellor):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    page.goto(f"/parcours/{parcours.enrolment.participant_id}/sortie/")
    place = page.get_by_label("Où (entreprise, centre, école)")
    assert not place.is_visible()

    page.get_by_label("Situation à la sortie").select_option(label="Contrat à durée indéterminée (CDI)")
    place.fill("Atelier du Canal")
    page.get_by_label("Situation à la sortie").select_option(label="Déménagement")
    assert not place.is_visible()
    page.get_by_label("Preuve", exact=True).select_option(value="person")
    assert serious(page) == []
    page.get_by_role("button", name="Enregistrer la sortie").click()
    page.wait_for_url("**/sortie/detail/")

    assert (Outcome.objects.get().situation, Outcome.objects.get().organisation) == ("moved", "")
    assert serious(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("kind", [PHONE, DESK])
def test_call_is_tried_in_two_taps_and_fits(browser, live_server, programme, counsellor, kind):
    day = timezone.localdate() - timedelta(days=28)
    parcours = ParcoursFactory(programme=programme, referent=counsellor, language="nl", opened_on=day)
    record_exit(parcours, situation="permanent", exited_on=day, evidence="person", by=counsellor)
    page = signed_in(browser, live_server, "conseil@example.org", lands_on="/parcours/", kind=kind)
    page.goto("/suivis/")
    assert serious(page) == []
    page.get_by_role("link", name=str(parcours)).click()

    page.get_by_label("Appel").check()
    page.get_by_role("button", name="Pas de réponse").click()

    page.get_by_text("L’essai est noté.").wait_for()
    assert FollowUp.objects.get(wave="28d").attempts.count() == 1
    assert serious(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.complaints == []
    page.context.close()
