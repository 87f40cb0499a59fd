"""What a colleague has typed and not sent yet: kept sealed, offered again, dropped once it is sent.

One row holds the drafts of one colleague about one person for one form: that of a new record (``record`` is empty) and
those of records being changed, by their number. Every function opens the author's own rows by itself.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.forms import ModelMultipleChoiceField
from django.utils import timezone

from accounts.scope import rows_seen_by
from parcours.models import Draft, Level
from participants.imports.national_number import remove_national_numbers
from participants.sealing import SealError, place_of, seal, unseal


@dataclass(frozen=True)
class KeptDraft:
    """What was typed, field by field, and when; ``problem`` is the sentence to show when it does not open."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    saved_at: datetime | None = None
    problem: str = ""

    def initial_of(self, form_fields) -> dict:
        """Return the first values of a form that has these fields."""
        several = {name for name, known in form_fields.items() if isinstance(known, ModelMultipleChoiceField)}
        return {
            name: values if name in several else values[-1]
            for name, values in self.fields.items()
            if name in form_fields and values
        }


def keep_draft(participant_id: int, form: str, fields: dict[str, list[str]], *, record: str = "", by) -> datetime:
    """Seal what was typed in place of what was kept before, and return the moment; national numbers never stay."""
    now = timezone.now()
    kept = {
        name: [remove_national_numbers(value.replace("\x00", "")) for value in values]
        for name, values in fields.items()
    }
    with rows_seen_by(by):
        draft, drafts = _open(participant_id, form, by)
        drafts[record] = {"fields": kept, "saved_at": now.isoformat()}
        _close(draft, drafts)
    return now


def draft_of(participant_id: int, form: str, *, record: str = "", by) -> KeptDraft | None:
    """Return what ``by`` had typed, None when nothing is kept; one that does not open tells only that.

    A note of a level that ``by`` no longer writes is not offered: who changes role leaves its texts behind.
    """
    with rows_seen_by(by):
        draft = Draft.objects.visible_to(by).of_form(participant_id, form).first()
        if draft is None:
            return None
        try:
            kept = _read(draft).get(record)
        except SealError as refusal:
            return KeptDraft(problem=str(refusal))
    if kept is None or not _is_offered(kept["fields"], by):
        return None
    return KeptDraft(kept["fields"], datetime.fromisoformat(kept["saved_at"]))


def drop_draft(participant_id: int, form: str, *, record: str = "", by) -> None:
    """Forget what ``by`` had typed, which is sent now, or thrown away."""
    with rows_seen_by(by):
        draft, drafts = _open(participant_id, form, by)
        drafts.pop(record, None)
        if drafts:
            _close(draft, drafts)
        elif draft.pk:
            draft.delete()


def _open(participant_id, form, by) -> tuple[Draft, dict]:
    """Return the row, locked, and what it holds; one that does not open starts anew."""
    facts = {"author": by, "programme_id": by.active_programme_id, "participant_id": participant_id, "form": form}
    draft = Draft.objects.visible_to(by).of_form(participant_id, form).select_for_update().first() or Draft(**facts)
    try:
        return draft, _read(draft) if draft.pk else {}
    except SealError:
        return draft, {}


def _is_offered(fields: dict[str, list[str]], by) -> bool:
    return set(fields.get("level", ())) <= set(Level.offered_to(by))


def _read(draft: Draft) -> dict:
    return json.loads(unseal(draft.participant_id, draft.sealed, place=place_of(draft, "sealed")))


def _close(draft: Draft, drafts: dict) -> None:
    draft.sealed = seal(draft.participant_id, json.dumps(drafts), place=place_of(draft, "sealed"))
    draft.saved_at = timezone.now()
    if draft.pk:
        draft.save(update_fields=["sealed", "saved_at"])
        return
    Draft.objects.bulk_create(  # two windows may save the first draft at once: the last one stays
        [draft],
        update_conflicts=True,
        unique_fields=["author", "programme", "participant", "form"],
        update_fields=["uid", "sealed", "saved_at"],
    )
