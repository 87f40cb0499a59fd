"""A list of partners can be read another way, forgotten, and taken back until its partners have been used."""

import pytest
from django.urls import reverse

from parcours.models import Partner, PartnerContact, PartnerService
from participants.models import ImportRun
from tests.parcours.factories import ParcoursFactory, PartnerFactory, PartnerServiceFactory, ReferralFactory
from tests.parcours.partner_lists import apply, upload

pytestmark = pytest.mark.django_db
LIST = "Nom;Service;Thèmes;Contact;Téléphone contact\nCentre;Cours;langue;Ana;02 411 22 33\nAtelier;Menuiserie;;;\n"
USED = "Des partenaires de cet import ont déjà servi : il ne s'annule plus."


@pytest.fixture
def applied(as_counsellor):
    """Give a function that uploads and applies a list."""

    def take(content=LIST):
        run = upload(as_counsellor, content)
        apply(as_counsellor, run)
        return run

    return take


@pytest.fixture
def undo(as_counsellor):
    """Give a function that takes an import back from its page and returns what the page says."""

    def take_back(run):
        answer = as_counsellor.post(reverse("parcours:partner_import_undo", args=[run.pk]), follow=True)
        run.refresh_from_db()
        return [str(message) for message in answer.context["messages"]]

    return take_back


def holds():
    return [model.objects.count() for model in (Partner, PartnerService, PartnerContact)]


def test_undone_import_leaves_nothing_and_can_be_done_again(programme, applied, undo):
    run = applied()
    made = holds()

    assert undo(run) == ["L'import est annulé."]

    assert (made, holds()) == ([2, 2, 1], [0, 0, 0])
    assert (run.state, run.staged, run.made) == ("undone", None, {})
    assert run.summary == {
        "created": 2, "updated": 0, "matched": 0, "partners": 2, "services": 2, "contacts": 1, "dropped_columns": [],
    }  # fmt: skip
    assert undo(run) == ["Cet import est déjà annulé."]
    applied()
    assert holds() == [2, 2, 1]


def test_undone_import_says_so_on_its_page(as_counsellor, applied, undo):
    run = applied()
    undo(run)

    page = as_counsellor.get(reverse("parcours:partner_import_preview", args=[run.pk])).content.decode()

    assert "Cet import est annulé depuis le" in page
    assert "Annuler cet import" not in page


def test_filled_blanks_are_blank_again_but_for_what_was_changed_since(programme, applied, undo):
    partner = PartnerFactory(programme=programme, name="Centre", phone="", email="", website="")
    PartnerServiceFactory(partner=partner, name="Cours", themes=[], conditions="", places="8")
    run = applied("Nom;Service;Thèmes;Tél;Site web\nCentre;Cours;langue;02 411 22 33;example.org\n")
    partner.refresh_from_db()
    assert (partner.phone, partner.website) == ("02 411 22 33", "https://example.org")
    partner.phone = "02 999 99 99"
    partner.save()

    assert undo(run) == ["L'import est annulé."]

    partner.refresh_from_db()
    service = partner.services.get()
    assert (partner.phone, partner.website, service.themes, service.places) == ("02 999 99 99", "", [], "8")


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda partner: PartnerServiceFactory(partner=partner, name="Autre"), id="something added"),
        pytest.param(
            lambda partner: ReferralFactory(
                parcours=ParcoursFactory(enrolment__programme=partner.programme), partner=partner, contact=None
            ),
            id="request made",
        ),
        pytest.param(lambda partner: Partner.objects.filter(pk=partner.pk).update(city="Jette"), id="changed by hand"),
        pytest.param(lambda partner: partner.services.all().delete(), id="service gone"),
    ],
)
def test_import_whose_partners_have_been_used_stays(programme, applied, undo, use):
    run = applied()
    use(Partner.objects.get(name="Centre"))
    before = holds()

    assert undo(run) == [USED]

    assert (run.state, holds()) == ("applied", before)


