"""Contacts written down and corrected; each keeps the file's alerts up to date."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.database.refusals import sentence_of
from parcours.actions.alerts import follow_alerts
from parcours.actions.drafts import drop_draft
from parcours.models import Contact, Draft, Parcours


class ContactError(Exception):
    """A contact that cannot be kept as typed, with the sentence the page shows."""


@transaction.atomic
def log_contact(
    parcours: Parcours,
    *,
    kind: str,
    sentence: str,
    held_on: date,
    next_on: date | None,
    is_honoured: bool = True,
    by,
) -> Contact:
    """Write a contact down; the author's draft of it goes. Raises ``ContactError``."""
    contact = Contact(parcours=parcours, by=by)
    _write(contact, kind=kind, sentence=sentence, held_on=held_on, next_on=next_on, is_honoured=is_honoured)
    drop_draft(parcours.participant.pk, Draft.Form.CONTACT, by=by)
    return contact


@transaction.atomic
def correct_contact(
    contact: Contact, *, kind: str, sentence: str, held_on: date, next_on: date | None, is_honoured: bool, by
) -> Contact:
    """Correct a contact, whoever wrote it and whenever; its author stays. Raises ``ContactError``."""
    _write(contact, kind=kind, sentence=sentence, held_on=held_on, next_on=next_on, is_honoured=is_honoured)
    drop_draft(contact.parcours.participant.pk, Draft.Form.CONTACT, record=str(contact.pk), by=by)
    return contact


def _write(contact: Contact, **facts) -> None:
    if facts["held_on"] > timezone.localdate():
        raise ContactError(_("Ce jour n'est pas encore venu : notez-le comme prochain contact."))
    for name, value in facts.items():
        setattr(contact, name, value)
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise ContactError(sentence_of(error, Contact)) from error
    follow_alerts(contact.parcours)
