"""The tables of a planning: which sheet holds worksites, which one sessions, and what each column means."""

import re
from dataclasses import dataclass
from enum import StrEnum

from participants.imports.columns import Field as PersonField
from participants.imports.columns import field_of as person_field_of
from participants.imports.columns import fold_words
from participants.imports.reading import Row, Sheet
from participants.imports.tables import Column, find_header_row


class Field(StrEnum):
    """What a column of a planning can hold."""

    CODE = "code"
    SITE = "site"
    WORKS = "works"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    PLACES = "places"
    DAY_AMOUNT = "day_amount"
    INDICATIVE_HOURS = "indicative_hours"
    NUISANCE = "nuisance"
    DAY = "day"
    START = "start"
    END = "end"
    KIND = "kind"
    ACTIVITY = "activity"
    SUPERVISOR = "supervisor"


_SESSION_MEANINGS = [
    (Field.DAY, r"^(date|jour|datum|dag)\b"),
    (Field.START, r"^(de|debut|van|heure de( debut)?|start|begin)$|^heure debut"),
    (Field.END, r"^(a|fin|tot|jusqu a|end|einde)$|^heure (de )?fin"),
    (Field.KIND, r"^(type|genre|soort|nature)\b"),
    (Field.SUPERVISOR, r"encadr|responsable|animat|begeleid"),
    (Field.ACTIVITY, r"activite|tache|contenu|^travaux|remarque"),
    (Field.CODE, r"chantier|^code\b|^ref|\bwerf"),
]
_CHANTIER_MEANINGS = [
    (Field.STARTS_ON, r"debut|^du$|^de$|^van$|^start|begin"),
    (Field.ENDS_ON, r"^fin\b|date (de )?fin|^au$|^a$|^tot$|einde"),
    (Field.PLACES, r"place|capacite|plaatsen"),
    (Field.DAY_AMOUNT, r"montant|defraiement|indemnite|vergoeding|bedrag"),
    (Field.INDICATIVE_HOURS, r"horaire|heures|uren"),
    (Field.NUISANCE, r"nuisance|hinder"),
    (Field.SITE, r"\bsite\b|immeuble|batiment|\blieu\b|adresse|gebouw"),
    (Field.WORKS, r"travaux|objet|intitule|nature|^description|werken"),
    (Field.CODE, r"^code\b|^chantier$|^ref|^n chantier"),
]
_SESSIONS_NEED = {Field.CODE, Field.DAY, Field.START, Field.END}
_CHANTIERS_NEED = {Field.CODE, Field.STARTS_ON, Field.ENDS_ON}


@dataclass(frozen=True)
class Table:
    """A sheet read as a table: the line of its headers, the column and header of each field, its lines.

    ``kept_columns`` are all those under a header, but the national numbers: their headers are ``dropped``.
    """

    sheet: str
    header_row: int
    columns: dict[StrEnum, tuple[int, str]]
    rows: tuple[Row, ...]
    dropped: tuple[str, ...]
    kept_columns: tuple[Column, ...]

    def text(self, row: Row, name: StrEnum) -> str:
        """Return what a line says of a field, empty without such a column."""
        return row.cell(self.columns[name][0]) if name in self.columns else ""

    def header(self, name: StrEnum) -> str:
        """Return the header of a field as written, empty without such a column."""
        return self.columns[name][1] if name in self.columns else ""


def read_chantiers(sheet: Sheet) -> Table | None:
    """Return the sheet as a table of worksites, None when it is not one."""
    return None if read_sessions(sheet) else read_table(sheet, _CHANTIER_MEANINGS, _CHANTIERS_NEED)


def read_sessions(sheet: Sheet) -> Table | None:
    """Return the sheet as a table of sessions, None when it is not one."""
    return read_table(sheet, _SESSION_MEANINGS, _SESSIONS_NEED)


def is_national_number(header: str) -> bool:
    """Tell whether a column of that header would hold national numbers, which are never kept."""
    return person_field_of(header) == PersonField.NATIONAL_NUMBER


def read_table(sheet: Sheet, meanings: list[tuple[StrEnum, str]], needed: set[StrEnum]) -> Table | None:
    """Return a sheet as a table whose header line names what is ``needed``, None when no line does.

    ``meanings`` are read from top to bottom: a field, and the pattern of the headers that hold it.
    """
    table = name_columns(sheet, meanings)
    return table if needed <= set(table.columns) else None


def name_columns(sheet: Sheet, meanings: list[tuple[StrEnum, str]], wish: dict | None = None) -> Table:
    """Return a sheet as a table, whatever its header line names.

    ``wish`` replaces what is guessed: ``header_row`` (the line's number) and ``columns`` (index as text to a field of
    ``meanings``, empty to leave the column out); a column chosen for a field takes it from the one guessed.
    """
    wish = wish or {}
    fields = {field.value: field for field, _pattern in meanings}
    number = wish.get("header_row") or find_header_row(
        sheet, lambda cells: len({_field_of(cell, meanings) for cell in cells} - {None})
    )
    header = next((row for row in sheet.rows if row.number == number), Row(number, ()))
    chosen = {int(index): fields.get(name) for index, name in wish.get("columns", {}).items()}
    taken, kept = set(filter(None, chosen.values())), []
    for index, title in enumerate(header.cells):
        if not title or is_national_number(title):
            continue
        field = chosen[index] if index in chosen else _field_of(title, meanings)
        if index not in chosen and field in taken:
            field = None
        taken.add(field)
        kept.append(Column(index, title, field))
    return Table(
        sheet=sheet.name,
        header_row=number,
        columns={column.field: (column.index, column.header) for column in kept if column.field is not None},
        rows=tuple(row for row in sheet.rows if row.number > number and row.cells != header.cells),
        dropped=tuple(filter(is_national_number, header.cells)),
        kept_columns=tuple(kept),
    )


def _field_of(title: str, meanings: list[tuple[StrEnum, str]]) -> StrEnum | None:
    words = fold_words(title)
    return next((name for name, pattern in meanings if words and re.search(pattern, words)), None)
