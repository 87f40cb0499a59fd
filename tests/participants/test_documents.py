"""Uploads: what is kept of a PDF or a photo, and what is refused."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from participants import documents
from participants.documents import UploadRefusedError, attachment, clean_upload, keep_document
from participants.models import Document
from tests.factories import ParticipantFactory

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


def photo(form: str = "JPEG", size: tuple[int, int] = (60, 40), **options) -> bytes:
    """Return a photo whose left half is red and right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def turned_photo_with_place() -> bytes:
    """Return a photo held sideways, with the coordinates of a home in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    exif[0x010F] = "TELEPHONE-DE-TEST"
    exif.get_ifd(0x8825)[2] = (50.0, 51.0, 21.0)
    return photo(exif=exif, comment=b"rue secrete 7")


@pytest.mark.parametrize(
    ("name", "content", "extension", "content_type"),
    [
        ("convention.PDF", PDF, "pdf", "application/pdf"),
        ("photo.jpg", photo(), "jpg", "image/jpeg"),
        ("photo.JPEG", photo(), "jpg", "image/jpeg"),
        ("scan.png", photo("PNG"), "png", "image/png"),
        ("IMG_0042.HEIC", photo("HEIF"), "jpg", "image/jpeg"),
        ("renamed.jpg", photo("HEIF"), "jpg", "image/jpeg"),
    ],
)
def test_clean_upload_keeps_a_pdf_or_a_photo(name, content, extension, content_type):
    clean = clean_upload(SimpleUploadedFile(name, content))

    assert (clean.extension, clean.content_type) == (extension, content_type)


def test_clean_upload_keeps_a_pdf_to_the_byte():
    clean = clean_upload(SimpleUploadedFile("a.pdf", PDF))

    assert (clean.content, clean.sha256) == (PDF, hashlib.sha256(PDF).hexdigest())


def test_clean_upload_turns_a_photo_and_drops_place_and_camera():
    original = turned_photo_with_place()
    assert b"TELEPHONE-DE-TEST" in original
    assert b"rue secrete 7" in original

    clean = clean_upload(SimpleUploadedFile("a.jpg", original))

    image = Image.open(io.BytesIO(clean.content))
    assert image.size == (40, 60)
    assert not image.getexif()
    assert b"TELEPHONE-DE-TEST" not in clean.content
    assert b"rue secrete 7" not in clean.content


def test_clean_upload_drops_what_is_glued_behind_a_photo():
    clean = clean_upload(SimpleUploadedFile("a.png", photo("PNG") + b"<script>alert(1)</script>"))

    assert b"<script>" not in clean.content


def test_clean_upload_makes_a_huge_photo_smaller():
    clean = clean_upload(SimpleUploadedFile("a.jpg", photo(size=(5200, 2600))))

    assert Image.open(io.BytesIO(clean.content)).size == (2600, 1300)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.exe", PDF, "Ce genre de fichier n’est pas accepté. Choisissez un PDF ou une photo."),
        ("page.svg", b"<svg/>", "Ce genre de fichier n’est pas accepté. Choisissez un PDF ou une photo."),
        ("sans-extension", PDF, "Ce genre de fichier n’est pas accepté. Choisissez un PDF ou une photo."),
        ("a.pdf", b"<html>%PDF-1.7 %%EOF", "Ce fichier n’est pas un PDF entier. Scannez-le à nouveau."),
        ("a.pdf", PDF[:12], "Ce fichier n’est pas un PDF entier. Scannez-le à nouveau."),
        ("a.pdf", photo(), "Ce fichier n’est pas un PDF entier. Scannez-le à nouveau."),
        ("a.jpg", PDF, "Cette photo ne s’ouvre pas. Reprenez-la, puis réessayez."),
        ("a.jpg", photo()[:200], "Cette photo ne s’ouvre pas. Reprenez-la, puis réessayez."),
        ("a.png", b"", "Cette photo ne s’ouvre pas. Reprenez-la, puis réessayez."),
        ("a.jpg", photo("GIF"), "Cette photo ne s’ouvre pas. Reprenez-la, puis réessayez."),
    ],
)
def test_clean_upload_refuses_what_it_does_not_know(name, content, sentence):
    with pytest.raises(UploadRefusedError) as refusal:
        clean_upload(SimpleUploadedFile(name, content))

    assert str(refusal.value) == sentence


def test_clean_upload_refuses_what_is_too_heavy_or_too_large(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_UPLOAD", 100)
    with pytest.raises(UploadRefusedError, match=r"dépasse 15 Mo"):
        clean_upload(SimpleUploadedFile("a.pdf", PDF * 10))

    monkeypatch.setattr(documents, "LARGEST_UPLOAD", 100_000)
    monkeypatch.setattr(documents, "LARGEST_IMAGE", 1000)
    with pytest.raises(UploadRefusedError, match=r"trop grande"):
        clean_upload(SimpleUploadedFile("a.jpg", photo()))


def test_keep_document_records_what_is_kept(operations):
    person = ParticipantFactory()

    kept = keep_document(
        SimpleUploadedFile("../../Convention de Fatima.pdf", PDF),
        participant=person,
        kind=Document.Kind.SIGNED_CONVENTION,
        title="Convention 2026-001",
        by=operations,
    )

    stored = Document.objects.get()
    with stored.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == stored.sha256
    assert (stored.pk, stored.size, stored.content_type, stored.uploaded_by) == (
        kept.pk,
        len(PDF),
        "application/pdf",
        operations,
    )
    assert stored.file.name.startswith("documents/")
    assert "Fatima" not in stored.file.name


def test_attachment_is_downloaded_never_guessed():
    response = attachment(b"x", content_type="application/pdf", filename="Convention de Saïda.pdf")

    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
