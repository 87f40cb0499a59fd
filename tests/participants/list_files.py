"""Files made in memory for the tests of the import."""

import io
from pathlib import Path

from openpyxl import Workbook

DATA = Path(__file__).parent.parent / "data"

HEADER = "NOM Prénom;Date de naissance"


def csv_bytes(*lines: str, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Return a text file of these lines."""
    return end.join([*lines, ""]).encode(encoding)


def xlsx_bytes(**sheets: list) -> bytes:
    """Return a workbook with one sheet a keyword, each a list of rows; None is an empty row."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row or [], 1):
                if value is not None:
                    sheet.cell(number, column, value)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
