"""Lists of people: staged, changed, applied, undone."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from participants.actions.allowances import review_person
from participants.actions.import_records import MODELS, relations_of, write_drafts
from participants.actions.taking_back import is_any_changed, take_back
from participants.imports import tables
from participants.imports.errors import FileRefusedError
from participants.imports.national_number import remove_national_numbers
from participants.imports.plan import ChoiceError, Plan, make_plan
from participants.imports.summary import lines_given_back, summarise
from participants.models import AllowanceLine, ImportRun

STAGED_FOR = timedelta(days=7)  # a file nobody applied does not stay longer
_COUNTS = ("created", "updated", "matched", "eligible", "dropped_columns")  # all that stays of an import undone
_LOCK = 0x1A9E  # one import of people at a time: two would each create the same person


class ImportRunError(Exception):
    """An operation on an import that cannot be done, with the sentence the page shows."""


def stage_file(content: bytes, name: str, *, programme, by) -> ImportRun:
    """Return an unsaved import of a list of people, without any national number. Raises ``FileRefusedError``."""
    return ImportRun(
        programme=programme,
        kind=ImportRun.Kind.PEOPLE,
        file_name=remove_national_numbers(name)[-255:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        staged=tables.stage(content),
        created_by=by,
    )


@transaction.atomic
def keep_staged(run: ImportRun) -> None:
    """Keep a staged import until it is applied, and forget those of its kind and programme that waited too long."""
    waiting = ImportRun.objects.staged_before(timezone.now() - STAGED_FOR)
    waiting.filter(programme=run.programme, kind=run.kind).delete()
    run.save()


def discard(run: ImportRun) -> None:
    """Forget a file that was staged and not applied."""
    check_state(run, ImportRun.State.STAGED)
    run.delete()


def plan_of(run: ImportRun) -> Plan:
    """Return what applying the import would do today. Raises ``FileRefusedError`` or ``ChoiceError``."""
    return make_plan(
        run.staged, programme=run.programme, options=run.options, choices=run.choices, today=timezone.localdate()
    )


def summary_of(run: ImportRun, plan: Plan, *, on: date | None = None) -> dict:
    """Return the answer of the command; the two years are counted on ``on``, else on the programme's first day."""
    programme = run.programme
    return summarise(plan, on=on or programme.starts_on, required_months=programme.required_months)


def change_options(run: ImportRun, options: dict) -> None:
    """Read the file another way. The choices made so far stay only if no line can have moved."""
    check_state(run, ImportRun.State.STAGED)
    if any(
        (run.options.get(name) or None) != (options.get(name) or None) for name in ("encoding", "delimiter", "sheets")
    ):
        run.choices = {}
    run.staged = tables.without_national_columns(run.staged, options)
    run.options = options
    run.save(update_fields=["options", "staged", "choices"])


def choose(run: ImportRun, choices: dict[str, str]) -> None:
    """Say who ambiguous lines are; an empty choice takes one back. Raises ``ChoiceError`` and changes nothing."""
    check_state(run, ImportRun.State.STAGED)
    before, run.choices = run.choices, {key: choice for key, choice in (run.choices | choices).items() if choice}
    try:
        plan_of(run)
    except (ChoiceError, FileRefusedError):
        run.choices = before
        raise
    run.save(update_fields=["choices"])


@transaction.atomic
def apply_import(run: ImportRun, *, on: date | None = None) -> dict:
    """Write what the plan says, keep what was made, drop the staged copy, and return the command's answer.

    Good lines come in; those refused or still to choose are kept as the file to give back. Raises ``ImportRunError``
    when the import is no longer staged.
    """
    _lock_imports()
    if run.pk:
        run.refresh_from_db()
    check_state(run, ImportRun.State.STAGED)
    plan = plan_of(run)
    summary = summary_of(run, plan, on=on)
    run.summary = summary | {"given_back": lines_given_back(plan)}
    known = [draft.participant.pk for draft in plan.drafts if not draft.is_new]
    run.made = write_drafts(plan.drafts, by=run.created_by)
    run.staged, run.choices = None, {}
    run.state, run.applied_at = ImportRun.State.APPLIED, timezone.now()
    run.save()
    _review_lines(known)
    return summary


@transaction.atomic
def undo_import(run: ImportRun) -> None:
    """Take an import back: what it created goes, what it filled is blank again.

    Raises ``ImportRunError`` once its people have been used: something new hangs on one of them, a record was changed
    by hand, or a later file was recognised on a person it created.
    """
    _lock_imports()
    run.refresh_from_db()
    check_state(run, ImportRun.State.APPLIED)
    _check_no_later_import(run)
    made = run.made
    if _is_used(made):
        raise ImportRunError(_("Des personnes de cet import ont déjà servi : il ne s'annule plus."))
    try:
        take_back(made, MODELS)
    except ProtectedError:
        raise ImportRunError(_("Des personnes de cet import ont déjà servi : il ne s'annule plus.")) from None
    _review_lines(made["changed"])
    run.made, run.choices = {}, {}
    run.summary = {name: run.summary[name] for name in _COUNTS}
    run.state, run.undone_at = ImportRun.State.UNDONE, timezone.now()
    run.save()


def check_state(run: ImportRun, state: str) -> None:
    """Raise ``ImportRunError`` unless the import is in that state."""
    if run.state == state:
        return
    sentences = {
        ImportRun.State.STAGED: _("Cet import n'est pas encore fait."),
        ImportRun.State.APPLIED: _("Cet import est déjà fait."),
        ImportRun.State.UNDONE: _("Cet import est déjà annulé."),
    }
    raise ImportRunError(sentences[run.state])


def _is_used(made: dict) -> bool:
    return is_any_changed(made["created"], MODELS) or relations_of(made["changed"]) != made["relations"]


def _lock_imports() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _check_no_later_import(run: ImportRun) -> None:
    created, brought = set(map(int, run.made["created"]["participant"])), set(run.made["brought"])
    for later in ImportRun.objects.people().applied_after(run):
        people = set(later.made["people"])
        if later.programme_id == run.programme_id and brought & people:
            sentence = _("« %(file)s » tient aux mêmes personnes : annulez d'abord cet import-là.")
            raise ImportRunError(sentence % {"file": later.file_name})
        if created & people:
            raise ImportRunError(_("Un import d'un autre programme tient aux mêmes personnes."))


def _review_lines(people: Iterable[int]) -> None:
    """Recompute the open lines of people whose facts have changed."""
    waiting = AllowanceLine.objects.filter(participant__in=people).open()
    for person in sorted(set(waiting.values_list("participant", flat=True))):
        review_person(person)
