"""The pages of conventions, step by step, as the team uses them."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from participants.actions.conventions import sign_convention
from participants.models import Convention
from tests.factories import ChantierFactory, EnrolmentFactory, ParticipantFactory, PlacementFactory, ProgrammeFactory
from tests.fixtures import client_of, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
SIGNED_PAPER = {
    "volunteer_name": "Fatima Benali",
    "volunteer_place": "Molenbeek",
    "volunteer_on": "2026-03-02",
    "organisation_name": "Camille Équipe",
    "organisation_place": "Molenbeek",
    "organisation_on": "2026-03-02",
}


def words(response) -> str:
    """Return the text of a page without markup."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).replace("\xa0", " ").split())


def url(convention, step=""):
    return f"/conventions/{convention.pk}/{step}"


# The list


def test_list_shows_the_programmes_conventions_only(as_operations, make_draft, other_programme):
    here, elsewhere = make_draft(), make_draft(programme=other_programme)

    page = words(as_operations.get("/conventions/"))

    assert here.participant.full_name in page
    assert elsewhere.participant.full_name not in page


def test_list_narrows_by_state_and_by_name(as_operations, make_draft, issued):
    other = make_draft(participant=ParticipantFactory(last_name="Zwijsen"))

    by_state = words(as_operations.get("/conventions/?state=issued"))
    by_name = words(as_operations.get(f"/conventions/?person={other.participant.last_name}"))
    nothing = words(as_operations.get("/conventions/?state=ended"))

    assert (issued.reference in by_state, other.participant.full_name in by_state) == (True, False)
    assert (issued.reference in by_name, other.participant.full_name in by_name) == (False, True)
    assert "Aucune convention ne correspond" in nothing


def test_list_says_what_to_do_when_empty(as_operations):
    assert "Une convention se prépare depuis la page d’une personne." in words(as_operations.get("/conventions/"))


def test_list_asks_the_same_number_of_questions(as_operations, make_draft, django_assert_max_num_queries):
    make_draft()
    with django_assert_max_num_queries(6):
        as_operations.get("/conventions/")
    for _ in range(2):
        make_draft()
    with django_assert_max_num_queries(6):
        as_operations.get("/conventions/")


# Drafting from a worksite


def test_draft_page_prepares_a_convention_from_the_persons_worksite(as_operations, programme):
    ChantierFactory(programme=programme, works="Autre chantier", starts_on=date(2026, 9, 1))
    chantier = ChantierFactory(programme=programme, works="Peindre les halls", indicative_hours="lundi de 9 h à 12 h")
    place = PlacementFactory(chantier=chantier, starts_on=date(2026, 3, 9))
    address = f"/participants/{place.participant_id}/conventions/nouvelle/"

    proposed = as_operations.get(address).context["form"]["chantier"].value()
    answer = as_operations.post(address, {"chantier": chantier.pk, "starts_on": "", "ends_on": ""})

    draft = Convention.objects.get()
    assert getattr(proposed, "pk", proposed) == chantier.pk
    assert answer["Location"] == url(draft)
    assert (draft.task, draft.starts_on, draft.ends_on) == ("Peindre les halls", date(2026, 3, 9), chantier.ends_on)


def test_draft_page_shows_why_a_draft_is_refused(as_operations, programme, draft):
    chantier = ChantierFactory(programme=programme)
    address = f"/participants/{draft.participant_id}/conventions/nouvelle/"

    page = words(as_operations.post(address, {"chantier": chantier.pk}))

    assert "Cette personne a déjà une convention en cours à ces dates." in page
    assert Convention.objects.count() == 1


def test_draft_page_refuses_another_programmes_worksite(as_operations, programme, other_programme):
    person = EnrolmentFactory(programme=programme).participant
    ChantierFactory(programme=programme)
    foreign = ChantierFactory(programme=other_programme)

    as_operations.post(f"/participants/{person.pk}/conventions/nouvelle/", {"chantier": foreign.pk})

    assert not Convention.objects.exists()


def test_draft_page_says_when_there_is_no_worksite(as_operations, programme):
    person = EnrolmentFactory(programme=programme).participant

    page = words(as_operations.get(f"/participants/{person.pk}/conventions/nouvelle/"))

    assert "Aucun chantier dans ce programme" in page


# One convention


