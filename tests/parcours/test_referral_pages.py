"""The list of referrals and the page of one: narrowed, with the same queries, and an empty page that says where to start."""

from datetime import timedelta

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from parcours.actions.referral_links import reply_to_partner
from parcours.actions.referrals import move_referral
from parcours.models import Referral
from participants.models import Task
from tests.factories import EnrolmentFactory
from tests.parcours.factories import ParcoursFactory, ReferralFactory
from tests.parcours.partner_scenes import mailed_token, opened_by, sent, token_of, url

pytestmark = pytest.mark.django_db


def address(name, referral):
    return reverse(f"parcours:{name}", args=[referral.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries(programme, counsellor, as_counsellor, rows, django_assert_num_queries):
    for _ in range(rows):
        ReferralFactory(parcours=ParcoursFactory(programme=programme, referent=counsellor))

    with django_assert_num_queries(6):
        as_counsellor.get(reverse("parcours:referral_list"))


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_takes_the_same_queries(programme, counsellor, as_counsellor, rows, django_assert_num_queries):
    referral = sent(programme, counsellor)
    for _ in range(rows):
        token_of(referral)

    with django_assert_num_queries(8):
        as_counsellor.get(address("referral_detail", referral))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"sent", "draft"}),
        ("etat=toutes", {"sent", "draft", "cancelled"}),
        ("etat=cancelled", {"cancelled"}),
        ("theme=money", {"draft"}),
        ("moi=on", {"sent"}),
        ("moi=on&etat=toutes", {"sent", "cancelled"}),
    ],
)
def test_list_is_narrowed(programme, counsellor, operations, as_counsellor, asked, shown):
    people = {
        "sent": sent(programme, counsellor).parcours,
        "draft": ReferralFactory(
            theme="money", parcours=ParcoursFactory(programme=programme, referent=operations)
        ).parcours,
        "cancelled": move_referral(
            ReferralFactory(parcours=ParcoursFactory(programme=programme, referent=counsellor)),
            to="cancelled",
            words="Erreur.",
            by=counsellor,
        ).parcours,
    }
    for name, parcours in people.items():
        parcours.enrolment.participant.last_name = f"Nom{name}"
        parcours.enrolment.participant.save()

    page = as_counsellor.get(f"{reverse('parcours:referral_list')}?{asked}").content.decode()

    assert {name for name in people if f"Nom{name}" in page} == shown


def test_list_says_the_days_of_silence(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    Referral.objects.update(sent_at=timezone.now() - timedelta(days=12))

    assert "12 jours" in as_counsellor.get(reverse("parcours:referral_list")).content.decode()
    referral.refresh_from_db()
    assert referral.silent_days == 12


def test_page_shows_what_the_partner_wrote(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    token = token_of(referral)
    browser = opened_by(token)

    browser.post(url("partner_page", token), {"answer": "proposed", "day": "2999-01-05"})
    proposed = as_counsellor.get(address("referral_detail", referral)).content.decode()
    browser.post(url("partner_page", token), {"answer": "question", "words": "Quel niveau ?"})
    asked = as_counsellor.get(address("referral_detail", referral)).content.decode()

    assert "Rendez-vous proposé : samedi 5 janvier 2999" in proposed
    assert "« Quel niveau ? »" in asked


def test_new_address_is_confirmed_by_a_new_link(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    referral.contact.email = "ailleurs@example.org"
    referral.contact.save()
    reply_to_partner(referral, words="Le mardi.", by=counsellor)
    page = as_counsellor.get(address("referral_detail", referral)).content.decode()

    as_counsellor.post(address("referral_link_new", referral), {"address": "guichet@example.org"})
    refused = referral.links.count()
    as_counsellor.post(address("referral_link_new", referral), {"address": "ailleurs@example.org"})
    mailed_token(referral)

    assert "Envoyer un nouveau lien à ailleurs@example.org" in page
    assert "La demande est partie à guichet@example.org." in page
    assert (refused, [each.to for each in mail.outbox]) == (0, [["ailleurs@example.org"]])
    assert not Task.objects.open().filter(key=f"referral-address:{referral.pk}").exists()


def test_empty_list_says_where_to_start(as_counsellor):
    assert "Aucune orientation en cours" in as_counsellor.get(reverse("parcours:referral_list")).content.decode()


def test_person_without_pathway_has_no_referral(programme, as_counsellor):
    person = EnrolmentFactory(programme=programme).participant

    assert as_counsellor.get(reverse("parcours:referral_create", args=[person.pk])).status_code == 404


def test_persons_part_names_state_partner_and_silence(programme, counsellor):
    referral = sent(programme, counsellor)
    Referral.objects.update(sent_at=timezone.now() - timedelta(days=1))
    context = {"referrals": Referral.objects.with_people(), "person": referral.parcours.participant}

    page = render_to_string("parcours/_referrals.html", context | {"perms": {"parcours": {"make_referrals": True}}})

    assert [word for word in ("Maison d&#x27;Essai", "envoyée", "1 jour", "Orienter") if word not in page] == []


def test_persons_part_says_that_there_is_none(programme):
    person = EnrolmentFactory(programme=programme).participant
    context = {"referrals": [], "person": person, "perms": {"parcours": {"make_referrals": False}}}

    page = render_to_string("parcours/_referrals.html", context)

    assert "Aucune orientation pour l’instant." in page
    assert "Orienter" not in page
