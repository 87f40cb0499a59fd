"""Bytes to a grid of texts: encodings, delimiters, workbooks, bounds, hostile files."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.imports import delimited, reading
from participants.imports.columns import count_known_headers
from participants.imports.errors import FileRefusedError
from participants.imports.workbook import cell_text
from tests.participants.list_files import DATA, csv_bytes, xlsx_bytes


def rows_of(content: bytes, **options) -> list[tuple[int, tuple[str, ...]]]:
    staged = reading.stage(content, count_known_headers)
    return [(row.number, row.cells) for sheet in reading.read_sheets(staged, options) for row in sheet.rows]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("UTF-8", "Né;Saïda".encode()),
        ("UTF-8 with its mark", "Né;Saïda".encode("utf-8-sig")),
        ("UTF-16 little endian", b"\xff\xfe" + "Né;Saïda".encode("utf-16-le")),
        ("UTF-16 big endian", b"\xfe\xff" + "Né;Saïda".encode("utf-16-be")),
        ("Windows-1252", "Né;Saïda".encode("cp1252")),
        ("MS-DOS", "Né;Saïda".encode("cp850")),
        ("Mac", "Né;Saïda".encode("mac-roman")),
    ],
)
def test_encoding_is_guessed(encoding, content):
    assert rows_of(content) == [(1, ("Né", "Saïda"))]


@pytest.mark.parametrize("encoding", ["cp850", "mac-roman"])
def test_encoding_can_be_changed_after_staging(encoding):
    content = "Né;Öz".encode(encoding)
    other = {"cp850": "mac-roman", "mac-roman": "cp850"}[encoding]

    assert rows_of(content, encoding=other) != [(1, ("Né", "Öz"))]
    assert rows_of(content, encoding=encoding) == [(1, ("Né", "Öz"))]


def test_encoding_that_nothing_tells_is_that_of_windows():
    assert rows_of("Né;Šime".encode("cp1252")) == [(1, ("Né", "Šime"))]


@pytest.mark.parametrize("delimiter", delimited.DELIMITERS)
def test_delimiter_is_guessed(delimiter):
    lines = (
        delimiter.join(cells) for cells in [("Nom", "Prénom", "CP"), ("Bah", "Awa", "1080"), ("Kaya", "Ela", "1070")]
    )

    assert rows_of(csv_bytes(*lines))[1] == (2, ("Bah", "Awa", "1080"))


def test_delimiter_is_the_one_that_names_columns_despite_commas_in_cells():
    content = csv_bytes("Nom;Date de naissance", "Bah, Awa;01/02/1980", "Kaya, Ela;02/02/1980")

    assert rows_of(content)[0] == (1, ("Nom", "Date de naissance"))


def test_delimiter_said_by_a_first_line_is_taken_and_that_line_left_out():
    assert rows_of(csv_bytes("sep=|", "Nom|Prénom", "Bah|Awa"))[0] == (2, ("Nom", "Prénom"))


def test_delimiter_can_be_changed_after_staging():
    assert rows_of(csv_bytes("a;b,c", "d;e,f"), delimiter=",")[0] == (1, ("a;b", "c"))


def test_rows_bear_the_line_where_their_record_starts():
    content = csv_bytes("Nom;Adresse", 'Bah;"Rue A', '12"', "", "Kaya;Rue B")

    assert rows_of(content) == [(1, ("Nom", "Adresse")), (2, ("Bah", "Rue A\r\n12")), (5, ("Kaya", "Rue B"))]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_line_ends_of_every_system_are_read(end):
    assert rows_of(csv_bytes("Nom;CP", "Bah;1080", end=end)) == [(1, ("Nom", "CP")), (2, ("Bah", "1080"))]


def test_quotes_inside_a_cell_stay():
    assert rows_of(csv_bytes("Nom;Rue", 'Bah;"Rue ""A"""', 'Kaya;Rue "B"'))[1:] == [
        (2, ("Bah", 'Rue "A"')),
        (3, ("Kaya", 'Rue "B"')),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (datetime(1978, 10, 20), "20/10/1978"),
        (date(1978, 1, 2), "02/01/1978"),
        (datetime(2025, 3, 3, 8, 30), "03/03/2025 08:30"),
        (time(9, 0), "09:00"),
        (time(8, 59, 59, 999000), "09:00"),
        (timedelta(hours=1, minutes=30), "01:30"),
        (1080, "1080"),
        (1080.0, "1080"),
        (85073003328.0, "85073003328"),
        (42.31, "42,31"),
        (True, "oui"),
        ("  Bah\x07 ", "Bah"),
    ],
)
def test_cell_is_the_text_a_reader_sees(value, text):
    assert cell_text(value) == text