def test_page_of_a_draft_names_what_is_missing_and_links_to_it(as_operations, as_coordinator, draft):
    draft.programme.liability_policy = ""
    draft.programme.save()
    draft.participant.emergency_name = ""
    draft.participant.save()

    seen_by_operations = as_operations.get(url(draft)).content.decode()
    seen_by_coordinator = as_coordinator.get(url(draft)).content.decode()

    assert "Numéro de police, responsabilité civile" in seen_by_operations
    assert f'href="/participants/{draft.participant_id}/modifier/urgence/"' in seen_by_operations
    assert 'href="/programme/reglages/"' not in seen_by_operations
    assert 'href="/programme/reglages/"' in seen_by_coordinator
    assert "Émettre la convention" not in seen_by_operations


def test_issue_button_numbers_the_convention(as_operations, draft):
    assert "Émettre la convention" in words(as_operations.get(url(draft)))

    page = words(as_operations.post(url(draft, "emettre/"), follow=True))

    assert f"Convention {timezone.localdate().year}-001 émise. Imprimez-la en deux exemplaires." in page
    assert Convention.objects.get().state == "issued"


def test_issue_is_refused_in_words_while_something_is_missing(as_operations, draft):
    draft.programme.discretion_text = ""
    draft.programme.save()

    page = words(as_operations.post(url(draft, "emettre/"), follow=True))

    assert "Cette convention ne peut pas encore être émise : il manque une information." in page
    assert Convention.objects.get().state == "draft"


