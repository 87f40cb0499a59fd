"""Opening and changing a person's file: nothing typed is lost, wrong facts are refused in words."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from participants.actions.allowances import VolunteeringDay, approve_lines, set_days
from participants.models import (
    AllowanceLine,
    AllowanceYear,
    Document,
    Enrolment,
    IncomePeriod,
    InformationReceipt,
    JobSeekerEvidence,
    Participant,
    PreStartCheck,
    Restriction,
)
from tests.factories import ConventionFactory, EnrolmentFactory, ParticipantFactory, make_payable

pytestmark = pytest.mark.django_db
CREATE = reverse("participants:participant_create")
NEW = {"first_name": "Fatima", "last_name": "Benali", "birth_date": "14/03/1987", "source": "walk_in"}
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


@pytest.fixture
def person(programme):
    """Somebody enrolled in the programme."""
    return EnrolmentFactory(
        programme=programme, participant=ParticipantFactory(first_name="Fatima", last_name="Benali")
    ).participant


def url(name, *args):
    return reverse(f"participants:{name}", args=args)


def errors_of(response) -> dict:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


# Opening a file


def test_a_file_is_opened_with_a_place_in_the_programme(programme, as_operations):
    response = as_operations.post(CREATE, NEW | {"phone": "0470123456"})

    person = Participant.objects.get()
    assert response.url == person.get_absolute_url()
    assert (person.full_name, person.birth_date, person.phone) == ("Fatima Benali", date(1987, 3, 14), "0470 12 34 56")
    enrolment = person.enrolments.get()
    assert (enrolment.programme, enrolment.source, enrolment.entered_on) == (programme, "walk_in", None)


def test_nothing_typed_is_lost_when_something_is_wrong(as_operations):
    response = as_operations.post(CREATE, NEW | {"birth_date": "31/02/1987", "phone": "12", "email": "fatima@"})

    assert set(errors_of(response)) == {"birth_date", "phone", "email"}
    assert 'href="#id_birth_date"' in response.text
    for typed in ('value="Fatima"', 'value="31/02/1987"', 'value="12"', 'value="fatima@"'):
        assert typed in response.text
    assert not Participant.objects.exists()


@pytest.mark.parametrize("typed", ["14/03/1987", "14-03-1987", "14.03.1987", "14 03 1987", "1987-03-14"])
def test_a_birth_date_is_read_as_people_write_it(as_operations, typed):
    as_operations.post(CREATE, NEW | {"birth_date": typed})

    assert Participant.objects.get().birth_date == date(1987, 3, 14)


@pytest.mark.parametrize("typed", ["14/03/2999", "14/03/1899", "03/1987"])
def test_a_birth_date_that_cannot_be_is_refused(as_operations, typed):
    assert "birth_date" in errors_of(as_operations.post(CREATE, NEW | {"birth_date": typed}))


@pytest.mark.parametrize(
    "known",
    [
        {"first_name": "Fatima", "last_name": "Benali"},
        {"first_name": "Fatma", "last_name": "Benali"},
        {"first_name": "Benali", "last_name": "Fatima"},
        {"first_name": "Fatima", "last_name": "Ben Ali", "birth_date": date(1987, 3, 14)},
        {"first_name": "Fátima", "last_name": "BENALI", "birth_date": None},
    ],
)
def test_a_probable_duplicate_stops_the_first_submission(programme, as_operations, known):
    twin = EnrolmentFactory(programme=programme, participant=ParticipantFactory(**known)).participant

    response = as_operations.post(CREATE, NEW)

    assert response.context["duplicates"] == [twin]
    assert twin.get_absolute_url() in response.text
    assert "Créer quand même" in response.text
    assert 'value="Fatima"' in response.text
    assert Participant.objects.count() == 1


def test_created_anyway_once_the_duplicate_was_seen(person, as_operations):
    as_operations.post(CREATE, NEW | {"anyway": f"{person.pk}"})

    assert Participant.objects.count() == 2


def test_created_anyway_asks_again_for_a_duplicate_not_seen(person, as_operations):
    response = as_operations.post(CREATE, NEW | {"anyway": "999999"})

    assert response.context["duplicates"] == [person]
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("other", [("Samira", "Benali"), ("Fatima", "El Amrani"), ("Mamadou", "Diallo")])
def test_somebody_else_is_no_duplicate(programme, as_operations, other):
    first_name, last_name = other
    EnrolmentFactory(programme=programme, participant=ParticipantFactory(first_name=first_name, last_name=last_name))

    assert as_operations.post(CREATE, NEW).status_code == 302


def test_people_of_another_programme_are_not_shown_as_duplicates(other_programme, as_operations):
    EnrolmentFactory(programme=other_programme, participant=ParticipantFactory(first_name="Fatima", last_name="Benali"))

    assert as_operations.post(CREATE, NEW).status_code == 302


def test_typing_shows_duplicates_and_creates_nothing(person, as_operations):
    fragment = as_operations.post(CREATE, NEW, headers={"HX-Request": "true"}).text

    assert person.get_absolute_url() in fragment
    assert "<html" not in fragment
    assert 'name="anyway"' not in fragment
    assert Participant.objects.count() == 1


# Changing a section


@pytest.mark.parametrize(
    ("section", "typed", "kept"),
    [
        ("identite", {"first_name": "Fatma", "last_name": "Benali", "gender": "woman"}, {"gender": "woman"}),
        ("contact", {"phone": "0032 470 12 34 56", "postcode": "1080"}, {"phone": "0470 12 34 56"}),
        ("langues", {"languages": "Français, arabe,français", "dutch": "A1"}, {"languages": ["français", "arabe"]}),
        ("urgence", {"emergency_name": "Sami", "emergency_phone": "02 411 22 33"}, {"emergency_name": "Sami"}),
        ("image", {"image_consent": "False", "image_consent_on": "2026-03-04"}, {"image_consent": False}),
    ],
)
def test_a_section_is_saved_and_shown_again(person, as_counsellor, section, typed, kept):
    response = as_counsellor.post(url("participant_edit", person.pk, section), typed)

    assert response.url == f"{person.get_absolute_url()}#{section}"
    person.refresh_from_db()
    assert {name: getattr(person, name) for name in kept} == kept


def test_an_unknown_section_is_not_found(person, as_operations):
    assert as_operations.get(url("participant_edit", person.pk, "salaires")).status_code == 404


def test_a_section_keeps_what_was_typed(person, as_operations):
    response = as_operations.post(url("participant_edit", person.pk, "contact"), {"phone": "abc", "city": "Jette"})

    assert set(errors_of(response)) == {"phone"}
    assert 'value="abc"' in response.text
    assert 'value="Jette"' in response.text


@pytest.mark.parametrize("number", ["85073003328", "85.07.30-033.28", "BIS 98472899765"])
def test_a_national_number_is_never_kept(person, as_operations, number):
    response = as_operations.post(
        url("participant_edit", person.pk, "langues"), {"education_as_said": f"CESS, NISS {number}"}
    )

    assert errors_of(response) == {"education_as_said": ["Retirez le numéro national : il ne se garde pas ici."]}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("BE68 5390 0754 7034", None),
        ("FR76 3000 6000 0112 3456 7890 189", None),
        ("BE68539007547035", "Le numéro de compte est faux : ses chiffres de contrôle ne vont pas."),
        ("BE41091811735141", "Le numéro de compte est faux : ses deux derniers chiffres ne vont pas."),
    ],
)
def test_an_account_passes_both_checks(person, as_operations, typed, error):
    response = as_operations.post(
        url("bank_account_edit", person.pk), {"iban": typed, "account_holder": "Fatima Benali"}
    )

    person.refresh_from_db()
    if error:
        assert errors_of(response) == {"iban": [error]}
        assert person.iban == ""
    else:
        assert response.url == f"{person.get_absolute_url()}#compte"
        assert person.iban == typed.replace(" ", "")


def test_an_account_is_typed_again_and_never_shown_whole(person, as_operations):
    Participant.objects.filter(pk=person.pk).update(iban="BE71096123456769")

    page = as_operations.get(url("bank_account_edit", person.pk)).text

    assert "BE71 •••• •••• 6769" in page
    assert "0961" not in page


def test_an_empty_account_is_taken_away_with_its_holder(person, as_operations):
    Participant.objects.filter(pk=person.pk).update(iban="BE68539007547034", account_holder="Fatima Benali")

    as_operations.post(url("bank_account_edit", person.pk), {"iban": "", "account_holder": "Fatima Benali"})

    person.refresh_from_db()
    assert (person.iban, person.account_holder) == ("", "")


# Place, time without work


def test_months_without_work_are_frozen_at_entry(person, as_operations):
    JobSeekerEvidence.objects.create(enrolment=person.enrolments.get(), without_work_since=date(2023, 1, 15))

    as_operations.post(url("enrolment_edit", person.pk), {"source": "housing", "entered_on": "2025-03-03"})

    assert Enrolment.objects.get().months_at_entry == 26


def test_an_exit_before_the_entry_is_refused_in_words(person, as_operations):
    response = as_operations.post(
        url("enrolment_edit", person.pk), {"source": "housing", "entered_on": "2025-03-03", "exited_on": "2025-03-01"}
    )

    assert errors_of(response) == {"__all__": ["La sortie vient après l'entrée."]}


def test_evidence_reads_a_month_as_its_first_day(person, as_counsellor):
    as_counsellor.post(url("evidence_edit", person.pk), {"registered_since": "03/2023", "kind": "actiris"})

    evidence = JobSeekerEvidence.objects.get()
    assert (evidence.registered_since, evidence.kind) == (date(2023, 3, 1), "actiris")


def test_a_waiver_takes_its_author_and_its_day(person, counsellor, as_counsellor, as_operations):
    address = url("evidence_edit", person.pk)
    as_counsellor.post(address, {"registered_since": "03/2025", "waiver_reason": "Projet solide"})
    evidence = JobSeekerEvidence.objects.get()
    assert (evidence.waived_by, evidence.waived_at is not None) == (counsellor, True)

    as_operations.post(address, {"registered_since": "04/2025", "waiver_reason": "Projet solide"})
    evidence.refresh_from_db()
    assert (evidence.registered_since, evidence.waived_by) == (date(2025, 4, 1), counsellor)

    as_operations.post(address, {"registered_since": "04/2025", "waiver_reason": ""})
    evidence.refresh_from_db()
    assert (evidence.waived_by, evidence.waived_at) == (None, None)


# Dated facts


def test_income_and_checks_are_added_changed_and_removed(person, as_counsellor):
    as_counsellor.post(url("income_create", person.pk), {"kind": "onem", "starts_on": "2024-01-01"})
    period = IncomePeriod.objects.get()
    as_counsellor.post(url("income_edit", period.pk), {"kind": "onem", "ends_on": "2026-01-01"})
    period.refresh_from_db()
    assert (period.starts_on, period.ends_on) == (None, date(2026, 1, 1))

    as_counsellor.post(url("check_create", person.pk), {"kind": "c45b", "done_on": "2026-02-01"})
    check = PreStartCheck.objects.get()
    as_counsellor.post(
        url("check_edit", check.pk), {"kind": "c45b", "done_on": "2026-02-02", "valid_until": "2026-12-31"}
    )
    check.refresh_from_db()
    assert (check.done_on, check.valid_until) == (date(2026, 2, 2), date(2026, 12, 31))

    as_counsellor.post(url("income_delete", period.pk))
    as_counsellor.post(url("check_delete", check.pk))
    assert not IncomePeriod.objects.exists()
    assert not PreStartCheck.objects.exists()


def test_dates_in_the_wrong_order_are_refused_in_words(person, as_counsellor):
    response = as_counsellor.post(
        url("income_create", person.pk), {"kind": "cpas", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    )

    assert errors_of(response) == {"__all__": ["La fin vient après le début."]}


def test_a_check_is_proposed_by_the_task_that_asks_for_it(person, as_operations):
    page = as_operations.get(url("check_create", person.pk), {"kind": "c45b"}).text

    assert '<option value="c45b" selected>' in page


def test_a_fact_added_frees_the_lines_it_held(person, programme, as_operations):
    make_payable(person, programme, 2025)
    IncomePeriod.objects.all().delete()
    set_days(person.pk, 2025, {date(2025, 3, 3): VolunteeringDay(programme.pk, 30)})
    assert AllowanceLine.objects.get().reasons == ["income_unknown"]

    as_operations.post(url("income_create", person.pk), {"kind": "none"})

    assert AllowanceLine.objects.get().state == "proposed"


def test_a_restriction_keeps_who_wrote_it(person, operations, as_operations):
    as_operations.post(url("restriction_create", person.pk), {"words": "pas de port de charges"})

    restriction = Restriction.objects.get()
    assert (restriction.words, restriction.recorded_by) == ("pas de port de charges", operations)

    as_operations.post(url("restriction_edit", restriction.pk), {"words": "pas d’échelle", "ends_on": "2026-01-01"})
    restriction.refresh_from_db()
    assert restriction.words == "pas d’échelle"

    as_operations.post(url("restriction_delete", restriction.pk))
    assert not Restriction.objects.exists()


def test_information_received_is_noted_in_the_programme(person, programme, as_coordinator):
    as_coordinator.post(url("receipt_create", person.pk), {"acknowledged_on": "2026-03-04", "language": "nl"})

    receipt = InformationReceipt.objects.get()
    assert (receipt.programme, receipt.acknowledged_on, receipt.language) == (programme, date(2026, 3, 4), "nl")


def test_a_year_keeps_its_statement_and_its_regime(person, as_operations):
    typed = {"declared_on_honour_on": "2026-01-05", "regime": "lump_sum"}
    as_operations.post(url("year_edit", person.pk, 2026), typed)

    budget = AllowanceYear.objects.get()
    assert (budget.year, budget.regime, budget.declared_on_honour_on) == (2026, "lump_sum", date(2026, 1, 5))


def test_a_regime_no_longer_changes_after_an_approved_line(person, programme, coordinator, as_operations):
    make_payable(person, programme, 2025)
    lines = set_days(person.pk, 2025, {date(2025, 3, 3): VolunteeringDay(programme.pk, 30)})
    approve_lines([line.pk for line in lines.values()], by=coordinator)

    response = as_operations.post(
        url("year_edit", person.pk, 2025), {"declared_on_honour_on": "2025-01-01", "regime": "none"}
    )

    assert errors_of(response) == {"__all__": ["Une ligne de cette année est approuvée : le régime ne change plus."]}
    assert AllowanceYear.objects.get().regime == "lump_sum"


# Documents


def test_a_photo_is_kept_without_what_it_hides_and_given_back_as_a_download(person, operations, as_operations):
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "TELEPHONE-DE-TEST"
    Image.new("RGB", (40, 30), "red").save(buffer, "JPEG", exif=exif)
    upload = SimpleUploadedFile("titre.jpg", buffer.getvalue())
    as_operations.post(
        url("document_create", person.pk), {"kind": "residence", "title": "Titre de séjour", "upload": upload}
    )

    document = Document.objects.get()
    assert (document.uploaded_by, document.content_type) == (operations, "image/jpeg")
    response = as_operations.get(url("document_download", document.pk))
    assert b"TELEPHONE-DE-TEST" not in response.content
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store, private"


def test_a_refused_file_keeps_the_title_typed(person, as_operations):
    upload = SimpleUploadedFile("piece.pdf", b"MZ")
    response = as_operations.post(
        url("document_create", person.pk), {"kind": "other", "title": "Ma pièce", "upload": upload}
    )

    assert set(errors_of(response)) == {"upload"}
    assert 'value="Ma pièce"' in response.text
    assert not Document.objects.exists()


def test_a_document_is_removed_with_its_file(person, as_operations, django_capture_on_commit_callbacks):
    upload = SimpleUploadedFile("piece.pdf", PDF)
    as_operations.post(url("document_create", person.pk), {"kind": "other", "title": "Pièce", "upload": upload})
    document = Document.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        as_operations.post(url("document_delete", document.pk))

    assert not Document.objects.exists()
    assert not document.file.storage.exists(document.file.name)


def test_the_signed_copy_of_a_convention_stays(person, programme, as_operations):
    upload = SimpleUploadedFile("piece.pdf", PDF)
    as_operations.post(url("document_create", person.pk), {"kind": "signed_convention", "title": "P", "upload": upload})
    document = Document.objects.get()
    ConventionFactory(participant=person, programme=programme, scan=document)

    response = as_operations.post(url("document_delete", document.pk), follow=True)

    assert "copie signée d’une convention" in response.text
    assert document.file.storage.exists(document.file.name)


# Who may


def edit_urls(person):
    """Return every address that changes something of ``person``, with the roles that may open it."""
    period = IncomePeriod.objects.create(participant=person, kind="none")
    check = PreStartCheck.objects.create(participant=person, kind="c45b", done_on=date(2025, 1, 1))
    restriction = Restriction.objects.create(participant=person, words="pas d’échelle")
    team, checks = {"operations", "counsellor", "coordinator"}, {"operations", "counsellor"}
    return {
        CREATE: team,
        url("participant_edit", person.pk, "identite"): team,
        url("enrolment_edit", person.pk): team,
        url("document_create", person.pk): team,
        url("bank_account_edit", person.pk): {"operations"},
        url("evidence_edit", person.pk): checks,
        url("income_create", person.pk): checks,
        url("income_edit", period.pk): checks,
        url("check_create", person.pk): checks,
        url("check_edit", check.pk): checks,
        url("restriction_create", person.pk): checks,
        url("restriction_edit", restriction.pk): checks,
        url("receipt_create", person.pk): {"operations", "coordinator"},
        url("year_edit", person.pk, 2025): {"operations", "coordinator"},
    }


@pytest.mark.parametrize("role", ["operations", "counsellor", "housing", "coordinator", "administrator"])
def test_each_role_opens_the_forms_of_the_table_of_rights(person, role, request):
    client = request.getfixturevalue(f"as_{role}")
    for address, roles in edit_urls(person).items():
        response = client.get(address)
        assert (address, response.status_code) == (address, 200 if role in roles else 403)
        assert "UNDEFINED" not in response.text


def test_a_person_of_another_programme_is_not_found_in_any_form(person, as_stranger):
    statuses = {address: as_stranger.get(address).status_code for address in edit_urls(person) if address != CREATE}

    assert set(statuses.values()) == {404}
