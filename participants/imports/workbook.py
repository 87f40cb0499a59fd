"""Excel workbooks: every cell as the text a reader sees, within bounds that a hostile file cannot pass."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
from django.utils.translation import gettext as _

from participants.imports.errors import FileRefusedError

MAX_UNPACKED_BYTES = 60_000_000
MAX_PARTS = 2_000
MAX_LINES = 20_000
MAX_WIDTH = 401  # one more than is accepted, so that a wider sheet is noticed

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(content: bytes) -> bool:
    """Tell whether the bytes are a zip archive, as every .xlsx is; refuse the old .xls and locked workbooks."""
    if content.startswith(OLE_SIGNATURE):
        if ENCRYPTED in content:
            raise FileRefusedError(_("Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe."))
        raise FileRefusedError(_("Ce fichier est un ancien classeur .xls. Enregistrez-le au format .xlsx."))
    return content.startswith(ZIP_SIGNATURES)


def read_workbook(content: bytes) -> list[dict]:
    """Return each sheet as ``{"name", "hidden", "rows": [[number, cells]]}``, empty rows left out."""
    _check_archive(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        return [_read_sheet(sheet) for sheet in book.worksheets]
    except FileRefusedError:
        raise
    except Exception:  # openpyxl lets through whatever a broken part raises
        raise FileRefusedError(_("Ce classeur est abîmé : il ne peut pas être lu.")) from None


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise FileRefusedError(_("Ce classeur est abîmé : il ne peut pas être lu.")) from None
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefusedError(_("Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe."))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise FileRefusedError(_("Ce classeur est trop grand une fois décompressé."))
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise FileRefusedError(_("Ce fichier n'est pas un classeur Excel. Enregistrez-le au format .xlsx."))


def _read_sheet(sheet) -> dict:
    sheet.reset_dimensions()  # a file may lie about its size
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_WIDTH), 1):
        if number > MAX_LINES:
            raise FileRefusedError(_("La feuille « %(sheet)s » a trop de lignes.") % {"sheet": sheet.title})
        cells = [cell_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append([number, cells])
    return {"name": sheet.title, "hidden": sheet.sheet_state != "visible", "rows": rows}


def cell_text(value) -> str:
    """Return a cell as a Belgian reader sees it: ``20/10/1978``, ``09:30``, ``1080``, ``42,31``."""
    match value:
        case None:
            return ""
        case bool():
            return _("oui") if value else _("non")
        case datetime() if value.time() != time():
            return f"{cell_text(value.date())} {cell_text(value.time())}"
        case date():
            return f"{value.day:02}/{value.month:02}/{value.year:04}"
        case time():
            return _clock(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)
        case timedelta():
            return _clock(value.total_seconds())
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return str(value).replace(".", ",")
    return "".join(c for c in str(value) if c >= " " or c in "\t\n").strip()


def _clock(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
