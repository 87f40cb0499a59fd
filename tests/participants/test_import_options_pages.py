"""The reading of a staged list, changed in a browser: encoding, header line, columns, sheets."""

from datetime import date

import pytest

from participants.models import Enrolment
from tests.participants.import_pages import PEOPLE, page, staged, text_of
from tests.participants.list_files import csv_bytes, xlsx_bytes

pytestmark = pytest.mark.django_db


def test_file_without_people_can_be_read_another_way(as_operations, programme):
    run = staged(as_operations, csv_bytes("qui;quand", "BAH Awa;03/12/1970"))
    problem = text_of(as_operations, "import_preview", run)
    columns = {"lecture-0-column-0": "full_name", "lecture-0-column-1": "birth_date"}

    reading = {
        "lecture-encoding": "utf-8",
        "lecture-delimiter": ";",
        "lecture-0-header_row": "1",
        "lecture-source": "other",
    }
    answer = as_operations.post(page("import_options", run), reading | columns)

    assert "Aucune ligne de titres" in problem
    assert answer.url == page("import_preview", run)
    assert "Awa Bah" in text_of(as_operations, "import_preview", run)


READING = {
    "lecture-encoding": "utf-8",
    "lecture-delimiter": ";",
    "lecture-0-header_row": "1",
    "lecture-source": "housing",
}
COLUMNS = {"lecture-0-column-0": "full_name", "lecture-0-column-1": "birth_date", "lecture-0-column-2": "email"}


def test_reading_keeps_only_what_differs_from_the_guess(as_operations, programme):
    run = staged(as_operations, PEOPLE)

    as_operations.post(page("import_options", run), READING | COLUMNS | {"lecture-listed_on": "2025-02-11"})

    run.refresh_from_db()
    assert run.options == {"sheets": {}, "listing": {"source": "housing", "listed_on": "2025-02-11"}}
    as_operations.post(page("import_apply", run))
    assert set(Enrolment.objects.values_list("source", "listed_on")) == {("housing", date(2025, 2, 11))}


def test_column_can_be_left_out_or_take_another_meaning(as_operations, programme):
    run = staged(as_operations, PEOPLE)

    as_operations.post(page("import_options", run), READING | COLUMNS | {"lecture-0-column-2": "remark"})

    run.refresh_from_db()
    assert run.options["sheets"] == {"": {"columns": {"2": "remark"}}}


def test_one_field_cannot_be_two_columns(as_operations, programme):
    run = staged(as_operations, PEOPLE)

    answer = as_operations.post(page("import_options", run), READING | COLUMNS | {"lecture-0-column-2": "birth_date"})

    assert answer.status_code == 200
    assert answer.context["form"].errors == {
        "0-column-2": ["Cette donnée est déjà choisie pour une autre colonne."],
    }


def test_encoding_and_header_line_can_be_changed(as_operations, programme):
    content = "NOM Prenom;Date de naissance\r\nA;B\r\nBAH Öznur;03/12/1970\r\n".encode("cp1252")
    run = staged(as_operations, content)
    columns = {"lecture-0-column-0": "full_name", "lecture-0-column-1": "birth_date"}

    as_operations.post(page("import_options", run), READING | columns | {"lecture-encoding": "cp850"})
    run.refresh_from_db()

    assert run.options["encoding"] == "cp850"
    assert "Íznur Bah" in text_of(as_operations, "import_preview", run)


def test_changing_the_lines_forgets_the_choices(as_operations, namesake):
    run = staged(as_operations, PEOPLE)
    as_operations.post(page("import_preview", run), {"ligne:2": "new"})

    as_operations.post(page("import_options", run), READING | COLUMNS)
    run.refresh_from_db()
    assert run.choices == {"2": "new"}
    as_operations.post(page("import_options", run), READING | COLUMNS | {"lecture-0-column-2": "-"})
    run.refresh_from_db()
    assert run.choices == {}


def test_sheet_can_be_left_out(as_operations, programme):
    rows = [["Nom", "Prénom", "Né(e) le"], ["Bah", "Awa", "03/12/1970"]]
    other = [["Nom", "Prénom", "Né(e) le"], ["Kaya", "Ela", "03/12/1980"]]
    run = staged(as_operations, xlsx_bytes(Un=rows, Deux=other), "liste.xlsx")
    fields = enumerate(["last_name", "first_name", "birth_date"])
    columns = {f"lecture-{sheet}-column-{n}": field for n, field in fields for sheet in (0, 1)}
    wish = {
        "lecture-source": "other",
        "lecture-0-is_read": "on",
        "lecture-0-header_row": "1",
        "lecture-1-header_row": "1",
    }

    as_operations.post(page("import_options", run), wish | columns)

    run.refresh_from_db()
    assert run.options["sheets"] == {"Deux": {"is_read": False}}
    assert "Ela Kaya" not in text_of(as_operations, "import_preview", run)
