"""Accounts in a real browser: an invitation from one person to the other, and pages that everybody can read."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.models import AccessLink
from accounts.roles import Role
from tests.factories import PASSWORD, MembershipFactory, ProgrammeFactory
from tests.fixtures import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
NEW = "une longue phrase à retenir"


@pytest.fixture
def opened(new_context):
    """Return a maker of pages, each in a browser of its own, with what their consoles complained about."""
    complaints = []

    def make(size):
        page = new_context(viewport=SIZES[size]).new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    make.complaints = complaints
    return make


@pytest.fixture
def administrator():
    """An administrator of two programmes."""
    user = make_user(ProgrammeFactory(name="Pilote"), Role.ADMINISTRATOR, Role.COORDINATOR, email="admin@example.org")
    MembershipFactory(user=user, programme=ProgrammeFactory(name="Second"), role=Role.ADMINISTRATOR)
    return user


def sign_in(page, live_server, user):
    page.goto(live_server.url)
    page.get_by_label("Adresse e-mail").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/impact/" if Role.COORDINATOR in user.roles else "**/equipe/")


def test_invitation_goes_from_one_phone_to_the_other(opened, live_server, administrator):
    here, there = opened("phone"), opened("phone")
    sign_in(here, live_server, administrator)
    here.goto(live_server.url + reverse("accounts:user_invite"))
    here.get_by_label("Prénom").fill("Nadia")
    here.get_by_label("Nom", exact=True).fill("Renard")
    here.get_by_label("Adresse e-mail").fill("nadia@example.org")
    here.get_by_label("Chargé.e des opérations").check()
    here.get_by_role("button", name="Créer le compte et le lien").click()
    link = here.get_by_label("Lien", exact=True).input_value()

    there.goto(link)
    there.get_by_label("Mot de passe", exact=True).fill(NEW)
    there.get_by_label("Mot de passe, une seconde fois").fill(NEW)
    there.get_by_role("button", name="Enregistrer le mot de passe").click()
    there.get_by_label("Adresse e-mail").fill("nadia@example.org")
    there.get_by_label("Mot de passe").fill(NEW)
    there.get_by_role("button", name="Se connecter").click()
    there.wait_for_url("**/aujourdhui/")

    here.get_by_role("button", name="Copier le lien").click()
    assert opened.complaints == []


def test_switch_and_sign_out_from_the_top_of_a_page(opened, live_server, administrator):
    page = opened("desk")
    sign_in(page, live_server, administrator)

    page.locator("header summary", has_text="Pilote").click()
    page.get_by_role("button", name="Second").click()
    page.wait_for_url("**/equipe/")
    assert "Vous travaillez maintenant dans « Second »." in page.inner_text("main")
    page.locator("header summary", has_text=str(administrator)).click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/comptes/connexion/")

    assert "Vous êtes déconnecté·e." in page.inner_text("main")
    assert opened.complaints == []


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_accounts_can_be_read_by_everybody(opened, live_server, administrator, size):
    guest = make_user(administrator.active_programme, Role.OPERATIONS, password=None)
    link = AccessLink.make(user=guest, purpose=AccessLink.Purpose.INVITATION, by=administrator)[1]
    page = opened(size)
    found = {}
    for path in ("/comptes/connexion/", link):
        found |= _look(page, live_server.url + path)
    sign_in(page, live_server, administrator)
    for path in (
        reverse("accounts:user_list"),
        reverse("accounts:user_invite"),
        reverse("accounts:user_edit", args=[guest.pk]),
        reverse("accounts:programme_edit"),
        reverse("account_change_password"),
    ):
        found |= _look(page, live_server.url + path)

    assert {path: problems for path, problems in found.items() if problems} == {}
    assert opened.complaints == []


def test_reference_data_is_served_under_the_strict_policy(opened, live_server, administrator):
    page = opened("desk")
    sign_in(page, live_server, administrator)

    for path in ("/administration/", "/administration/participants/allowanceceiling/add/"):
        page.goto(live_server.url + path)
    page.locator(".datetimeshortcuts a").first.click()  # "today": a behaviour of the admin's own scripts

    assert page.get_by_label("Du").input_value() != ""
    assert [line for line in opened.complaints if "Content Security Policy" in line] == []


def _look(page, address):
    page.goto(address)
    problems = [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        problems.append(("wider than the screen", []))
    return {address: problems}
