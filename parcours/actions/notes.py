"""Notes written, edited and opened; who may read a confidential one, and each reading of it."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from accounts.scope import rows_seen_by
from parcours.actions.drafts import drop_draft
from parcours.models import Draft, Level, Note, NoteReading, NoteVersion, Partner
from participants.models import Participant
from participants.sealing import place_of, seal, unseal

# The only role that holds the right to read confidential notes (accounts/permissions.py).
READER_ROLE = Role.COUNSELLOR


class NoteError(Exception):
    """What cannot be done to a note, with the sentence the page shows."""


@transaction.atomic
def write_note(
    participant: Participant,
    *,
    level: str,
    text: str,
    readers: Iterable[User] = (),
    partner: Partner | None = None,
    consented_on: date | None = None,
    by: User,
) -> Note:
    """Write a note in the author's active programme; a confidential one is sealed, and its readers named.

    The author's draft of it goes. Raises ``NoteError`` on a level that the author does not write, a reader who is not
    a counsellor, and an agreement dated in the future.
    """
    if level not in Level.offered_to(by):
        raise NoteError(_("Vous n'écrivez pas de note de ce niveau."))
    if consented_on and consented_on > timezone.localdate():
        raise NoteError(_("L'accord de la personne ne peut pas venir plus tard qu'aujourd'hui."))
    note = Note(
        programme_id=by.active_programme_id,
        participant=participant,
        level=level,
        author=by,
        partner=partner,
        consented_on=consented_on,
        reader_ids=_ids_of(readers, by),
    )
    with rows_seen_by(by):
        _put(note, text)
        note.save()
        drop_draft(participant.pk, Draft.Form.NOTE, by=by)
    return note


@transaction.atomic
def edit_note(note: Note, *, text: str, by: User) -> Note:
    """Give one's own note another text; the former one is kept as a version. Raises ``NoteError`` for anybody else."""
    _refuse_other_than_author(note, by)
    with rows_seen_by(by):
        note = Note.objects.select_for_update().get(pk=note.pk)
        version = NoteVersion(note=note)
        if note.is_confidential:
            former = unseal(note.participant_id, note.sealed, place=place_of(note, "sealed"))
            version.sealed = seal(note.participant_id, former, place=place_of(version, "sealed"))
        else:
            former = version.body = note.body
        if text != former:
            version.save()
            _put(note, text)
            note.edited_at = timezone.now()
            note.save(update_fields=["body", "sealed", "edited_at"])
        drop_draft(note.participant_id, Draft.Form.NOTE, record=str(note.pk), by=by)
    return note


@transaction.atomic
def open_note(note: Note, *, by: User) -> str:
    """Return the text of a confidential note, once its reading is written in the same transaction (domain rule 30).

    Raises ``SealError`` when it does not open: nothing was read then, and no reading stays.
    """
    with rows_seen_by(by):
        NoteReading.objects.create(note=note, participant_id=note.participant_id, reader=by, reader_role=READER_ROLE)
        return unseal(note.participant_id, note.sealed, place=place_of(note, "sealed"))


@transaction.atomic
def name_readers(note: Note, *, readers: Iterable[User], by: User) -> Note:
    """Make ``readers`` the colleagues who may open one's own confidential note; history keeps who they were."""
    _refuse_other_than_author(note, by)
    with rows_seen_by(by):
        note.reader_ids = _ids_of(readers, by)
        note.save(update_fields=["reader_ids"])
    return note


def _put(note: Note, text: str) -> None:
    if note.is_confidential:
        note.sealed = seal(note.participant_id, text, place=place_of(note, "sealed"))
    else:
        note.body = text


def _refuse_other_than_author(note: Note, by: User) -> None:
    if note.author_id != by.pk:
        raise NoteError(_("Seule la personne qui a écrit cette note la change."))


def _ids_of(readers: Iterable[User], by: User) -> list[int]:
    """Return the numbers of the readers besides the author, each once; raises ``NoteError`` for another role."""
    wanted = {reader.pk for reader in readers} - {by.pk}
    counsellors = User.objects.counsellors_of(by.active_programme_id).filter(pk__in=wanted)
    if wanted != {colleague.pk for colleague in counsellors}:
        raise NoteError(_("Seuls des collègues du conseil peuvent lire cette note."))
    return sorted(wanted)
