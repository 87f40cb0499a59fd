"""Text files: encodings, delimiters, quoted fields."""

import codecs
import csv
import io
from collections.abc import Callable

from django.utils.translation import gettext as _

from participants.imports.errors import FileRefusedError

ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "cp850": "MS-DOS (850)", "mac-roman": "Mac"}
OLD_ENCODINGS = ("cp1252", "cp850", "mac-roman")  # the first wins a draw
DELIMITERS = (";", "\t", "|", ",")
SAMPLE = 60
WIDE_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


# Letters and signs that lists in French hold; read in another encoding they are rare signs.
_FRENCH = frozenset("éèêëàâçîïôùûœÉÈÇ°’€")


def guess_encoding(content: bytes) -> tuple[bytes, str]:
    """Return the content in a one-byte or UTF-8 encoding, without byte order mark, and the name of that encoding."""
    for mark, encoding in WIDE_BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _decode_wide(content, encoding).encode(), "utf-8"
    content = content.removeprefix(codecs.BOM_UTF8)
    if b"\0" in content:
        raise FileRefusedError(_("Ce fichier n'est ni un texte ni un classeur Excel."))
    try:
        content.decode()
    except UnicodeDecodeError:
        return content, _one_byte_encoding(content)
    return content, "utf-8"


def _one_byte_encoding(content: bytes) -> str:
    """Return the old encoding in which the text holds most French letters, Windows' own when nothing tells."""

    def score(encoding: str) -> int:
        return sum(letter in _FRENCH for letter in content.decode(encoding, errors="replace"))

    return max(OLD_ENCODINGS, key=score)


def _decode_wide(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefusedError(_("Ce fichier est abîmé : son texte s'arrête au milieu d'une lettre.")) from None
    if "\0" in text:
        raise FileRefusedError(_("Ce fichier n'est ni un texte ni un classeur Excel."))
    return text


def guess_delimiter(text: str, known_headers: Callable[[list[str]], int]) -> str:
    """Return the delimiter which gives most known headers in one line, then most lines of one width."""
    lines = text.splitlines()
    if lines and lines[0].strip().lower().startswith("sep=") and lines[0].strip()[4:] in DELIMITERS:
        return lines[0].strip()[4:]
    sample = "\n".join(lines[:SAMPLE])

    def score(delimiter: str) -> tuple[int, int, int]:
        rows = [cells for _line, cells in records(sample, delimiter, is_sample=True)]
        widths = [len(cells) for cells in rows if len(cells) > 1]
        usual = max(widths, key=widths.count, default=0)
        return max(map(known_headers, rows), default=0), widths.count(usual), usual

    return max(DELIMITERS, key=score)


def records(text: str, delimiter: str, *, is_sample: bool = False) -> list[tuple[int, list[str]]]:
    """Return each record with the 1-based physical line on which it starts; quoted fields may hold line ends."""
    try:
        return _records(text, delimiter, is_strict=not is_sample)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise FileRefusedError(_("Un guillemet ouvert n'est jamais fermé dans ce fichier.")) from None
    try:
        return _records(text, delimiter, is_strict=False)
    except csv.Error:
        raise FileRefusedError(_("Une cellule de ce fichier est trop longue pour être lue.")) from None


def _records(text: str, delimiter: str, *, is_strict: bool) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=is_strict)
    found, start = [], 1
    for cells in reader:
        found.append((start, cells))
        start = reader.line_num + 1
    return found


def rewrite(text: str, delimiter: str, change: Callable[[int, list[str]], list[str]]) -> str:
    """Return the text with ``change(line, cells)`` in place of each record, line numbers kept."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=delimiter)
    for line, cells in records(text, delimiter):
        writer.writerow(change(line, cells))
    return output.getvalue()
