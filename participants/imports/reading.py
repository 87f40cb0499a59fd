"""A file from its bytes to sheets of text, through a staged copy that holds no national number.

The staged copy is plain JSON. A text file is kept as its bytes, one character a byte, so that another encoding or
delimiter can still be chosen afterwards; a workbook is kept as a grid of texts. Row numbers are those of the file,
from 1: for a text file whose fields hold line ends, the physical line on which the record starts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from participants.imports import delimited, workbook
from participants.imports.errors import FileRefusedError
from participants.imports.national_number import remove_national_numbers

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
HEADER_SEARCH = 15  # lines among which the header is looked for, titles above it
MAX_COLUMNS = 400  # an attendance sheet has one a day
MAX_CELL_LENGTH = 5_000

_OTHER_FORMATS = {
    b"%PDF": "PDF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"{\\rtf": "RTF",
    b"Rar!": "RAR",
    b"\x1f\x8b": "GZIP",
}
_DEFUSED = ("'=", "'+", "'-", "'@")  # how our own files, given back, keep a cell from being a formula
_MARKUP = re.compile(rb"\s*<(\?xml|!doctype|html|table)", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One line of a sheet that is not empty, under its number in the file."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """Return the text of a column, empty beyond the end of the line."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a whole text file under an empty name."""

    name: str
    rows: tuple[Row, ...]
    is_hidden: bool = False


def stage(content: bytes, known_headers: Callable[[list[str]], int] = lambda cells: 0) -> dict:
    """Return the staged copy of a file, every national number taken out of its text.

    ``known_headers`` counts the headers it knows in a line: it helps to tell the delimiter of a text file. Raises
    ``FileRefusedError`` with the sentence to show.
    """
    _check_content(content)
    if workbook.is_workbook(content):
        sheets = workbook.read_workbook(content)
        for sheet in sheets:
            sheet["rows"] = [[number, list(map(remove_national_numbers, cells))] for number, cells in sheet["rows"]]
        staged = {"kind": "xlsx", "sheets": sheets}
    else:
        content, encoding = delimited.guess_encoding(content)
        codec = "utf-8" if encoding == "utf-8" else "latin-1"  # lossless both ways, whatever the bytes
        text = remove_national_numbers(content.decode(codec))
        staged = {"kind": "csv", "text": text.encode(codec).decode("latin-1"), "encoding": encoding}
        staged["delimiter"] = delimited.guess_delimiter(decoded(staged, encoding), known_headers)
    if not any(sheet.rows for sheet in read_sheets(staged, {})):
        raise FileRefusedError(_("Ce fichier est vide."))
    return staged


def _check_content(content: bytes) -> None:
    if not content.strip(b" \t\r\n\0"):
        raise FileRefusedError(_("Ce fichier est vide."))
    if len(content) > MAX_BYTES:
        raise FileRefusedError(_("Ce fichier dépasse %(size)s Mo.") % {"size": MAX_BYTES // 1_000_000})
    for signature, name in _OTHER_FORMATS.items():
        if content.startswith(signature):
            raise FileRefusedError(
                _("Ce fichier est au format %(name)s. Envoyez un .xlsx ou un .csv.") % {"name": name}
            )
    if _MARKUP.match(content):
        raise FileRefusedError(_("Ce fichier est une page web. Enregistrez-le au format .xlsx ou .csv."))


def decoded(staged: dict, encoding: str) -> str:
    """Return the text of a staged text file in ``encoding``; a byte that means nothing there becomes ``\ufffd``."""
    return staged["text"].encode("latin-1").decode(encoding, errors="replace")


def read_sheets(staged: dict, options: dict) -> list[Sheet]:
    """Return the sheets of a staged file; ``options`` may set ``encoding`` and ``delimiter``.

    Raises ``FileRefusedError`` when a sheet passes the bounds, a quote is never closed, or an option is unknown.
    """
    if staged["kind"] == "xlsx":
        return [_bounded(sheet["name"], sheet["rows"], is_hidden=sheet["hidden"]) for sheet in staged["sheets"]]
    encoding = options.get("encoding") or staged["encoding"]
    delimiter = options.get("delimiter") or staged["delimiter"]
    if encoding not in delimited.ENCODINGS or delimiter not in delimited.DELIMITERS:
        raise FileRefusedError(_("Cet encodage ou ce séparateur n'est pas proposé."))
    return [_bounded("", delimited.records(decoded(staged, encoding), delimiter))]


def _bounded(name: str, numbered_cells, *, is_hidden: bool = False) -> Sheet:
    rows = []
    for number, cells in numbered_cells:
        texts = [_clean(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts or (number == 1 and texts[0].lower().startswith("sep=")):
            continue
        if len(texts) > MAX_COLUMNS:
            raise FileRefusedError(
                _("La ligne %(row)s a plus de %(count)s colonnes.") % {"row": number, "count": MAX_COLUMNS}
            )
        rows.append(Row(number, tuple(texts)))
        if len(rows) > MAX_ROWS + HEADER_SEARCH:
            raise FileRefusedError(_("Ce fichier a plus de %(count)s lignes. Coupez-le.") % {"count": MAX_ROWS})
    return Sheet(name, tuple(rows), is_hidden)


def _clean(text: str) -> str:
    text = "".join(c for c in text.replace("\u00a0", " ") if c >= " " or c in "\t\n\r").strip()
    if text[:2] in _DEFUSED:
        text = text[1:]
    return text[:MAX_CELL_LENGTH]
