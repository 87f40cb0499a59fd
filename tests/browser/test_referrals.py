"""A referral in a browser on a phone: a counsellor prepares it, a partner without an account answers it."""

import os
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.roles import Role
from parcours.jobs import send_link
from parcours.models import Referral, ReferralLink
from tests.browser.people import PHONE, serious, signed_in
from tests.factories import ProgrammeFactory
from tests.fixtures import make_user
from tests.parcours.factories import (
    ParcoursFactory,
    PartnerContactFactory,
    PartnerFactory,
    PartnerServiceFactory,
)
from tests.parcours.partner_scenes import sent, token_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counsellor():
    """A counsellor of a programme with one partner."""
    return make_user(ProgrammeFactory(code="pilote"), Role.COUNSELLOR, email="conseil@example.org")


def reader(browser, live_server, **kind):
    """Return a page of somebody without an account."""
    page = browser.new_context(**PHONE | kind, base_url=live_server.url).new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    return page


def fits(page) -> bool:
    """Tell whether nothing sticks out at the side."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def snap(page, name):
    """Keep an image when a folder is asked for."""
    if folder := os.environ.get("SNAPSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_counsellor_takes_a_need_to_a_partner(browser, live_server, counsellor):
    parcours = ParcoursFactory(programme=counsellor.active_programme, referent=counsellor)
    partner = PartnerFactory(programme=counsellor.active_programme, name="Atelier d'Essai")
    PartnerServiceFactory(partner=partner, themes=["language"], delay_days=14, conditions="Habiter Bruxelles")
    PartnerContactFactory(partner=partner, email="guichet@example.org")
    page = signed_in(browser, live_server, counsellor.email, lands_on="/parcours/", kind=PHONE)

    page.goto(f"/parcours/{parcours.enrolment.participant_id}/orientations/nouvelle/")
    page.get_by_label("Thème").select_option("language")
    page.get_by_label("La demande, en une phrase").fill("Apprendre à lire.")
    snap(page, "create-1")
    found = [*serious(page)]
    page.get_by_role("button", name="Choisir le partenaire").tap()
    expect(page.get_by_label(re.compile("Atelier d'Essai"))).to_be_visible()
    snap(page, "create-2")
    found += serious(page)
    page.get_by_label(re.compile("Atelier d'Essai")).check()
    page.get_by_role("button", name="Préparer l’orientation").tap()
    page.get_by_role("link", name="Noter l’accord").tap()
    page.get_by_label(re.compile("^Prénom et nom")).check()
    page.get_by_label("signé sur papier").check()
    page.get_by_role("button", name="La personne relit").tap()
    expect(page.get_by_role("button", name="Noter l’accord")).to_be_visible()
    snap(page, "agreement")
    found += [*serious(page), *([] if fits(page) else ["agreement too wide"])]
    page.get_by_role("button", name="Noter l’accord").tap()
    page.get_by_role("link", name="Envoyer la demande").tap()
    page.get_by_label(re.compile("^Par e-mail")).check()
    snap(page, "send")
    found += serious(page)
    page.get_by_role("button", name="Envoyer").tap()
    expect(page.get_by_text("La réponse est attendue")).to_be_visible()
    snap(page, "detail")
    found += [*serious(page), *([] if fits(page) else ["detail too wide"])]
    page.goto("/orientations/")
    page.wait_for_load_state("load")
    snap(page, "list")
    found += [*serious(page), *([] if fits(page) else ["list too wide"])]

    assert Referral.objects.get().state == "sent"
    assert (found, page.complaints) == ([], [])


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("width", [320, 390])
def test_partner_answers_without_an_account(browser, live_server, counsellor, language, width):
    words = {
        "fr": ("Ouvrir la demande", "Nous acceptons la demande", "Envoyer", "Merci", "Ce lien ne s’ouvre plus"),
        "nl": ("De aanvraag openen", "Wij aanvaarden de aanvraag", "Versturen", "Dank u", "Deze link opent niet meer"),
    }[language]
    referral = sent(counsellor.active_programme, counsellor, way="mail", language=language)
    send_link(referral.links.get().pk)
    address = re.search(r"/p/[^/\s]+/", mail.outbox[-1].body)[0]
    page = reader(browser, live_server, viewport={"width": width, "height": 700})

    page.goto(address)
    snap(page, f"partner-{language}-{width}-1")
    found = [*serious(page), *([] if fits(page) else ["link too wide"])]
    page.get_by_role("button", name=words[0]).tap()
    expect(page.get_by_text("Zoubida Exemplaire")).to_be_visible()
    snap(page, f"partner-{language}-{width}-2")
    found += [*serious(page), *([] if fits(page) else ["page too wide"])]
    page.get_by_label(words[1]).check()
    page.get_by_role("button", name=words[2]).tap()
    expect(page.get_by_role("heading", name=words[3])).to_be_visible()
    snap(page, f"partner-{language}-{width}-3")
    found += serious(page)
    second = reader(browser, live_server)
    second.goto(address)
    second.get_by_role("button", name=words[0]).tap()
    expect(second.get_by_role("heading", name=words[4])).to_be_visible()
    snap(second, f"partner-{language}-{width}-4")
    found += serious(second)

    referral.refresh_from_db()
    assert referral.state == "accepted"
    assert "Zoubida" not in second.content()
    assert (found, page.complaints) == ([], [])


def test_partner_says_what_happened_and_errors_are_said(browser, live_server, counsellor):
    referral = sent(counsellor.active_programme, counsellor)
    Referral.objects.update(state="accepted")
    token = token_of(referral)
    ReferralLink.objects.update(purpose="outcome")
    page = reader(browser, live_server)
    page.goto(f"/p/{token}/")
    page.get_by_role("button", name="Ouvrir la demande").tap()

    page.get_by_label("C'est terminé", exact=True).check()
    page.get_by_role("button", name="Envoyer").tap()
    expect(page.get_by_role("alert")).to_contain_text("Dites si le besoin est couvert.")
    snap(page, "partner-outcome")
    found = serious(page)
    page.get_by_label(re.compile("^Si c'est terminé")).select_option("yes")
    page.get_by_role("button", name="Envoyer").tap()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()

    referral.refresh_from_db()
    assert (referral.state, referral.need_met, found) == ("closed", "yes", [])
