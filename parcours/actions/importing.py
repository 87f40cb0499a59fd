"""Lists of partners: read another way, applied, undone; and the starting directory."""

from collections import Counter
from pathlib import Path

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Programme
from chantiers.actions.importing import stage_file
from parcours.imports.columns import read_every_table
from parcours.imports.lines import Line
from parcours.imports.plan import PartnerPlan, plan_partners
from parcours.models import Partner, PartnerContact, PartnerService
from participants.actions.importing import ImportRunError, check_state
from participants.actions.taking_back import filled_prints, is_any_changed, prints_of, take_back
from participants.imports.national_number import MARK
from participants.models import ImportRun

# In the order they are written; they are taken back in the other one.
KINDS = {"partner": Partner, "partnerservice": PartnerService, "partnercontact": PartnerContact}
STARTING_LIST = Path(__file__).parent.parent / "reference" / "partners.csv"
_COUNTS = ("created", "updated", "matched", "partners", "services", "contacts", "dropped_columns")  # kept when undone


def plan_of(run: ImportRun) -> PartnerPlan:
    """Return what applying the import would do now. Raises ``FileRefusedError``."""
    return plan_partners(run.staged, programme=run.programme, options=run.options)


def change_options(run: ImportRun, options: dict) -> None:
    """Read the file another way. Raises ``FileRefusedError`` when it cannot be read so, and changes nothing."""
    check_state(run, ImportRun.State.STAGED)
    read_every_table(run.staged, options)
    run.options = options
    run.save(update_fields=["options"])


@transaction.atomic
def apply_import(run: ImportRun) -> dict:
    """Write what the plan says, keep what was made, drop the staged copy, and return the command's answer.

    Good lines come in; refused ones are kept as the file to give back. The programme's row is locked: two files
    imported at once cannot each make the same partner. Raises ``ImportRunError`` when the import is no longer staged.
    """
    Programme.objects.select_for_update().get(pk=run.programme_id)
    if run.pk:
        run.refresh_from_db()
    check_state(run, ImportRun.State.STAGED)
    plan = plan_of(run)
    summary = plan.summary()
    run.summary = summary | {"given_back": lines_given_back(plan)}
    run.made = _write(plan)
    run.staged = None
    run.state, run.applied_at = ImportRun.State.APPLIED, timezone.now()
    run.save()
    return summary


@transaction.atomic
def undo_import(run: ImportRun) -> None:
    """Take an import back: what it created goes, what it filled is blank again.

    Raises ``ImportRunError`` once its partners have been used: a request was made to one, something was added to it or
    changed by hand, or a later file was recognised on a partner it created.
    """
    Programme.objects.select_for_update().get(pk=run.programme_id)
    run.refresh_from_db()
    check_state(run, ImportRun.State.APPLIED)
    _check_no_later_import(run)
    used = ImportRunError(_("Des partenaires de cet import ont déjà servi : il ne s'annule plus."))
    if is_any_changed(run.made["created"], KINDS):
        raise used
    try:
        take_back(run.made, KINDS)
    except ProtectedError:
        raise used from None
    run.made, run.summary = {}, {name: run.summary[name] for name in _COUNTS}
    run.state, run.undone_at = ImportRun.State.UNDONE, timezone.now()
    run.save()


def _check_no_later_import(run: ImportRun) -> None:
    created = set(map(int, run.made["created"]["partner"]))
    for later in ImportRun.objects.of_kind(run.kind).applied_after(run):
        if created & set(later.made["partners"]):
            sentence = _("« %(file)s » tient aux mêmes partenaires : annulez d'abord cet import-là.")
            raise ImportRunError(sentence % {"file": later.file_name})


@transaction.atomic
def start_directory(programme, *, by) -> dict:
    """Bring the starting list in, as any other list: what the directory holds already stays as it is."""
    run = stage_file(
        STARTING_LIST.read_bytes(), STARTING_LIST.name, kind=ImportRun.Kind.PARTNERS, programme=programme, by=by
    )
    return apply_import(run)


def _write(plan: PartnerPlan) -> dict:
    """Write the records in a number of queries that does not depend on how many are new, and return what was made.

    ``created`` and ``filled`` are as ``participants.actions.taking_back`` wants them; ``partners`` are those of the file.
    """
    Partner.objects.bulk_create(plan.partners)
    for part in [*plan.services, *plan.contacts]:
        part.partner = part.partner  # the partner has its number now
    PartnerService.objects.bulk_create(plan.services)
    PartnerContact.objects.bulk_create(plan.contacts)
    filled: dict[str, dict[int, dict[str, str]]] = {kind: {} for kind in KINDS}
    for record, names in plan.fills.items():
        record.save(update_fields=names)
        filled[record._meta.model_name][record.pk] = filled_prints(record, names)
    made = zip(KINDS, (plan.partners, plan.services, plan.contacts), strict=True)
    return {
        "created": {kind: prints_of(records) for kind, records in made},
        "filled": filled,
        "partners": sorted({partner.pk for partner in plan.known}),
    }


def lines_given_back(plan: PartnerPlan) -> dict:
    """Return the refused lines as ``{"headers", "rows"}``: their cells as written, then a reason.

    Columns of national numbers are not among them; with several sheets the first column names the sheet.
    """
    columns = {table.sheet: _columns(sheet, table) for sheet, table in plan.tables}
    keys = list(dict.fromkeys(key for own in columns.values() for key in own))
    has_sheets = len(columns) > 1
    rows = []
    for line in plan.lines:
        if line.is_refused:
            own = columns[line.table.sheet]
            cells = [line.row.cell(own[key]).replace(MARK, "").strip() if key in own else "" for key in keys]
            rows.append([line.table.sheet] * has_sheets + [*cells, _reason(line)])
    return {"headers": [_("Feuille")] * has_sheets + [*(title for title, _nth in keys), _("Raison")], "rows": rows}


def _columns(sheet, table) -> dict[tuple[str, int], int]:
    """Return where the columns given back stand, by header and by which of the columns of that header they are."""
    header = next(row for row in sheet.rows if row.number == table.header_row)
    seen, columns = Counter(), {}
    for index, title in enumerate(header.cells):
        if title and title not in table.dropped:
            columns[title, seen[title]] = index
            seen[title] += 1
    return columns


def _reason(line: Line) -> str:
    return " ".join(f"{problem['column']} : {problem['reason']}" for problem in line.refused)