def test_later_list_on_the_same_partners_is_undone_first(programme, applied, undo):
    first = applied()
    second = applied("Nom;Service;Commune\nCENTRE;Cours;Jette\n")

    assert undo(first) == ["« liste.csv » tient aux mêmes partenaires : annulez d'abord cet import-là."]
    assert undo(second) == ["L'import est annulé."]
    assert Partner.objects.get(name="Centre").city == ""
    assert undo(first) == ["L'import est annulé."]
    assert (holds(), second.state) == ([0, 0, 0], "undone")


def test_file_not_applied_is_forgotten(as_counsellor, programme):
    run = upload(as_counsellor, LIST)

    as_counsellor.post(reverse("parcours:partner_import_discard", args=[run.pk]))

    assert (ImportRun.objects.count(), holds()) == (0, [0, 0, 0])


def test_applied_import_is_not_forgotten(as_counsellor, applied):
    run = applied()

    assert as_counsellor.post(reverse("parcours:partner_import_discard", args=[run.pk])).status_code == 404
    assert ImportRun.objects.count() == 1


def reading(client, run, **changes):
    """Send the reading form of a file as the page holds it, but for ``changes``."""
    address = reverse("parcours:partner_import_options", args=[run.pk])
    form = client.get(address).context["form"]
    data = {form.add_prefix(name): form[name].value() for name in form.fields}
    return client.post(address, data | {form.add_prefix(name): value for name, value in changes.items()}, follow=True)


def test_columns_with_other_headers_are_chosen_by_hand(as_counsellor, programme):
    run = upload(as_counsellor, "Maison;Ce qu'on y fait;Commentaire\nCentre;Cours;sur rendez-vous\n")
    page = as_counsellor.get(reverse("parcours:partner_import_preview", args=[run.pk])).content.decode()
    assert "Aucune ligne de titres avec un nom et un service" in page

    reading(
        as_counsellor,
        run,
        **{"0-header_row": 1, "0-column-0": "name", "0-column-1": "service", "0-column-2": "conditions"},
    )
    apply(as_counsellor, run)

    assert list(PartnerService.objects.values_list("partner__name", "name", "conditions")) == [
        ("Centre", "Cours", "sur rendez-vous")
    ]


def test_column_left_out_says_nothing(as_counsellor, programme):
    run = upload(as_counsellor, LIST)

    reading(as_counsellor, run, **{"0-column-2": "-"})
    apply(as_counsellor, run)

    assert PartnerService.objects.get(name="Cours").themes == []


def test_one_thing_is_not_read_from_two_columns(as_counsellor, programme):
    run = upload(as_counsellor, LIST)

    answer = reading(as_counsellor, run, **{"0-column-1": "name"})

    assert answer.context["form"].errors == {"0-column-1": ["Cette donnée est déjà choisie pour une autre colonne."]}
    run.refresh_from_db()
    assert run.options == {}


def test_encoding_and_delimiter_are_chosen_by_hand(as_counsellor, programme):
    run = upload(as_counsellor, "Nom|Service\nCentre|Cours\nAtelier|Bois, fer\n")

    reading(as_counsellor, run, delimiter="|", encoding="cp1252")
    apply(as_counsellor, run)

    assert list(Partner.objects.values_list("name", flat=True)) == ["Atelier", "Centre"]


def test_file_that_an_unclosed_quote_makes_unreadable_keeps_its_reading(as_counsellor, programme):
    run = upload(as_counsellor, 'Nom\tService\nCentre\ta;"Cours\n')

    answer = reading(as_counsellor, run, delimiter=";")

    assert list(answer.context["form"].non_field_errors()) == [
        "Un guillemet ouvert n'est jamais fermé dans ce fichier."
    ]
    run.refresh_from_db()
    assert run.options == {}


def test_national_numbers_are_offered_for_no_column(as_counsellor, programme):
    run = upload(as_counsellor, "Nom;Service;NISS\nCentre;Cours;85.07.30-033.28\n")

    form = as_counsellor.get(reverse("parcours:partner_import_options", args=[run.pk])).context["form"]

    assert [name for name in form.fields if "column" in name] == ["0-column-0", "0-column-1"]
