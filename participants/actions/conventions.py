"""What is done to a convention: change its draft, issue it, have it signed, end it, cancel it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from config.database.refusals import sentence_of
from participants.actions.allowances import review_person
from participants.documents import keep_document
from participants.models import Convention, ConventionCounter, ConventionSignature, Document
from participants.printing import convention_pdf
from participants.readiness import Missing, missing_before_issue

DRAFT_FIELDS = (
    "task",
    "places",
    "indicative_hours",
    "referent",
    "referent_phone",
    "starts_on",
    "ends_on",
    "day_amount",
)
State = Convention.State
Party = ConventionSignature.Party


class ConventionError(Exception):
    """A convention that cannot change as asked; ``field`` names the answer to mend, empty for the whole."""

    def __init__(self, sentence: str, field: str = ""):
        super().__init__(sentence)
        self.field = field


class ConventionStateError(ConventionError):
    """The convention is not in the state that the change starts from."""


class IncompleteConventionError(ConventionError):
    """Something that the law asks for is missing: ``missing`` says what, and where it is mended."""

    def __init__(self, missing: Sequence[Missing]):
        super().__init__(_("Cette convention ne peut pas encore être émise : il manque une information."))
        self.missing = list(missing)


class AlteredDocumentError(ConventionError):
    """The file kept is not the one that was issued."""


@dataclass(frozen=True)
class PaperSignature:
    """One side's signature as written on the paper: who, where, and the date beside it."""

    party: str
    name: str
    place: str
    signed_on: date


@transaction.atomic
def change_draft(convention: Convention, *, changes: Mapping) -> Convention:
    """Write new values into the columns of a draft; once issued, a convention keeps its text."""
    _lock(convention, State.DRAFT)
    for name in DRAFT_FIELDS:
        setattr(convention, name, changes.get(name, getattr(convention, name)))
    return _write(convention, *DRAFT_FIELDS)


@transaction.atomic
def issue_convention(
    convention: Convention, *, by, print_pdf: Callable[[Convention], bytes] | None = None
) -> Convention:
    """Number a draft and keep its PDF with its SHA-256: émise. Raises ``IncompleteConventionError`` (domain rule 19).

    ``print_pdf`` lays out another document than the full convention: demo data prints past ones in short.

    The number is printed in the bytes, so the counter's row stays locked while they are laid out: numbers of one
    programme and year follow each other without a gap, and a failure gives its number back.
    """
    _lock(convention, State.DRAFT)
    blocking = [missing for missing in missing_before_issue(convention) if missing.is_blocking]
    if blocking:
        raise IncompleteConventionError(blocking)
    convention.year = timezone.localdate().year
    convention.number = _take_number(convention.programme_id, convention.year)
    content = (print_pdf or convention_pdf)(convention)
    convention.pdf_sha256 = hashlib.sha256(content).hexdigest()
    convention.pdf.save("convention.pdf", ContentFile(content), save=False)
    convention.state, convention.issued_at, convention.issued_by = State.ISSUED, timezone.now(), by
    return _write(convention, "year", "number", "pdf", "pdf_sha256", "state", "issued_at", "issued_by")


@transaction.atomic
def sign_convention(
    convention: Convention, *, signatures: Sequence[PaperSignature], by, scan: UploadedFile | None = None
) -> Convention:
    """Record both signatures of an issued convention, dates as written on the paper, and the copy when there is one.

    The convention is signed on the later of the two dates. Raises ``ConventionError``, also when the person has
    another live convention of the programme on one of its days, and ``documents.UploadRefusedError`` for the copy.
    """
    _lock(convention, State.ISSUED)
    if sorted(signature.party for signature in signatures) != sorted(Party.values):
        raise ConventionError(_("Les deux parties signent, une fois chacune."))
    if any(signature.signed_on > timezone.localdate() for signature in signatures):
        raise ConventionError(_("La date d’une signature ne peut pas être à venir."))
    if scan is not None:
        convention.scan = keep_document(
            scan,
            participant=convention.participant,
            kind=Document.Kind.SIGNED_CONVENTION,
            title=_("Convention %s signée") % convention.reference,
            by=by,
        )
    ConventionSignature.objects.bulk_create(
        ConventionSignature(convention=convention, recorded_by=by, **vars(signature)) for signature in signatures
    )
    convention.state = State.SIGNED
    convention.signed_on = max(signature.signed_on for signature in signatures)
    _write(convention, "state", "signed_on", "scan")
    review_person(convention.participant_id)
    return convention


@transaction.atomic
def end_convention(convention: Convention, *, ended_on: date, side: str, by) -> Convention:
    """End a signed convention on the wish of ``side``; nobody is asked why (law of 3 July 2005, domain rule 22)."""
    _lock(convention, State.SIGNED)
    if side == Convention.Side.TERM:
        ended_on = convention.ends_on
    if not min(convention.starts_on, convention.signed_on) <= ended_on <= convention.ends_on:
        raise ConventionError(_("La fin se place entre le début et le terme de la convention."), "ended_on")
    convention.state, convention.ended_on, convention.ended_side = State.ENDED, ended_on, side
    convention.ended_at, convention.ended_by = timezone.now(), by
    _write(convention, "state", "ended_on", "ended_side", "ended_at", "ended_by")
    review_person(convention.participant_id)
    return convention


@transaction.atomic
def cancel_convention(convention: Convention, *, by) -> Convention:
    """Cancel a draft or an issued convention: annulée. A number once given stays on its row, never given again."""
    _lock(convention, State.DRAFT, State.ISSUED)
    convention.state, convention.cancelled_at, convention.cancelled_by = State.CANCELLED, timezone.now(), by
    return _write(convention, "state", "cancelled_at", "cancelled_by")


def issued_bytes(convention: Convention) -> bytes:
    """Return the PDF as it was issued. Raises ``AlteredDocumentError`` when it no longer matches its SHA-256."""
    try:
        with convention.pdf.open("rb") as file:
            content = file.read()
    except (OSError, ValueError) as error:
        raise AlteredDocumentError(_("Le document émis ne se lit plus. Prévenez l’administration.")) from error
    if hashlib.sha256(content).hexdigest() != convention.pdf_sha256:
        raise AlteredDocumentError(_("Le document a changé depuis son émission. Prévenez l’administration."))
    return content


def _lock(convention: Convention, *states: str) -> None:
    """Read the convention again under a lock; refuse when it has left the states that the change starts from."""
    convention.refresh_from_db(from_queryset=Convention.objects.select_for_update())
    if convention.state not in states:
        raise ConventionStateError(
            _("Cette convention est %(state)s : ce n’est plus possible.") % {"state": convention.get_state_display()}
        )


def _take_number(programme_id: int, year: int) -> int:
    """Return the next number of a programme and year; its row stays locked until the transaction ends."""
    counter, _created = ConventionCounter.objects.get_or_create(programme_id=programme_id, year=year)
    ConventionCounter.objects.filter(pk=counter.pk).update(last_number=F("last_number") + 1)
    counter.refresh_from_db(fields=["last_number"])
    return counter.last_number


def _write(convention: Convention, *fields: str) -> Convention:
    try:
        with transaction.atomic():
            convention.save(update_fields=fields)
    except IntegrityError as error:
        raise ConventionError(sentence_of(error, Convention)) from error
    return convention
