"""Dated facts, evidence and documents of a person, and what they free."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
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
    PreStartCheck,
    Restriction,
)
from tests.factories import ConventionFactory, make_payable
from tests.participants.person_forms import PDF, errors_of, url

pytestmark = pytest.mark.django_db


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

    assert "Une autre partie du dossier s’appuie sur ce document" in response.text
    assert document.file.storage.exists(document.file.name)
