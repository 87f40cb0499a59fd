"""Uploaded files made safe to keep: a PDF as it came, a photo drawn anew without its place and its camera."""

import hashlib
import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from participants.models import Document, Participant

LARGEST_UPLOAD = 15 * 1024 * 1024  # bytes: a phone's photo or a scan of several pages
LARGEST_IMAGE = 60_000_000  # pixels: above this a small file could fill the memory
LONGEST_SIDE = 2600  # pixels: an A4 page read at 220 dots per inch
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.heif"
_IMAGE_EXTENSIONS = ("jpg", "jpeg", "png", "heic", "heif")
_IMAGE_FORMATS = ("JPEG", "PNG", "HEIF")

register_heif_opener()


class UploadRefusedError(Exception):
    """A file that is not kept, with the sentence the page shows."""


@dataclass(frozen=True)
class CleanFile:
    """The bytes to keep of an upload, and what they are."""

    content: bytes
    extension: str
    content_type: str

    @property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def clean_upload(upload: UploadedFile) -> CleanFile:
    """Return what is kept of a PDF, JPEG, PNG or HEIC file, told by its name and by its content.

    A photo is drawn anew, upright, as JPEG or PNG: whatever was hidden in it is gone. Raises ``UploadRefusedError``.
    """
    if upload.size > LARGEST_UPLOAD:
        raise UploadRefusedError(_("Ce fichier dépasse 15 Mo. Choisissez une photo ou un scan plus léger."))
    extension = upload.name.rpartition(".")[2].lower()
    content = upload.read()
    if extension == "pdf":
        return _clean_pdf(content)
    if extension in _IMAGE_EXTENSIONS:
        return _clean_image(content)
    raise UploadRefusedError(_("Ce genre de fichier n’est pas accepté. Choisissez un PDF ou une photo."))


def keep_document(upload: UploadedFile, *, participant: Participant, kind: str, title: str, by) -> Document:
    """Clean an upload and keep it as a private document of ``participant``. Raises ``UploadRefusedError``."""
    clean = clean_upload(upload)
    document = Document(
        participant=participant,
        kind=kind,
        title=title,
        content_type=clean.content_type,
        sha256=clean.sha256,
        size=len(clean.content),
        uploaded_by=by,
    )
    document.file.save(f"fichier.{clean.extension}", ContentFile(clean.content), save=False)
    document.save()
    return document


@transaction.atomic
def remove_document(document: Document) -> None:
    """Remove a document and, once that is certain, its file. Raises ``ProtectedError`` when a record rests on it."""
    kept = document.file
    document.delete()
    transaction.on_commit(lambda: kept.storage.delete(kept.name))


def attachment(content: bytes, *, content_type: str, filename: str) -> HttpResponse:
    """Return a private file to download: never shown inside a page, never guessed to be something else."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _clean_pdf(content: bytes) -> CleanFile:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise UploadRefusedError(_("Ce fichier n’est pas un PDF entier. Scannez-le à nouveau."))
    return CleanFile(content, "pdf", "application/pdf")


def _clean_image(content: bytes) -> CleanFile:
    try:
        image = Image.open(io.BytesIO(content), formats=_IMAGE_FORMATS)
        if image.width * image.height > LARGEST_IMAGE:
            raise UploadRefusedError(_("Cette photo est trop grande. Reprenez-la en qualité normale."))
        is_drawing = image.format == "PNG"
        image = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise UploadRefusedError(_("Cette photo ne s’ouvre pas. Reprenez-la, puis réessayez.")) from error
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = Image.new("RGB", image.size)  # a new image has none of the old one's hidden data
    drawn.paste(image)
    buffer = io.BytesIO()
    if is_drawing:
        drawn.save(buffer, "PNG", optimize=True)
        return CleanFile(buffer.getvalue(), "png", "image/png")
    drawn.save(buffer, "JPEG", quality=85)
    return CleanFile(buffer.getvalue(), "jpg", "image/jpeg")
