"""Contacts and notes in a browser: what is typed is kept, what does not matter is hidden, a session warns before its end."""

import pytest

from accounts.roles import Role
from accounts.scope import rows_seen_by
from parcours.actions.notes import write_note
from parcours.models import Draft, Note
from tests.browser.people import DESK, PHONE, serious, signed_in
from tests.factories import ProgrammeFactory
from tests.fixtures import make_user
from tests.parcours.factories import ParcoursFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counsellor():
    """A counsellor with a colleague and somebody of operations."""
    programme = ProgrammeFactory()
    make_user(programme, Role.COUNSELLOR, first_name="Nadia", last_name="Autre")
    make_user(programme, Role.OPERATIONS, first_name="Luc", last_name="Chantier")
    return make_user(programme, Role.COUNSELLOR, email="conseil@example.org")


@pytest.fixture
def person(counsellor):
    """Somebody whom the counsellor follows, with a note of two levels."""
    person = ParcoursFactory(programme=counsellor.active_programme, referent=counsellor).participant
    write_note(person, level="follow_up", text="Viendra avec sa sœur.", by=counsellor)
    write_note(person, level="confidential", text="Ne le dire à personne.", by=counsellor)
    return person


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(browser, live_server, person, request):
    """A page where the counsellor is signed in, on a phone and at a desk."""
    page = signed_in(browser, live_server, "conseil@example.org", lands_on="/parcours/", kind=request.param)
    yield page
    assert page.complaints == []
    page.context.close()


def test_screens_fit_and_have_no_serious_axe_finding(page, person):
    for part in ("contacts/nouveau/", "notes/nouvelle/", "notes/"):
        page.goto(f"/parcours/{person.pk}/{part}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), part
        assert (part, serious(page)) == (part, [])


def test_typed_note_is_kept_offered_again_and_sent(page, person, counsellor):
    page.goto(f"/parcours/{person.pk}/notes/nouvelle/")
    assert page.get_by_label("Nadia Autre", exact=True).is_hidden()
    page.get_by_label("Confidentielle").check()
    page.get_by_label("Nadia Autre", exact=True).check()
    page.get_by_label("Texte").fill("Ce qui compte.")
    page.get_by_text("Brouillon enregistré à").wait_for()

    page.reload()
    assert page.get_by_label("Texte").input_value() == "Ce qui compte."
    assert page.get_by_label("Confidentielle").is_checked()
    assert page.get_by_label("Nadia Autre", exact=True).is_checked()
    page.get_by_label("Texte").fill("Ce qui compte vraiment.")
    page.get_by_role("button", name="Enregistrer la note").click()
    page.wait_for_url("**/notes/")

    with rows_seen_by(counsellor):
        assert (Note.objects.count(), Draft.objects.count()) == (3, 0)


def test_text_typed_over_an_ended_session_stays_on_the_page(page, person):
    page.goto(f"/parcours/{person.pk}/contacts/nouveau/")
    page.context.clear_cookies()
    page.get_by_label("Appel").check()
    page.get_by_label("En une phrase").fill("Reste là.")
    page.get_by_role("button", name="Noter le contact").click()

    page.get_by_text("votre session est fermée").wait_for()

    assert page.get_by_label("En une phrase").input_value() == "Reste là."
    page.complaints.clear()  # the browser tells of the request refused
    page.once("dialog", lambda dialog: dialog.accept())


def test_banner_warns_three_minutes_before_the_end_and_renews(page, person):
    page.clock.install()
    page.goto(f"/parcours/{person.pk}/notes/")
    page.clock.fast_forward("26:00")
    assert page.get_by_role("button", name="Rester connecté·e").count() == 0

    page.clock.fast_forward("01:10")
    page.get_by_text("Votre session se ferme dans 3 minutes.").wait_for()
    page.get_by_role("button", name="Rester connecté·e").click()
    page.get_by_text("Votre session se ferme dans 3 minutes.").wait_for(state="detached")

    page.clock.fast_forward("30:10")
    page.get_by_text("Votre session est fermée.").wait_for()
