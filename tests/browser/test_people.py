"""People in a browser: what scripts add to the list and the forms, and pages without a serious axe finding."""

import pytest

from accounts.roles import Role
from participants.models import Participant
from tests.browser.people import DESK, serious, signed_in
from tests.factories import EnrolmentFactory, ParticipantFactory, ProgrammeFactory
from tests.fixtures import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = [(320, 640, "light"), (390, 844, "dark"), (1280, 800, "light")]


@pytest.fixture
def person():
    """Fatima Benali, enrolled in a programme where operations works."""
    programme = ProgrammeFactory()
    make_user(programme, Role.OPERATIONS, email="operations@example.org")
    fatima = ParticipantFactory(first_name="Fatima", last_name="Benali", phone="0470 12 34 56")
    EnrolmentFactory(programme=programme, participant=fatima)
    EnrolmentFactory(programme=programme, participant=ParticipantFactory(first_name="Emine", last_name="Yılmaz"))
    return fatima


@pytest.fixture
def page(browser, live_server, person):
    """A page where operations is signed in; the console's complaints are in ``page.complaints``."""
    page = signed_in(browser, live_server, "operations@example.org", lands_on="/aujourdhui/", kind=DESK)
    yield page
    assert page.complaints == []
    page.context.close()


def test_screens_fit_and_have_no_serious_axe_finding(page, person):
    home = person.get_absolute_url()
    addresses = ["/participants/", "/participants/nouveau/", home, f"{home}modifier/contact/", f"{home}modifier/image/"]
    for width, height, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            grave = serious(page)
            assert (address, width, grave) == (address, width, [])


def test_typing_a_name_narrows_the_list_in_place(page):
    page.goto("/participants/")
    page.get_by_role("searchbox").press_sequentially("yilmaz")

    page.get_by_text("1 personne ·").wait_for()

    assert page.locator("tbody th").all_inner_texts() == ["Yılmaz, Emine"]
    assert "q=yilmaz" in page.url


def test_a_duplicate_shows_while_the_name_is_typed(page, person):
    page.goto("/participants/nouveau/")
    page.get_by_label("Prénom").fill("Fatma")
    page.get_by_label("Nom", exact=True).fill("Benali")
    page.keyboard.press("Tab")

    page.get_by_role("link", name="Ouvrir la fiche : Fatima Benali").wait_for()

    assert Participant.objects.count() == 2


def test_the_error_summary_takes_focus_and_leads_to_the_field(page, person):
    page.goto(f"{person.get_absolute_url()}modifier/contact/")
    page.get_by_label("E-mail").fill("fatima@")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Une réponse est à corriger").wait_for()

    assert page.title().startswith("Erreur : Contact")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="E-mail :").click()
    assert page.evaluate("document.activeElement.id") == "id_email"


def test_leaving_a_changed_form_asks_first(page, person):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{person.get_absolute_url()}modifier/contact/")
    page.goto("/participants/")
    assert asked == []

    page.goto(f"{person.get_absolute_url()}modifier/contact/")
    page.get_by_label("Commune").fill("Jette")
    page.goto("/participants/")
    assert asked == ["beforeunload"]
