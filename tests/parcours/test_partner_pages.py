"""The pages of a partner: facts, services, contacts, their editing, and who may do what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parcours.models import Partner, PartnerContact, PartnerService
from tests.parcours.factories import PartnerContactFactory, PartnerFactory, PartnerServiceFactory

pytestmark = pytest.mark.django_db
MANAGE = "/partenaires/gestion/"


@pytest.fixture
def partner(programme):
    return PartnerFactory(programme=programme, name="École du Canal", phone="02 411 22 33", email="info@example.org")


def page(name, record):
    return reverse(f"parcours:{name}", args=[record.pk])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_partner_shows_how_to_reach_it_and_what_it_offers(as_operations, partner):
    PartnerServiceFactory(partner=partner, name="Cours du soir", conditions="Être inscrit·e")
    PartnerContactFactory(partner=partner, name="Anaïs Wouters", phone="0475 11 22 33", email="anais@example.org")

    text = as_operations.get(page("partner_detail", partner)).content.decode()

    for link in ("tel:024112233", "mailto:info@example.org", "tel:0475112233", "mailto:anais@example.org"):
        assert f'href="{link}"' in text
    assert "Cours du soir" in text
    assert "Être inscrit·e" in text
    assert page("partner_edit", partner) not in text
    assert page("partner_verify", partner) not in text


def test_partner_page_costs_the_same_whatever_it_offers(as_counsellor, partner, django_assert_num_queries):
    for count in (1, 3):
        PartnerServiceFactory.create_batch(count, partner=partner)
        PartnerContactFactory.create_batch(count, partner=partner)
        with django_assert_num_queries(6):
            as_counsellor.get(page("partner_detail", partner))


def test_partner_is_verified_by_one_button(as_counsellor, partner):
    assert page("partner_verify", partner) in as_counsellor.get(page("partner_detail", partner)).content.decode()

    answer = as_counsellor.post(page("partner_verify", partner), follow=True)

    partner.refresh_from_db()
    assert partner.verified_on == timezone.localdate()
    assert said(answer) == ["« École du Canal » est vérifié."]
    assert page("partner_verify", partner) not in answer.content.decode()


def test_partner_is_added_and_named_once(as_counsellor, programme, partner):
    data = {"name": "Relais", "kind": "debt", "phone": "0475112233", "website": "example.org"}
    answer = as_counsellor.post(reverse("parcours:partner_create"), data)
    made = Partner.objects.get(name="Relais")
    again = as_counsellor.post(reverse("parcours:partner_create"), {"name": "ECOLE du canal", "kind": "oisp"})

    assert answer.url == made.get_absolute_url()
    assert (made.programme, made.phone, made.website, made.verified_on) == (
        programme, "0475 11 22 33", "https://example.org", None,
    )  # fmt: skip
    assert again.context["form"].errors == {"name": ["Ce partenaire est déjà dans l’annuaire."]}
    assert Partner.objects.count() == 2


def test_same_name_lives_in_two_programmes(as_counsellor, other_programme):
    PartnerFactory(programme=other_programme, name="Relais")

    as_counsellor.post(reverse("parcours:partner_create"), {"name": "Relais", "kind": "debt"})

    assert Partner.objects.filter(name="Relais").count() == 2


def test_partner_that_stops_leaves_the_search_but_not_the_records(as_counsellor, partner):
    day = timezone.localdate() - timedelta(days=1)
    data = {"name": partner.name, "kind": "oisp", "closed_on": day.isoformat()}
    as_counsellor.post(page("partner_edit", partner), data)
    partner.refresh_from_db()

    assert partner.closed_on == day
    assert list(as_counsellor.get("/partenaires/").context["page"]) == []
    assert "Ne travaille plus avec nous" in as_counsellor.get(partner.get_absolute_url()).content.decode()


def test_service_is_added_with_its_languages_by_their_usual_names(as_counsellor, partner):
    data = {"name": "Cours", "themes": ["language", "work"], "languages": "FR, Arabisch,français", "delay_days": "10"}
    answer = as_counsellor.post(page("service_create", partner), data)
    service = PartnerService.objects.get()

    assert answer.url == partner.get_absolute_url()
    assert (service.partner, service.themes, service.languages, service.delay_days) == (
        partner, ["language", "work"], ["français", "arabe"], 10,
    )  # fmt: skip
    again = as_counsellor.post(page("service_create", partner), data)
    assert again.context["form"].errors == {"name": ["Ce service est déjà décrit."]}


def test_service_is_changed_and_stopped(as_counsellor, partner):
    service = PartnerServiceFactory(partner=partner, name="Cours", themes=["language"])
    form = as_counsellor.get(page("service_edit", service)).content.decode()
    as_counsellor.post(page("service_edit", service), {"name": "Cours du soir", "closed_on": "2025-01-02"})
    service.refresh_from_db()

    assert 'value="language"' in form
    assert (service.name, service.themes, str(service.closed_on)) == ("Cours du soir", [], "2025-01-02")


def test_contact_is_added_and_changed(as_counsellor, partner):
    as_counsellor.post(page("partner_contact_create", partner), {"name": "Ana", "language": "nl", "phone": "024112233"})
    contact = PartnerContact.objects.get()
    assert (contact.partner, contact.language, contact.phone) == (partner, "nl", "02 411 22 33")

    as_counsellor.post(
        page("partner_contact_edit", contact), {"name": "Ana", "language": "nl", "left_on": "2025-01-02"}
    )
    contact.refresh_from_db()
    assert str(contact.left_on) == "2025-01-02"


def test_national_number_enters_no_form(as_counsellor, partner):
    number = "85.07.30-033.28"
    service = as_counsellor.post(page("service_create", partner), {"name": "Cours", "conditions": number})
    contact = as_counsellor.post(page("partner_contact_create", partner), {"name": number, "language": "fr"})

    sentence = ["Retirez le numéro national : il ne se garde pas ici."]
    assert service.context["form"].errors == {"conditions": sentence}
    assert contact.context["form"].errors == {"name": sentence}


def test_administrator_keeps_the_directory_on_pages_of_their_own(as_administrator, programme, partner):
    service = PartnerServiceFactory(partner=partner)
    contact = PartnerContactFactory(partner=partner)
    edit = page("partner_edit", partner)

    assert as_administrator.get(partner.get_absolute_url()).status_code == 403
    assert edit in as_administrator.get(MANAGE).content.decode()
    text = as_administrator.get(edit).content.decode()
    assert page("service_edit", service) in text
    assert page("partner_contact_edit", contact) in text
    for address, data in [
        (edit, {"name": partner.name, "kind": "oisp"}),
        (page("service_edit", service), {"name": "Cours"}),
        (page("partner_contact_create", partner), {"name": "Ana", "language": "fr"}),
        (page("partner_verify", partner), {}),
    ]:
        answer = as_administrator.post(address, data, follow=True)
        assert (answer.redirect_chain, answer.status_code) == ([(edit, 302)], 200)


@pytest.mark.parametrize("count", [1, 3])
def test_management_takes_the_same_queries(as_administrator, programme, count, django_assert_num_queries):
    for _number in range(count):
        partner = PartnerFactory(programme=programme)
        PartnerServiceFactory.create_batch(2, partner=partner)
        PartnerContactFactory.create_batch(3, partner=partner)

    with django_assert_num_queries(5):
        rows = as_administrator.get(MANAGE).context["page"]
    assert {(row.service_count, row.contact_count) for row in rows} == {(2, 3)}


@pytest.mark.parametrize(
    ("client", "entries"),
    [
        ("as_counsellor", ["Partenaires"]),
        ("as_operations", ["Partenaires"]),
        ("as_coordinator", ["Partenaires"]),
        ("as_administrator", ["Annuaire"]),
        ("as_housing", []),
    ],
)
def test_menu_holds_one_entry_to_the_directory(request, client, entries):
    answer = request.getfixturevalue(client).get("/", follow=True)

    labels = [str(entry["label"]) for entry in answer.context["navigation"]]
    assert [label for label in labels if label in ("Partenaires", "Annuaire")] == entries


def test_every_change_of_a_partner_is_kept_with_its_author(as_counsellor, counsellor, partner):
    as_counsellor.post(page("partner_verify", partner))

    event = partner.events.order_by("-pgh_id").first()
    assert event.verified_on == timezone.localdate()
    assert event.pgh_context.metadata["user"] == counsellor.pk