def test_workbook_keeps_row_numbers_sheets_and_hidden_ones():
    staged = reading.stage(xlsx_bytes(Un=[["a"], None, ["b", None, 3]], Deux=[["c"]]))
    staged["sheets"][1]["hidden"] = True

    sheets = reading.read_sheets(staged, {})

    assert [(sheet.name, sheet.is_hidden) for sheet in sheets] == [("Un", False), ("Deux", True)]
    assert [(row.number, row.cells) for row in sheets[0].rows] == [(1, ("a",)), (3, ("b", "", "3"))]


def test_workbook_dates_and_times_are_read_in_the_planning():
    sheets = reading.read_sheets(reading.stage((DATA / "planning.xlsx").read_bytes()), {})

    assert sheets[1].rows[1].cells == ("CH25-1", "03/03/2025", "09:00", "15:00", "chantier", "Chargé.e des opérations")


def archive(**parts: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return output.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"\xef\xbb\xbf", "Ce fichier est vide."),
        (b" \r\n;;\r\n", "Ce fichier est vide."),
        (b"\0\0\0", "Ce fichier est vide."),
        (xlsx_bytes(Feuille=[]), "Ce fichier est vide."),
        (b"Nom;Pr\0nom", "Ce fichier n'est ni un texte ni un classeur Excel."),
        (b"\xff\xfeN\0\0\0", "Ce fichier n'est ni un texte ni un classeur Excel."),
        (b"\xff\xfeN", "Ce fichier est abîmé : son texte s'arrête au milieu d'une lettre."),
        (b"Nom;CP\n" * 800_000, "Ce fichier dépasse 5 Mo."),
        (b"Nom;CP\n" * 5_100, "Ce fichier a plus de 5000 lignes. Coupez-le."),
        (b";".join([b"Nom"] * 401), "La ligne 1 a plus de 400 colonnes."),
        (xlsx_bytes(Feuille=[["x"] * 401]), "La ligne 1 a plus de 400 colonnes."),
        (b'Nom;CP\n"Bah;1080\nKaya;1070\n', "Un guillemet ouvert n'est jamais fermé dans ce fichier."),
        (b"Nom;CP\nBah;" + b"x" * 200_000, "Une cellule de ce fichier est trop longue pour être lue."),
        (b"%PDF-1.7", "Ce fichier est au format PDF. Envoyez un .xlsx ou un .csv."),
        (b"<html><table>", "Ce fichier est une page web. Enregistrez-le au format .xlsx ou .csv."),
        (OLE, "Ce fichier est un ancien classeur .xls. Enregistrez-le au format .xlsx."),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
        ),
        (b"PK\x03\x04" + b"x" * 50, "Ce classeur est abîmé : il ne peut pas être lu."),
        (archive(xl__workbook_xml=b"<broken"), "Ce classeur est abîmé : il ne peut pas être lu."),
        (archive(word__document_xml=b""), "Ce fichier n'est pas un classeur Excel. Enregistrez-le au format .xlsx."),
        (
            archive(xl__workbook_xml=b"", bomb=b"\0" * 61_000_000),
            "Ce classeur est trop grand une fois décompressé.",
        ),
    ],
)
def test_hostile_file_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(FileRefusedError) as refusal:
        reading.stage(content)

    assert str(refusal.value) == sentence


def test_five_thousand_people_under_their_titles_are_accepted():
    assert len(rows_of(csv_bytes("Liste", "Nom;CP", *["Bah;1080"] * 5_000))) == 5_002


def test_unknown_encoding_or_delimiter_is_refused():
    staged = reading.stage(b"Nom;CP")

    with pytest.raises(FileRefusedError):
        reading.read_sheets(staged, {"encoding": "utf-7"})
    with pytest.raises(FileRefusedError):
        reading.read_sheets(staged, {"delimiter": "x"})


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_read_or_refused(content):
    try:
        staged = reading.stage(content)
    except FileRefusedError:
        return
    for encoding in delimited.ENCODINGS:
        for delimiter in delimited.DELIMITERS:
            try:
                reading.read_sheets(staged, {"encoding": encoding, "delimiter": delimiter})
            except FileRefusedError:
                continue


@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Nd"], exclude_characters='"')))
def test_staged_text_can_be_decoded_again_without_loss(text):
    content = ("Nom;é\n" + text).encode("cp1252")

    staged = reading.stage(content)

    assert staged["text"].encode("latin-1") == content
