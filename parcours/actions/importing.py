"""Lists of partners: previewed, applied, and the starting directory."""

from collections import Counter
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Programme
from chantiers.actions.importing import ImportRunError, stage_file
from parcours.imports.lines import Line
from parcours.imports.plan import PartnerPlan, plan_partners
from parcours.models import Partner, PartnerContact, PartnerService
from participants.imports.national_number import MARK
from participants.models import ImportRun

STARTING_LIST = Path(__file__).parent.parent / "reference" / "partners.csv"


def plan_of(run: ImportRun) -> PartnerPlan:
    """Return what applying the import would do now. Raises ``FileRefusedError``."""
    return plan_partners(run.staged, programme=run.programme)


@transaction.atomic
def apply_import(run: ImportRun) -> dict:
    """Write what the plan says, keep what was made, drop the staged copy, and return the command's answer.

    Good lines come in; refused ones are kept as the file to give back. The programme's row is locked: two files
    imported at once cannot each make the same partner. Raises ``ImportRunError`` when the import is no longer staged.
    """
    Programme.objects.select_for_update().get(pk=run.programme_id)
    if run.pk:
        run.refresh_from_db()
    if run.state != ImportRun.State.STAGED:
        raise ImportRunError(_("Cet import est déjà fait."))
    plan = plan_of(run)
    summary = plan.summary()
    run.summary = summary | {"given_back": lines_given_back(plan)}
    run.made = _write(plan)
    run.staged = None
    run.state, run.applied_at = ImportRun.State.APPLIED, timezone.now()
    run.save()
    return summary


@transaction.atomic
def start_directory(programme, *, by) -> dict:
    """Bring the starting list in, as any other list: what the directory holds already stays as it is."""
    run = stage_file(
        STARTING_LIST.read_bytes(), STARTING_LIST.name, kind=ImportRun.Kind.PARTNERS, programme=programme, by=by
    )
    return apply_import(run)


def _write(plan: PartnerPlan) -> dict:
    """Write the records in a number of queries that does not depend on how many are new."""
    Partner.objects.bulk_create(plan.partners)
    for part in [*plan.services, *plan.contacts]:
        part.partner = part.partner  # the partner has its number now
    PartnerService.objects.bulk_create(plan.services)
    PartnerContact.objects.bulk_create(plan.contacts)
    filled: dict[str, dict[int, list[str]]] = {}
    for record, names in plan.fills.items():
        record.save(update_fields=names)
        filled.setdefault(record._meta.model_name, {})[record.pk] = sorted(names)
    made = {"partner": plan.partners, "partnerservice": plan.services, "partnercontact": plan.contacts}
    return {"created": {kind: [record.pk for record in records] for kind, records in made.items()}, "filled": filled}


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
