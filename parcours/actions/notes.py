"""Notes written, edited and read; a confidential one is sealed, and reading it leaves its trace with the text."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from accounts.scope import rows_seen_by
from parcours.models import Level, Note, NoteReading, NoteVersion, Partner
from parcours.querysets.note import levels_written_by
from participants.sealing import place_of, seal, unseal

COLUMN = "sealed"


class NoteError(Exception):
    """What cannot be done to a note, with the sentence the page shows."""


def write_note(
    *,
    participant_id: int,
    programme_id: int,
    level: str,
    text: str,
    by: User,
    partner: Partner | None = None,
    consented_on: date | None = None,
    reader_ids: Collection[int] = (),
) -> Note:
    """Write a note about a person; a confidential one is sealed with the person's key.

    ``partner`` and ``consented_on`` count for a shared note only, ``reader_ids`` for a confidential one only. Raises
    ``NoteError`` when ``by`` may not write on that level, when the text is empty, when a shared note names no partner
    of the programme or no date of agreement (today or before), or when a reader is no counsellor of the programme.
    """
    if programme_id != by.active_programme_id or level not in levels_written_by(by):
        raise NoteError(_("Vous n'écrivez pas de notes de ce niveau."))
    note = Note(
        participant_id=participant_id,
        programme_id=programme_id,
        level=level,
        author=by,
        partner=partner if level == Level.SHARED else None,
        consented_on=consented_on if level == Level.SHARED else None,
    )
    _refuse_unfounded_sharing(note)
    with rows_seen_by(by):
        if level == Level.CONFIDENTIAL:
            note.reader_ids = _checked_readers(note, reader_ids)
        _put(note, _checked_text(text))
        note.save()
    return note


def edit_note(note: Note, *, text: str, by: User) -> Note:
    """Replace the text of one's own note; the old one is kept as a version, sealed anew for the version's own place.

    Raises ``NoteError`` for anybody but the author, and ``SealError`` when the old text does not open.
    """
    with rows_seen_by(by):
        note = _own_note(note, by)
        text, old = _checked_text(text), _text_of(note)
        if text != old:
            version = NoteVersion(note=note)
            if note.is_confidential:
                version.sealed = seal(note.participant_id, old, place=place_of(version, COLUMN))
            else:
                version.body = old
            version.save()
            _put(note, text)
            note.edited_at = timezone.now()
            note.save(update_fields=["body", COLUMN, "edited_at"])
    return note


def read_note(pk: int, *, by: User) -> tuple[Note, str]:
    """Return a note and its text, having written that ``by`` reads it: both or neither (domain rule 30).

    Only a confidential note leaves a trace. Raises ``Note.DoesNotExist`` for a note ``by`` may not read, and
    ``SealError`` when its text does not open; nothing is logged then, for nothing was read.
    """
    with rows_seen_by(by):
        note = Note.objects.visible_to(by).select_related("author", "participant", "partner").get(pk=pk)
        if note.is_confidential:
            NoteReading.objects.create(
                note=note, participant_id=note.participant_id, reader=by, reader_role=Role.COUNSELLOR
            )
        return note, _text_of(note)


def name_readers(note: Note, *, reader_ids: Collection[int], by: User) -> Note:
    """Let exactly these colleagues, besides the author, read a confidential note from now on.

    Raises ``NoteError`` for anybody but the author, for a note of another level, and for a reader who is no counsellor
    of the note's programme.
    """
    with rows_seen_by(by):
        note = _own_note(note, by)
        if not note.is_confidential:
            raise NoteError(_("Seule une note confidentielle a des lecteurs nommés."))
        note.reader_ids = _checked_readers(note, reader_ids)
        note.save(update_fields=["reader_ids"])
    return note


def _own_note(note: Note, by: User) -> Note:
    """Return the note, locked until the end of the transaction."""
    own = Note.objects.visible_to(by).of_author(by).select_for_update(of=("self",)).filter(pk=note.pk).first()
    if own is None:
        raise NoteError(_("Seule la personne qui a écrit une note la modifie."))
    return own


def _checked_text(text: str) -> str:
    if not text.strip():
        raise NoteError(_("Écrivez la note."))
    return text.strip()


def _checked_readers(note: Note, reader_ids: Collection[int]) -> list[int]:
    wanted = set(reader_ids) - {note.author_id}
    known = User.objects.counsellors_of(note.programme_id).filter(pk__in=wanted).values_list("pk", flat=True)
    if wanted != set(known):
        raise NoteError(_("Nommez seulement des collègues du conseil de ce programme."))
    return sorted(wanted)


def _refuse_unfounded_sharing(note: Note) -> None:
    if note.level != Level.SHARED:
        return
    if note.partner is None or note.partner.programme_id != note.programme_id or note.consented_on is None:
        raise NoteError(_("Une note partagée nomme un partenaire et la date de l'accord."))
    if note.consented_on > timezone.localdate():
        raise NoteError(_("L'accord de la personne date d'aujourd'hui ou d'avant."))


def _put(note: Note, text: str) -> None:
    if note.is_confidential:
        note.sealed = seal(note.participant_id, text, place=place_of(note, COLUMN))
    else:
        note.body = text


def _text_of(note: Note) -> str:
    return unseal(note.participant_id, note.sealed, place=place_of(note, COLUMN)) if note.is_confidential else note.body
