"""No national number is kept: not in a column, not in a remark, not in a staged copy."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.imports import tables
from participants.imports.national_number import MARK, is_national_number, remove_national_numbers
from tests.participants.list_files import csv_bytes, xlsx_bytes

VALID = ["85073003328", "17073003384", "98472899765"]
WRITTEN = [
    "{}{}{}{}{}",
    "{}.{}.{}-{}.{}",
    "{} {} {} {} {}",
    "{}{}{}-{}{}",
    "{}{}{} {} {}",
    "{}/{}/{} - {}.{}",
    "{}-{}-{}-{}-{}",
]


def written(number: str, pattern: str) -> str:
    return pattern.format(number[:2], number[2:4], number[4:6], number[6:9], number[9:])


@pytest.mark.parametrize("pattern", WRITTEN)
@pytest.mark.parametrize("number", VALID)
def test_valid_number_is_found_however_it_is_written(number, pattern):
    assert is_national_number(written(number, pattern))
    assert remove_national_numbers(f"NISS: {written(number, pattern)}, merci") == f"NISS: {MARK}, merci"


def test_number_whose_zeros_a_spreadsheet_lost_is_known():
    assert is_national_number("3042359103")


@pytest.mark.parametrize(
    "text",
    [
        "0475 48 78 78 / 02 411 22 33",
        "+32473123456",
        "BE19 3775 2877 3612",
        "BE68539007547034",
        "12345678901",
        "né le 05/02/1981, inscrit le 01/01/2023",
        "850730033281",
        "LM-7960",
    ],
)
def test_other_numbers_stay(text):
    assert remove_national_numbers(text) == text


def test_official_shape_goes_even_with_a_wrong_digit():
    assert remove_national_numbers("85.07.30-033.29") == MARK


def test_several_numbers_in_one_text_all_go():
    assert remove_national_numbers("12 85.07.30-033.28 et 17073003384.") == f"12 {MARK} et {MARK}."


@given(st.text(), st.sampled_from(VALID), st.sampled_from(WRITTEN), st.text(st.characters(exclude_categories=["N"])))
def test_number_never_survives_between_any_words(before, number, pattern, after):
    text = f"{before} ; {written(number, pattern)} {after}"

    assert written(number, pattern) not in remove_national_numbers(text)


LINES = [
    "Nom;Prénom;Né(e) le;{header};Remarque",
    "Bah;Awa;03/12/1970;70.12.03-510.81;dossier 85.07.30-033.28",
    "Kaya;Ela;04/01/1966;66.01.04-546.48;",
    "Diallo;Ali;04/01/1967;faux numéro;",
]


@pytest.mark.parametrize("header", ["N° national", "NISS", "Rijksregisternummer", "Registre national", "Code interne"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_column_is_dropped_by_its_header_or_its_content(header, encoding):
    lines = [line.replace("{header}", header) for line in LINES]

    staged = tables.stage(csv_bytes(*lines, encoding=encoding))
    (table,) = tables.read_tables(staged, {})

    assert table.dropped_columns == [header]
    assert "510" not in json.dumps(staged)
    assert "033.28" not in json.dumps(staged)
    assert "faux" not in json.dumps(staged)
    assert [row.number for row in table.rows] == [2, 3, 4]
    assert header not in [column.header for column in table.kept_columns]


def test_column_of_a_workbook_is_dropped_with_numbers_as_cells():
    content = xlsx_bytes(
        Liste=[
            ["Titre"],
            ["Nom", "Prénom", "Né(e) le", "Code"],
            ["Bah", "Awa", "03/12/1970", 70120351081],
            ["Kaya", "Ela", "04/01/2003", 3042359103],
        ]
    )

    staged = tables.stage(content)
    (table,) = tables.read_tables(staged, {})

    assert table.dropped_columns == ["Code"]
    assert "70120351081" not in json.dumps(staged)
    assert "3042359103" not in json.dumps(staged)


def test_column_stays_dropped_whatever_the_person_maps():
    staged = tables.stage(csv_bytes(*[line.replace("{header}", "NISS") for line in LINES]))

    (table,) = tables.read_tables(staged, {"sheets": {"": {"columns": {"3": "remark"}}}})

    assert table.dropped_columns == ["NISS"]
    assert [column.field for column in table.kept_columns][-1] == "remark"


def test_numbers_shown_by_another_delimiter_are_masked_too():
    staged = tables.stage(csv_bytes("x;Nom,NISS", "y;Bah,pas valable 1", "z;Kaya,pas valable 2"))
    options = {"delimiter": ",", "sheets": {"": {"header_row": 1, "is_read": True}}}

    masked = tables.without_national_columns(staged | {"delimiter": ";"}, options)

    assert "pas valable" not in json.dumps(masked)
    assert tables.read_tables(masked, options)[0].dropped_columns == ["NISS"]


def test_masking_keeps_line_numbers_and_other_cells():
    lines = ["NISS;Nom;Né(e) le", '70.12.03-510.81;"Bah', 'Awa";01/01/1980', "", "1;Kaya Ela;02/01/1980"]
    staged = tables.stage(csv_bytes(*lines))

    (table,) = tables.read_tables(staged, {})

    assert [(row.number, row.cells) for row in table.rows] == [
        (2, (MARK, "Bah\r\nAwa", "01/01/1980")),
        (5, (MARK, "Kaya Ela", "02/01/1980")),
    ]
