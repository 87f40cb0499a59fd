"""A counsellor's day on a phone: from the list to a person, a contact, a note, and the exit of somebody who found work."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from chantiers.actions.attendance import mark_attendance
from chantiers.actions.relays import send_relay
from parcours.models import Contact, Outcome
from tests.browser.people import DESK, PHONE, serious, signed_in
from tests.factories import ChantierFactory, PlacementFactory, ProgrammeFactory, SessionFactory
from tests.fixtures import make_user
from tests.parcours.factories import (
    AssessmentFactory,
    ContactFactory,
    NoteFactory,
    ParcoursFactory,
    ReferralFactory,
    StepFactory,
    make_sent,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = {"phone": PHONE, "narrow": PHONE | {"viewport": {"width": 320, "height": 640}}, "desk": DESK}


@pytest.fixture
def parcours():
    """Aïcha Benali, who is in a group, followed by a counsellor."""
    today = timezone.localdate()
    programme = ProgrammeFactory(starts_on=today - timedelta(days=90), ends_on=today + timedelta(days=90))
    counsellor = make_user(programme, Role.COUNSELLOR, email="conseil@example.org")
    operations = make_user(programme, Role.OPERATIONS)
    chantier = ChantierFactory(programme=programme, starts_on=programme.starts_on, ends_on=programme.ends_on)
    names = {"participant__first_name": "Aïcha", "participant__last_name": "Benali"}
    person = PlacementFactory(chantier=chantier, participant__phone="0470 00 00 00", **names).participant
    parcours = ParcoursFactory(enrolment=person.enrolments.get(), referent=counsellor)
    ContactFactory(parcours=parcours, held_on=today - timedelta(days=9), next_on=today - timedelta(days=1))
    StepFactory(parcours=parcours)
    AssessmentFactory(parcours=parcours).themes.create(theme="housing", situation="urgent", words="Trop petit.")
    make_sent(ReferralFactory(parcours=parcours), days_ago=12)
    NoteFactory(programme=programme, participant=person, author=counsellor, body="Viendra avec sa sœur.")
    session = SessionFactory(chantier=chantier, on=today)
    mark_attendance(session, person.pk, state="AP", reason="job_found", by=operations)
    send_relay(
        programme_id=programme.pk,
        participant_id=person.pk,
        sentence="Voudrait parler de son logement.",
        urgency="today",
        by=operations,
        session=session,
    )
    return parcours


@pytest.fixture
def opened(browser, live_server, parcours):
    """Return a maker of pages where the counsellor is signed in, each on a machine of ``SCREENS``."""
    pages = []

    def make(kind):
        pages.append(signed_in(browser, live_server, "conseil@example.org", lands_on="/parcours/", kind=SCREENS[kind]))
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


def test_counsellor_calls_somebody_and_writes_it_down(opened, parcours):
    page = opened("phone")

    page.get_by_role("link", name="Aïcha Benali").tap()
    expect(page.get_by_text("Viendra avec sa sœur.").first).to_be_visible()  # the fragments are there
    expect(page.get_by_role("heading", name="Documents")).to_be_visible()
    assert page.url.endswith(parcours.get_absolute_url())
    page.get_by_role("link", name="Noter un contact").tap()
    page.locator(".contact-form").get_by_text("Appel", exact=True).tap()
    page.get_by_label("En une phrase").fill("Elle a trouvé du travail.")
    expect(page.get_by_text("Brouillon enregistré à")).to_be_visible()
    page.get_by_text("Dans 2 semaines").first.tap()
    page.get_by_role("button", name="Noter le contact").tap()

    expect(page.get_by_text("Le contact est noté.")).to_be_visible()
    contact = Contact.objects.latest("pk")
    assert (contact.kind, contact.sentence) == ("call", "Elle a trouvé du travail.")
    assert contact.next_on > timezone.localdate()
    assert page.complaints == []


def test_counsellor_takes_a_relay_up_and_still_reads_it(opened, parcours):
    page = opened("phone")
    page.goto(parcours.get_absolute_url())

    expect(page.get_by_text("Voudrait parler de son logement.").first).to_be_visible()
    page.get_by_role("button", name="Prendre en charge").tap()

    expect(page.get_by_text("Le relais est pris en charge.")).to_be_visible()
    expect(page.get_by_text("Relais pris en charge")).to_be_visible()  # in the history, with its sentence
    expect(page.get_by_text("Voudrait parler de son logement.")).to_be_visible()


def test_counsellor_records_the_exit_of_somebody_who_found_work(opened, parcours):
    page = opened("phone")
    page.goto("/taches/")

    page.get_by_role("link", name="Emploi trouvé").first.tap()
    page.get_by_role("link", name="Encoder la sortie").tap()
    page.get_by_label("Situation à la sortie").select_option("fixed_term")
    page.get_by_label("Sortie le").fill(timezone.localdate().isoformat())
    page.get_by_label("Preuve", exact=True).select_option("contract")
    page.get_by_role("button", name="Enregistrer").tap()

    expect(page.get_by_text("Prendre des nouvelles").first).to_be_visible()
    assert Outcome.objects.get().follow_ups.count() == 4
    page.goto("/taches/")
    expect(page.get_by_role("link", name="Emploi trouvé")).to_have_count(0)


@pytest.mark.parametrize("kind", SCREENS)
def test_counsellors_pages_can_be_read_by_everybody(opened, parcours, kind):
    page = opened(kind)
    found = {}
    person = parcours.enrolment.participant_id
    for path in (
        "/parcours/",
        "/taches/",
        parcours.get_absolute_url(),
        f"/parcours/{person}/histoire/",
        "/parcours/relais/",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        problems = serious(page)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            problems.append("wider than the screen")
        found[path] = problems

    assert {path: problems for path, problems in found.items() if problems} == {}
    assert page.complaints == []
