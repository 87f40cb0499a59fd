"""The table inside a sheet: its header line, the field of each column, its lines; and what is never kept of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from participants.imports import delimited, reading
from participants.imports.columns import Field, count_known_headers, field_of, fold_words, guess_fields
from participants.imports.errors import FileRefusedError
from participants.imports.national_number import MARK, is_national_number
from participants.imports.reading import HEADER_SEARCH, Row, Sheet

_TOTAL = re.compile(r"(sous )?total\b|totaux|totaal|eindtotaal|nombre (de|total)|aantal")
_NAMES = {Field.FULL_NAME, Field.FIRST_THEN_LAST, Field.LAST_NAME}


@dataclass(frozen=True)
class Column:
    """A column under its header as written; ``field`` is None when nothing of it is imported."""

    index: int
    header: str
    field: Field | None = None


@dataclass(frozen=True)
class Table:
    """A sheet read as a list of people; ``headings`` are the titles above the header line."""

    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    headings: tuple[str, ...] = ()

    def column(self, field: Field) -> Column | None:
        """Return the column that holds ``field``."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def dropped_columns(self) -> list[str]:
        """Headers, as written, of the columns of national numbers."""
        return [column.header for column in self.columns if column.field == Field.NATIONAL_NUMBER]

    @property
    def kept_columns(self) -> list[Column]:
        """Columns that may be shown: all but the national numbers."""
        return [column for column in self.columns if column.field != Field.NATIONAL_NUMBER]

    @property
    def holds_people(self) -> bool:
        """Tell whether the names and the birth date have their columns."""
        fields = {column.field for column in self.columns}
        return bool(fields & _NAMES) and Field.BIRTH_DATE in fields


def stage(content: bytes) -> dict:
    """Return the staged copy of a list of people, without any national number (see ``reading.stage``)."""
    return without_national_columns(reading.stage(content, count_known_headers), {})


def read_tables(staged: dict, options: dict) -> list[Table]:
    """Return the tables of a staged file, guessed and then corrected by ``options``.

    ``options`` holds ``encoding``, ``delimiter`` and, per sheet name (empty for a text file), ``sheets``: each with
    ``is_read``, ``header_row`` (the line's number) and ``columns`` (index as text to field name, empty to leave the
    column out). Sheets that are hidden or hold no list of people are left out unless ``is_read`` says otherwise.
    """
    return [table for _sheet, table, is_read in read_every_table(staged, options) if is_read]


def read_every_table(staged: dict, options: dict) -> list[tuple[Sheet, Table, bool]]:
    """Return every sheet with its table, and whether it is read as a list of people (see ``read_tables``)."""
    found = []
    for sheet in reading.read_sheets(staged, options):
        wish = options.get("sheets", {}).get(sheet.name, {})
        table = read_table(sheet, wish.get("header_row"), wish.get("columns"))
        found.append((sheet, table, wish.get("is_read", table.holds_people and not sheet.is_hidden)))
    return found


def read_table(sheet: Sheet, header_row: int | None = None, fields: dict[str, str] | None = None) -> Table:
    """Return the table of a sheet; ``header_row`` and ``fields`` replace what is guessed."""
    number = header_row or find_header_row(sheet)
    above = [row for row in sheet.rows if row.number < number]
    header = next((row for row in sheet.rows if row.number == number), Row(number, ()))
    below = [row for row in sheet.rows if row.number > number]
    columns = _name_columns(header, below, fields or {})
    rows = [row for row in below if row.cells != header.cells and not _is_total(row, columns)]
    return Table(
        sheet=sheet.name,
        header_row=number,
        columns=tuple(columns),
        rows=tuple(rows),
        headings=tuple(cell for row in above for cell in row.cells if cell),
    )


def find_header_row(sheet: Sheet, count: Callable[[list[str]], int] = count_known_headers) -> int:
    """Return the number of the line, among the first ones, that names most columns; else of the first wide line."""
    first = [row for row in sheet.rows if row.number <= HEADER_SEARCH] or list(sheet.rows[:1])
    best = max(first, key=lambda row: count(list(row.cells)), default=None)
    if best is None:
        return 1
    if count(list(best.cells)) >= 2:
        return best.number
    return max(first, key=lambda row: sum(map(bool, row.cells))).number


def _name_columns(header: Row, rows: list[Row], wishes: dict[str, str]) -> list[Column]:
    width = max((len(row.cells) for row in [header, *rows]), default=0)
    headers = [header.cell(index) for index in range(width)]
    columns = []
    for index, (title, field) in enumerate(zip(headers, guess_fields(headers), strict=True)):
        texts = [text for row in rows if (text := row.cell(index))]
        if not title and not texts:
            continue
        if field_of(title) == Field.NATIONAL_NUMBER or _holds_national_numbers(texts):
            field = Field.NATIONAL_NUMBER
        elif str(index) in wishes:
            field = Field(wishes[str(index)]) if wishes[str(index)] in list(Field) else None
        columns.append(Column(index, title or _("Colonne %(letter)s") % {"letter": letter_of(index)}, field))
    return columns


def letter_of(index: int) -> str:
    """Return a column's letters as a spreadsheet names it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _holds_national_numbers(texts: list[str]) -> bool:
    found = sum(text == MARK or is_national_number(text) for text in texts)
    return found * 2 > len(texts)


def _is_total(row: Row, columns: list[Column]) -> bool:
    birth = next((column for column in columns if column.field == Field.BIRTH_DATE), None)
    first, *others = filter(None, row.cells)
    is_counted = all(cell.isdecimal() and len(cell) <= 4 for cell in others)
    return bool(_TOTAL.match(fold_words(first))) and (is_counted or birth is None or not row.cell(birth.index))


def without_national_columns(staged: dict, options: dict) -> dict:
    """Return the staged copy with the cells of its columns of national numbers masked, header lines left as written.

    Called again whenever the options change: another header line or delimiter may show a column not seen before.
    """
    tables = {}
    for sheet in reading.read_sheets(staged, options):
        header_row = options.get("sheets", {}).get(sheet.name, {}).get("header_row")
        table = read_table(sheet, header_row)
        if table.dropped_columns:
            tables[sheet.name] = table
    if not tables:
        return staged
    if staged["kind"] == "xlsx":
        sheets = [
            sheet
            | {"rows": [[number, _masked(tables[sheet["name"]], number, cells)] for number, cells in sheet["rows"]]}
            if sheet["name"] in tables
            else sheet
            for sheet in staged["sheets"]
        ]
        return staged | {"sheets": sheets}
    text = delimited.rewrite(
        staged["text"],
        options.get("delimiter") or staged["delimiter"],
        lambda number, cells: _masked(tables[""], number, cells),
    )
    return staged | {"text": text}


def _masked(table: Table, number: int, cells: list[str]) -> list[str]:
    hidden = {column.index for column in table.columns if column.field == Field.NATIONAL_NUMBER}
    return [
        MARK if index in hidden and number > table.header_row and cell.strip() else cell
        for index, cell in enumerate(cells)
    ]


def require_people(tables: list[Table]) -> list[Table]:
    """Return the tables; raise ``FileRefusedError`` when there is none or one lacks the names or the birth date."""
    if not tables:
        raise FileRefusedError(_("Aucune ligne de titres avec un nom et une date de naissance n'a été trouvée."))
    for table in tables:
        if not table.holds_people:
            place = _("Feuille « %(sheet)s » : ") % {"sheet": table.sheet} if table.sheet else ""
            raise FileRefusedError(place + _("dites quelles colonnes tiennent le nom et la date de naissance."))
    return tables