def test_download_gives_the_issued_bytes_twice(as_counsellor, issued):
    first, second = (as_counsellor.get(url(issued, "document/")) for _ in range(2))

    assert first.content == second.content
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == f'attachment; filename="convention-{issued.reference}.pdf"'
    assert first["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in first["Cache-Control"]


def test_download_refuses_bytes_that_changed(as_operations, issued):
    with issued.pdf.storage.open(issued.pdf.name, "wb") as file:
        file.write(b"%PDF-1.7 autre chose")

    page = words(as_operations.get(url(issued, "document/"), follow=True))

    assert "Le document a changé depuis son émission. Prévenez l’administration." in page


def test_download_of_a_draft_is_not_found(as_operations, draft):
    assert as_operations.get(url(draft, "document/")).status_code == 404


def test_draft_can_be_changed_until_it_is_issued(as_operations, draft):
    form = as_operations.get(url(draft, "modifier/")).context["form"]
    answers = {name: form[name].value() for name in form.fields} | {"task": "Jardiner dans la cour"}

    as_operations.post(url(draft, "modifier/"), answers)
    changed = Convention.objects.get()
    as_operations.post(url(draft, "emettre/"))
    page = words(as_operations.get(url(draft, "modifier/"), follow=True))

    assert changed.task == "Jardiner dans la cour"
    assert "Cette convention est émise : son texte ne change plus." in page


def test_draft_form_keeps_what_was_typed_when_it_is_refused(as_operations, draft):
    form = as_operations.get(url(draft, "modifier/")).context["form"]
    answers = {name: form[name].value() for name in form.fields}

    page = as_operations.post(url(draft, "modifier/"), answers | {"task": "Jardiner", "ends_on": "2020-01-01"})

    assert "La fin vient après le début." in words(page)
    assert page.context["form"]["task"].value() == "Jardiner"


# Signing, ending, cancelling


def test_sign_page_proposes_names_and_records_the_paper(as_operations, operations, issued):
    proposed = as_operations.get(url(issued, "signer/")).context["form"]
    copy = SimpleUploadedFile("photo.pdf", PDF)

    page = words(as_operations.post(url(issued, "signer/"), SIGNED_PAPER | {"scan": copy}, follow=True))

    signed = Convention.objects.get()
    assert proposed["volunteer_name"].value() == issued.participant.full_name
    assert proposed["organisation_name"].value() == operations.get_full_name()
    assert (signed.state, signed.signed_on) == ("signed", date(2026, 3, 2))
    assert "Fatima Benali, Molenbeek, lundi 2 mars 2026" in page
    assert as_operations.get(url(issued, "copie/")).content == PDF


def test_sign_page_shows_errors_beside_their_fields(as_operations, issued):
    page = as_operations.post(
        url(issued, "signer/"),
        SIGNED_PAPER
        | {"volunteer_on": "2999-01-01", "organisation_place": "", "scan": SimpleUploadedFile("a.exe", PDF)},
    )

    errors = page.context["form"].errors
    assert errors["volunteer_on"] == ["Cette date est à venir. Notez celle qui est écrite sur le papier."]
    assert set(errors) == {"volunteer_on", "organisation_place"}
    assert Convention.objects.get().state == "issued"


def test_sign_page_says_why_a_copy_is_refused(as_operations, issued):
    page = as_operations.post(url(issued, "signer/"), SIGNED_PAPER | {"scan": SimpleUploadedFile("a.exe", PDF)})

    assert page.context["form"].errors == {
        "scan": ["Ce genre de fichier n’est pas accepté. Choisissez un PDF ou une photo."]
    }


def test_page_of_a_signed_convention_says_what_still_holds_the_money(as_operations, signed):
    page = words(as_operations.get(url(signed)))

    assert "Pour que les jours soient défrayés" in page
    assert "Informations légales non reçues" in page
    assert "Déclaration sur l'honneur manquante pour l'année" in page
    assert "Situation inconnue à cette date" in page


def test_end_page_asks_the_day_and_the_side_and_nothing_else(as_operations, signed):
    form = as_operations.get(url(signed, "terminer/")).context["form"]

    page = words(
        as_operations.post(url(signed, "terminer/"), {"ended_on": "2026-05-04", "side": "volunteer"}, follow=True)
    )

    assert list(form.fields) == ["ended_on", "side"]
    assert "Terminée le lundi 4 mai 2026 (la personne volontaire)." in page


def test_end_page_keeps_the_answers_when_the_day_is_refused(as_operations, signed):
    page = as_operations.post(url(signed, "terminer/"), {"ended_on": "2030-05-04", "side": "volunteer"})

    assert page.context["form"].errors == {"ended_on": ["La fin se place entre le début et le terme de la convention."]}


def test_cancel_keeps_the_number_in_sight(as_operations, issued):
    page = words(as_operations.post(url(issued, "annuler/"), follow=True))

    assert "Annulée avant signature. Son numéro ne sert plus." in page
    assert issued.reference in page


def test_page_tells_the_whole_story(as_operations, signed, operations):
    as_operations.post(url(signed, "terminer/"), {"ended_on": "2026-05-04", "side": "organisation"})

    story = [milestone.words for milestone in Convention.objects.get().milestones]

    assert story == [
        "Brouillon préparé",
        "Convention émise",
        "Signature notée",
        "Signature notée",
        "Convention terminée",
    ]


# Who may do what


@pytest.mark.parametrize("step", ["modifier/", "emettre/", "signer/", "terminer/", "annuler/"])
def test_counsellors_see_conventions_and_change_none(as_counsellor, issued, step):
    assert as_counsellor.get(url(issued)).status_code == 200
    assert as_counsellor.post(url(issued, step)).status_code == 403
    assert Convention.objects.get().state == "issued"


@pytest.mark.parametrize("step", ["", "document/", "copie/", "modifier/", "signer/", "terminer/"])
def test_another_programmes_convention_is_not_found(as_stranger, signed, step):
    assert as_stranger.get(url(signed, step)).status_code == 404


@pytest.mark.parametrize("step", ["emettre/", "annuler/"])
def test_another_programmes_convention_cannot_be_changed(as_stranger, draft, step):
    assert as_stranger.post(url(draft, step)).status_code == 404
    assert Convention.objects.get().state == "draft"


@pytest.mark.parametrize("step", ["emettre/", "annuler/"])
def test_safe_methods_change_nothing(as_operations, draft, step):
    assert as_operations.get(url(draft, step)).status_code == 405


def test_each_role_signs_in_its_own_programme_only(programme, issued, paper):
    """A coordinator elsewhere who is a counsellor here holds the counsellor's rights here."""
    elsewhere = ProgrammeFactory()
    user = make_user(programme, "counsellor")
    make_user(elsewhere, "coordinator")
    user.memberships.create(programme=elsewhere, role="coordinator")

    assert client_of(user).post(url(issued, "annuler/")).status_code == 403


def test_a_copy_is_a_document_of_the_person_too(as_operations, issued, paper, operations):
    sign_convention(issued, signatures=paper(), by=operations, scan=SimpleUploadedFile("photo.pdf", PDF))

    assert ParticipantFactory._meta.model.objects.get(pk=issued.participant_id).documents.get() == issued.scan
