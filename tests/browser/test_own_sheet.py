"""A person's own sheet on a phone, at 400 % and on paper; relays and tasks on the team's screens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from chantiers.actions.relays import send_relay
from parcours.actions.sheets import make_sheet_link
from tests.browser.people import DESK, PHONE, serious, signed_in
from tests.factories import (
    AttendanceFactory,
    ChantierFactory,
    PlacementFactory,
    ProgrammeFactory,
    SessionFactory,
    make_payable,
)
from tests.fixtures import make_user
from tests.parcours.factories import ContactFactory, ParcoursFactory, StepFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENDLESS = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"


@pytest.fixture
def counsellor():
    return make_user(ProgrammeFactory(), Role.COUNSELLOR, Role.OPERATIONS, email="conseil@example.org")


@pytest.fixture
def parcours(counsellor):
    """Aïcha's pathway, with something in each part of her sheet."""
    today = timezone.localdate()
    chantier = ChantierFactory(
        programme=counsellor.active_programme,
        site__name="Cour du Canal",
        starts_on=today - timedelta(days=90),
        ends_on=today + timedelta(days=90),
    )
    person = PlacementFactory(chantier=chantier, participant__first_name="Aïcha").participant
    make_payable(person, counsellor.active_programme, today.year)
    closed = SessionFactory(
        chantier=chantier, on=today - timedelta(days=1), state="closed", closed_at=timezone.now() - timedelta(hours=1)
    )
    AttendanceFactory(session=closed, participant=person)
    for days in (0, 7, 14):
        SessionFactory(chantier=chantier, on=today + timedelta(days=days))
    parcours = ParcoursFactory(enrolment=person.enrolments.get(), referent=counsellor)
    StepFactory(parcours=parcours, words=f"Passer le test de français {ENDLESS}")
    StepFactory(parcours=parcours, words="Venir à l’accueil", state="done", ended_on=today)
    ContactFactory(parcours=parcours, next_on=today + timedelta(days=2))
    return parcours


@pytest.fixture
def path(parcours, counsellor):
    address = make_sheet_link(parcours.enrolment, language="fr", by=counsellor)[1]
    return "/" + address.split("/", 3)[3]


@pytest.mark.parametrize(("width", "height", "scheme"), [(320, 256, "light"), (390, 844, "dark"), (1280, 800, "light")])
def test_sheet_reads_without_scrolling_sideways(browser, live_server, path, width, height, scheme):
    # 320 × 256 CSS pixels are a screen of 1280 × 1024 at 400 % (WCAG 1.4.10).
    viewport = {"width": width, "height": height}
    page = browser.new_context(viewport=viewport, color_scheme=scheme, base_url=live_server.url).new_page()

    for address in (path, path + "?langue=nl", "/f/inconnu/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert serious(page) == [], address
    page.context.close()


def test_sheet_is_read_in_dutch_then_printed_in_black(browser, live_server, path):
    page = browser.new_context(**PHONE, base_url=live_server.url).new_page()
    page.goto(path)
    page.get_by_role("link", name="In het Nederlands").tap()
    page.get_by_role("heading", name="Dag Aïcha").wait_for()

    page.emulate_media(media="print")

    colours = page.evaluate(
        "[...document.querySelectorAll('.own-sheet *')].map(e => getComputedStyle(e).color)"
        ".filter((c, i, all) => all.indexOf(c) === i)"
    )
    assert colours == ["rgb(0, 0, 0)"]
    assert not page.get_by_role("link", name="En français").is_visible()
    page.context.close()


def test_link_is_made_shown_and_closed(browser, live_server, parcours):
    page = signed_in(browser, live_server, "conseil@example.org", lands_on="/aujourdhui/", kind=PHONE)
    page.goto(f"/parcours/{parcours.enrolment.participant_id}/fiche/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []

    page.get_by_role("button", name="Faire un lien").tap()
    page.get_by_role("button", name="Copier le lien").wait_for()
    assert "/f/" in page.get_by_label("Lien", exact=True).input_value()
    assert serious(page) == []

    page.get_by_role("link", name="J’ai copié le lien").tap()
    page.locator("summary", has_text="Fermer le lien").tap()
    page.get_by_role("button", name="Fermer le lien").tap()
    page.get_by_text("il n’ouvre plus rien").wait_for()
    assert page.complaints == []
    page.context.close()


def test_relay_goes_from_the_phone_to_the_tasks(browser, live_server, parcours):
    page = signed_in(browser, live_server, "conseil@example.org", lands_on="/aujourdhui/", kind=PHONE)
    page.get_by_role("link", name="Pointer").first.tap()
    page.get_by_role("link", name="Autres choix").tap()
    page.get_by_role("link", name="À relayer au conseil").tap()
    page.get_by_label("en une phrase").fill("Voudrait parler de son logement.")
    assert serious(page) == []
    page.get_by_role("button", name="Envoyer au conseil").tap()
    page.get_by_text("Relais de cette séance").wait_for()

    page.goto("/taches/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []
    page.get_by_role("link", name="Un relais attend").tap()
    page.get_by_text("Voudrait parler de son logement.").wait_for()
    assert serious(page) == []
    assert page.complaints == []
    page.context.close()


def test_administrative_page_loads_the_next_appointment(browser, live_server, parcours, counsellor):
    parcours.steps.all().delete()
    person = parcours.enrolment.participant
    send_relay(
        programme_id=counsellor.active_programme_id,
        participant_id=person.pk,
        sentence="Voir ensemble.",
        urgency="week",
        by=counsellor,
    )
    page = signed_in(browser, live_server, "conseil@example.org", lands_on="/aujourdhui/", kind=DESK)

    page.goto(person.get_absolute_url())

    page.get_by_text("Contact avec le conseil").wait_for()
    page.get_by_text(": en attente").wait_for()
    assert page.complaints == []
    page.context.close()
