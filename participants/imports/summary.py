"""What an import tells: the command's answer, and the lines that are given back with a reason."""

import csv
import io
from collections import Counter
from datetime import date

from django.utils.translation import gettext as _

from participants.imports.national_number import MARK
from participants.imports.plan import Plan, PlannedRow
from participants.imports.reading import Row
from participants.imports.tables import Column, Table
from participants.models.enrolment import months_between

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def summarise(plan: Plan, *, on: date, required_months: int) -> dict:
    """Return the counts and problems of a plan, as the command prints them.

    ``eligible`` counts the accepted lines whose own dates make ``required_months`` calendar months on ``on`` (domain
    §3). A refused line stands in ``refused`` only.
    """
    accepted = [row for row in plan.rows if row.is_accepted]
    matched = [row for row in accepted if not row.makes_person]
    return {
        "created": len(accepted) - len(matched),
        "updated": sum(bool(row.taken.fills) for row in matched),
        "matched": len(matched),
        "eligible": sum(is_eligible(row, on=on, required_months=required_months) for row in accepted),
        "refused": [_place(row) | vars(problem) for row in plan.rows for problem in row.row.refused],
        "warnings": [
            _place(row) | vars(problem) for row in plan.rows if not row.is_refused for problem in row.row.warnings
        ],
        "dropped_columns": list(dict.fromkeys(header for table in plan.tables for header in table.dropped_columns)),
        "ambiguous": [
            _place(row) | {"candidates": [vars(candidate) for candidate in row.candidates]}
            for row in plan.rows
            if row.is_undecided
        ],
    }


def is_eligible(row: PlannedRow, *, on: date, required_months: int) -> bool:
    """Tell whether the dates of a line make the months the programme asks for."""
    return row.row.since is not None and months_between(row.row.since, on) >= required_months


def _place(row: PlannedRow) -> dict:
    place = {"row": row.row.number}
    return place | {"sheet": row.row.sheet} if row.row.sheet else place


def lines_given_back(plan: Plan) -> dict:
    """Return the lines left out, refused or still to choose, as ``{"headers", "rows"}``: original cells, then a reason.

    Columns of national numbers are not among them. A workbook of several lists gets a first column with the sheet.
    """
    columns = {table.sheet: _numbered_columns(table) for table in plan.tables}
    lines = {(table.sheet, line.number): line for table in plan.tables for line in table.rows}
    keys = list(dict.fromkeys(key for table_columns in columns.values() for key in table_columns))
    has_sheets = len(columns) > 1
    rows = []
    for row in plan.rows:
        if row.is_accepted:
            continue
        line, own = lines[row.row.sheet, row.row.number], columns[row.row.sheet]
        cells = [_cell(line, own[key]) if key in own else "" for key in keys]
        rows.append([row.row.sheet] * has_sheets + [*cells, _reason(row)])
    return {"headers": [_("Feuille")] * has_sheets + [*(header for header, _nth in keys), _("Raison")], "rows": rows}


def _numbered_columns(table: Table) -> dict[tuple[str, int], Column]:
    """Return the columns that may be shown, by header and by which of the columns of that header they are."""
    numbered, seen = {}, Counter()
    for column in table.kept_columns:
        numbered[column.header, seen[column.header]] = column
        seen[column.header] += 1
    return numbered


def _cell(line: Row, column: Column) -> str:
    return line.cell(column.index).replace(MARK, "").strip()


def _reason(row: PlannedRow) -> str:
    if row.is_refused:
        return " ".join(f"{problem.column} : {problem.reason}" for problem in row.row.refused)
    who = " ; ".join(candidate.label for candidate in row.candidates)
    return _("Peut-être déjà connue : %(who)s.") % {"who": who}


def to_csv(given_back: dict) -> bytes:
    """Return the lines given back as a file that spreadsheets open as it is: UTF-8 with its mark, semicolons.

    A cell that a spreadsheet would take for a formula gets a ``'``, which the import takes off again.
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=";")
    for cells in [given_back["headers"], *given_back["rows"]]:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in cells])
    return output.getvalue().encode("utf-8-sig")
