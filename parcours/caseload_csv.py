"""One counsellor's list as a table for spreadsheets: what the caseload shows, without any note."""

from collections.abc import Iterable
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from config.templatetags.formats import short_date
from parcours.caseload import File, files_in
from parcours.models import Parcours
from parcours.status import Queue


def caseload_table(parcours: Iterable[Parcours], *, queue: str, today: date) -> dict:
    """Return ``{"headers", "rows"}`` of files that come ``with_facts``, the most pressing first; ``queue`` keeps one."""
    files = [file for file in files_in(parcours, today) if not queue or file.status.queue == queue]
    return {
        "headers": [
            _("Nom"),
            _("Prénom"),
            _("Référent·e"),
            _("File d’attente"),
            _("Raison"),
            _("Prochaine étape"),
            _("Quand"),
            _("Dernier contact"),
            _("Ouvert le"),
        ],
        "rows": [_row(file) for file in files],
    }


def file_name(queue: str, today: date) -> str:
    """Return the name of the download, which says the queue: ``mes-parcours-en-retard-2026-11-27.csv``.

    Never what was searched: a name would stay in the folder of downloads.
    """
    parts = ["mes-parcours", slugify(str(Queue(queue).label)) if queue else "", str(today)]
    return f"{'-'.join(part for part in parts if part)}.csv"


def _row(file: File) -> list[str]:
    person, step = file.parcours.enrolment.participant, file.next_step
    return [
        person.last_name,
        person.first_name,
        str(file.parcours.referent),
        str(file.status.queue.label),
        file.status.words,
        step.words if step else "",
        short_date(step.day) if step and step.day else "",
        short_date(file.last_contact_on),
        short_date(file.parcours.opened_on),
    ]
