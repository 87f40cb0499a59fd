"""An attendance sheet: its worksite, the session of each of its columns, its lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from chantiers.imports.cells import ColumnDay, read_column_day, read_mark
from chantiers.imports.tables import is_national_number
from chantiers.models import Chantier, Session
from participants.imports.columns import Field, field_of, fold_words
from participants.imports.errors import CellRefusedError
from participants.imports.national_number import MARK
from participants.imports.reading import HEADER_SEARCH, Row, Sheet

_NAME_FIELDS = (Field.FULL_NAME, Field.FIRST_THEN_LAST, Field.LAST_NAME, Field.FIRST_NAME)
_NOT_A_NAME = frozenset(
    "total totaux legende signature signatures encadrant remarque remarques nombre presents absents".split()  # noqa: SIM905
)


@dataclass
class Column:
    """A column of marks: its header as written, its session, or why it has none."""

    index: int
    header: str
    day: ColumnDay
    session: Session | None = None
    problem: str = ""
    warning: str = ""


@dataclass
class Block:
    """A line of headers and the lines under it, up to the next line of headers."""

    header_row: int
    name_header: str
    name_columns: list[int]
    columns: list[Column]
    dropped: list[str]
    rows: list[Row] = field(default_factory=list)

    def name(self, row: Row) -> str:
        """Return the name on a line, surname first when it stands in two columns."""
        words = " ".join(row.cell(index).replace(MARK, " ") for index in self.name_columns)
        return " ".join(words.split())

    def marks(self, row: Row) -> Iterator[tuple[Column, str]]:
        """Give each column with what a line says there, blanks left out."""
        for column in self.columns:
            if text := row.cell(column.index):
                yield column, text


def read_blocks(sheet: Sheet) -> list[Block]:
    """Return the tables of marks of a sheet, none when it has no line of days."""
    blocks: list[Block] = []
    for row in sheet.rows:
        block = _headers(row) if blocks or row.number <= HEADER_SEARCH else None
        if block is not None:
            blocks.append(block)
        elif blocks:
            blocks[-1].rows.append(row)
    return blocks


def _headers(row: Row) -> Block | None:
    """Return a line as headers when it names people and at least one day, or at least two days."""
    columns = [
        Column(index, text, day)
        for index, text in enumerate(row.cells)
        if text and (day := read_column_day(text)) is not None
    ]
    fields = {index: field_of(text) for index, text in enumerate(row.cells) if text}
    names = [index for name in _NAME_FIELDS for index, found in fields.items() if found == name]
    if not columns or not (names or len(columns) > 1):
        return None
    names = names or [max(columns[0].index - 1, 0)]
    if fields.get(names[0]) in (Field.FULL_NAME, Field.FIRST_THEN_LAST):
        names = names[:1]
    dropped = [text for text in row.cells if is_national_number(text)]
    return Block(row.number, row.cell(names[0]), names, columns, dropped)


def is_not_a_person(name: str, texts: list[str]) -> bool:
    """Tell whether a line holds no person: nothing at all, a total, a legend, a signature."""
    if not name and not texts:
        return True
    first = next(iter(fold_words(name).split()), "")
    if first in _NOT_A_NAME:
        return not any(_is_mark(text) for text in texts)
    return not texts and any(sign in name for sign in "/=:")


def _is_mark(text: str) -> bool:
    try:
        return read_mark(text) is not None
    except CellRefusedError:
        return False


def find_chantier(sheet: Sheet, chantiers: dict[str, Chantier], blocks: list[Block]) -> Chantier | None:
    """Return the worksite of a sheet: the code is its name, or stands in the titles above the marks."""
    if found := chantiers.get(fold_words(sheet.name)):
        return found
    titles = [sheet.name] + [cell for row in sheet.rows if row.number < blocks[0].header_row for cell in row.cells]
    words = f" {' '.join(map(fold_words, titles))} "
    named = [chantier for code, chantier in chantiers.items() if f" {code} " in words]
    return named[0] if len(named) == 1 else None


def match_sessions(columns: list[Column], sessions: Iterable[Session]) -> None:
    """Give each column its session; the year that is not written is that of the worksite's sessions.

    Columns follow each other in time: where a day exists in two years, the first one not before the last column wins.
    """
    by_day: dict[tuple[int, int], list[Session]] = defaultdict(list)
    for session in sessions:
        by_day[session.day.day, session.day.month].append(session)
    columns_on: dict[date, list[Column]] = defaultdict(list)
    sessions_on: dict[date, list[Session]] = {}
    last = date.min
    for column in columns:
        found = _of_year(column, by_day[column.day.day, column.day.month])
        for day in {session.day for session in found}:
            sessions_on[day] = [session for session in found if session.day == day]
        days = sorted({session.day for session in found})
        if not days:
            column.problem = _("Aucune séance de ce chantier ce jour-là.")
            continue
        later = [day for day in days if day >= last] or days[-1:]
        last = next((day for day in later if len(columns_on[day]) < len(sessions_on[day])), later[0])
        columns_on[last].append(column)
    for day, own in columns_on.items():
        on_day = sorted(sessions_on[day], key=lambda session: session.period.lower)
        for nth, column in enumerate(own):
            _choose(column, on_day, nth=nth, columns_of_day=len(own))


def _of_year(column: Column, sessions: list[Session]) -> list[Session]:
    if column.day.year is None:
        return sessions
    exact = [session for session in sessions if session.day.year == column.day.year]
    if not exact and sessions:
        column.warning = _("L'année écrite n'a pas de séance : lu comme %(year)d.") % {"year": sessions[0].day.year}
    return exact or sessions


def _choose(column: Column, on_day: list[Session], *, nth: int, columns_of_day: int) -> None:
    held = [session for session in on_day if session.state != Session.State.CANCELLED]
    if not held:
        column.problem = _("Cette séance est annulée.")
    elif len(held) == 1 and columns_of_day == 1:
        column.session = held[0]
    elif column.day.start and (at := [session for session in held if session.start.time() == column.day.start]):
        column.session = at[0]
    elif columns_of_day == len(held) and not column.day.start:
        column.session = held[nth]
    else:
        column.problem = _("Plusieurs séances ou colonnes ce jour-là : écrivez l'heure dans le titre.")
