"""What the tests of partners' pages share: a referral that left, its link, the browsers that come to it."""

import re
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parcours.actions.agreements import record_agreement
from parcours.actions.referral_links import copy_link, send_by
from parcours.jobs import send_link
from parcours.models import Referral
from tests.parcours.factories import ParcoursFactory, PartnerContactFactory, PartnerFactory, ReferralFactory

NEED = "Apprendre à lire le journal du quartier."
HIDDEN = ("Zoubida", "Exemplaire", NEED, "0470", "santé", "gezondheid")  # words of the person, the need and the theme


def draft(programme, counsellor, *, language="fr", **facts):
    """Return a draft for somebody whose facts are all words that can be looked for."""
    parcours = ParcoursFactory(
        programme=programme,
        referent=counsellor,
        enrolment__participant__first_name="Zoubida",
        enrolment__participant__last_name="Exemplaire",
        enrolment__participant__phone="0470 12 34 56",
        enrolment__participant__email="zoubida@example.org",
        enrolment__participant__address="Rue Inventée 7",
    )
    partner = PartnerFactory(programme=programme, name="Maison d'Essai")
    contact = PartnerContactFactory(partner=partner, language=language, email="guichet@example.org")
    values = {"need": NEED, "language": language, "theme": "health"} | facts
    return ReferralFactory(parcours=parcours, partner=partner, contact=contact, **values)


def agreed(referral, *facts):
    """Note the agreement to these facts, name and need by default."""
    record_agreement(
        referral,
        facts=list(facts) or ["name", "need"],
        way="signed",
        agreed_on=referral.created_at.date(),
        by=referral.created_by,
    )
    referral.refresh_from_db()
    return referral


def sent(programme, counsellor, *facts, way="fiche", **values):
    """Return a referral that left with these facts, the contact's address confirmed by whatever way it left."""
    referral = agreed(draft(programme, counsellor, **values), *facts)
    send_by(referral, way=way, by=counsellor)
    Referral.objects.filter(pk=referral.pk).update(sent_to=referral.contact.email)
    referral.refresh_from_db()
    return referral


def silent(programme, counsellor, days, **values):
    """Return a referral sent so many days ago."""
    referral = sent(programme, counsellor, **values)
    Referral.objects.filter(pk=referral.pk).update(sent_at=timezone.now() - timedelta(days=days))
    referral.refresh_from_db()
    return referral


def token_of(referral) -> str:
    """Return the token of a fresh link."""
    return copy_link(referral, by=referral.created_by).split("/")[-2]


def mailed_token(referral) -> str:
    """Run the job of the last link and return the token that its mail holds."""
    send_link(referral.links.latest("pk").pk)
    return re.search(r"/p/([^/\s]+)/", mail.outbox[-1].body)[1]


def url(name: str, token: str) -> str:
    """Return an address of the partner's pages."""
    return reverse(f"parcours:{name}", args=[token])


def opened_by(token: str) -> Client:
    """Return the browser that confirmed first."""
    browser = Client()
    answer = browser.post(url("partner_open", token))
    assert answer.status_code == 302, answer.content.decode()
    return browser


def page_of(browser: Client, token: str) -> str:
    """Return the text of the page for the holder."""
    return browser.get(url("partner_page", token)).content.decode()
