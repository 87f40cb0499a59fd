"""A convention and the first figures in a browser: the whole way on a phone, and pages without a serious axe finding."""

import io
from datetime import date

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from accounts.roles import Role
from participants.models import Convention
from tests.browser.people import DESK, serious, signed_in
from tests.factories import (
    ChantierFactory,
    ConventionFactory,
    EnrolmentFactory,
    ParticipantFactory,
    PlacementFactory,
    ProgrammeFactory,
)
from tests.fixtures import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = [(320, 640, "light"), (390, 844, "dark"), (1280, 800, "light")]


@pytest.fixture
def place():
    """Fatima Benali in the group of a worksite of a programme where a coordinator works."""
    programme = ProgrammeFactory()
    make_user(programme, Role.COORDINATOR, email="coordination@example.org")
    fatima = ParticipantFactory(first_name="Fatima", last_name="Benali", address="Rue de l'Exemple 2")
    return PlacementFactory(
        chantier=ChantierFactory(programme=programme, works="Peindre les halls", indicative_hours="lundi, 9 h–12 h"),
        participant=fatima,
    )


@pytest.fixture
def page(browser, live_server, place):
    """A page where the coordinator is signed in; the console's complaints are in ``page.complaints``."""
    page = signed_in(browser, live_server, "coordination@example.org", lands_on="/impact/", kind=DESK)
    yield page
    assert page.complaints == []
    page.context.close()


def phone_photo() -> bytes:
    """Return a photo as an iPhone saves it."""
    register_heif_opener()
    buffer = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(buffer, "HEIF")
    return buffer.getvalue()


def test_convention_goes_from_draft_to_signed_on_a_phone(page, place):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{place.participant.get_absolute_url()}#conventions")
    page.get_by_role("link", name="Préparer une convention").click()
    page.get_by_role("button", name="Préparer le brouillon").click()
    page.get_by_role("button", name="Émettre la convention").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le PDF").click()
    page.get_by_role("link", name="Noter les signatures").click()
    page.get_by_label("Date écrite par la personne").fill("2026-03-02")
    page.get_by_label("Date écrite pour l’organisation").fill("2026-03-02")
    photo = {"name": "IMG_0042.HEIC", "mimeType": "image/heic", "buffer": phone_photo()}
    page.get_by_label("Copie de la convention signée").set_input_files(photo)
    page.get_by_role("button", name="Enregistrer les signatures").click()
    page.get_by_text("Convention signée. Merci.").wait_for()

    convention = Convention.objects.get()
    assert download.value.suggested_filename == f"convention-{convention.reference}.pdf"
    assert (convention.state, convention.signed_on) == ("signed", date(2026, 3, 2))
    assert convention.scan.content_type == "image/jpeg"


def test_screens_fit_and_have_no_serious_axe_finding(page, place):
    programme, person = place.chantier.programme, place.participant
    for number in range(12):
        EnrolmentFactory(programme=programme, entered_on=date(2026, 3, 10), months_at_entry=20 + number)
    signed = ConventionFactory(programme=programme, participant=person, referent="Nora Peeters")
    nothing = {"year": None, "number": None, "issued_at": None, "pdf": "", "pdf_sha256": "", "signed_on": None}
    draft = ConventionFactory(
        programme=programme, participant=EnrolmentFactory(programme=programme).participant, state="draft", **nothing
    )
    addresses = [
        "/conventions/",
        signed.get_absolute_url(),
        f"{signed.get_absolute_url()}terminer/",
        draft.get_absolute_url(),
        f"{draft.get_absolute_url()}modifier/",
        f"/participants/{person.pk}/conventions/nouvelle/",
        f"/chantiers/{place.chantier_id}/conventions/",
        "/impact/",
    ]
    for width, height, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            grave = serious(page)
            assert (address, width, grave) == (address, width, [])
