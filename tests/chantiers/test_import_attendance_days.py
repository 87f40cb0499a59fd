"""Attendance sheets: which session a column is, registers already closed, and the page."""

import io
import json
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from chantiers.actions.attendance import close_session
from chantiers.imports.cells import Mark, read_mark
from chantiers.models import Attendance, Session
from participants.imports.errors import CellRefusedError
from participants.models import AllowanceLine, ImportRun
from tests.chantiers.sheets import DAYS, MARCH, reasons, states
from tests.chantiers.workbooks import presences, workbook
from tests.factories import (
    AttendanceFactory,
    ChantierFactory,
    PlacementFactory,
    SessionFactory,
    brussels_range,
)

pytestmark = pytest.mark.django_db


def test_year_is_that_of_the_sessions_over_new_year(programme, yilmaz, run):
    chantier = ChantierFactory(programme=programme, code="CH-1", starts_on=date(2024, 11, 1))
    for day in (date(2024, 12, 2), date(2025, 1, 6), date(2025, 12, 2)):
        SessionFactory(chantier=chantier, on=day)
    run(presences(["2/12", "06-01", "mar. 2 décembre"], ["Yılmaz Ayşe", "P", "J", "A"]), "--apply")

    assert list(Attendance.objects.order_by("period").values_list("session__day__year", "state")) == [
        (2024, "P"),
        (2025, "AP"),
        (2025, "AN"),
    ]


def test_year_typed_by_a_spreadsheet_is_read_as_that_of_the_session(chantier, yilmaz, run):
    answer = run(presences([date(2026, 3, 3), "04/03", "06/03"], ["Yılmaz Ayşe", "P", "P", "P"]), "--apply")

    assert states(yilmaz) == ["P", "P", "P"]
    assert reasons(answer["warnings"]) == [(3, "03/03/2026", "L'année écrite n'a pas de séance : lu comme 2025.")]


def test_two_sessions_of_a_day_take_two_columns_in_order(chantier, yilmaz, run):
    for start, end in ((time(9), time(12)), (time(13), time(16))):
        SessionFactory(chantier=chantier, period=brussels_range(date(2025, 3, 10), start, end))
    answer = run(presences(["10/03", "10/03"], ["Yılmaz Ayşe", "P", "A"]), "--apply")
    assert (answer["created"], states(yilmaz)) == (2, ["P", "AN"])

    alone = run(presences(["10/03"], ["Yılmaz Ayşe", "P"]))
    assert [entry["column"] for entry in alone["refused"]] == ["10/03"]
    assert run(presences(["10/03 13h"], ["Yılmaz Ayşe", "A"]))["matched"] == 1


def test_person_present_elsewhere_at_that_moment_is_refused_there(chantier, programme, yilmaz, tmp_path):
    other = ChantierFactory(programme=programme, code="CH-2")
    SessionFactory(chantier=other, on=MARCH[0])
    path = tmp_path / "presences.xlsx"
    path.write_bytes(
        workbook(CH_1=presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"]), CH_2=presences(["03/03"], ["Yılmaz Ayşe", "P"]))
    )
    out = io.StringIO()
    call_command("import_attendance", str(path), "--apply", "--json", stdout=out)
    answer = json.loads(out.getvalue())

    assert reasons(answer["refused"]) == [(4, "03/03", "Cette personne est déjà présente ailleurs à ce moment.")]
    assert answer["created"] == 3


def test_person_who_left_is_not_marked_afterwards(chantier, yilmaz, run):
    PlacementFactory(chantier=chantier, participant=yilmaz, starts_on=MARCH[0], ends_on=MARCH[1], state="left")
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"]), "--apply")

    assert reasons(answer["refused"]) == [(4, "06/03", "La personne n'est pas dans le groupe ce jour-là.")]
    assert answer["closed"] == 2


def test_cancelled_session_takes_no_mark(chantier, yilmaz, run):
    chantier.sessions.filter(day=MARCH[0]).update(state="cancelled", cancel_reason="weather")
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"]))

    assert reasons(answer["refused"]) == [(3, "03/03", "Cette séance est annulée.")]


def test_register_closed_by_hand_takes_no_new_mark(chantier, yilmaz, diallo, operations, run):
    PlacementFactory(chantier=chantier, participant=yilmaz, starts_on=MARCH[0], ends_on=MARCH[2], state="left")
    session = chantier.sessions.order_by("period")[0]
    AttendanceFactory(session=session, participant=yilmaz)
    close_session(session, by=operations)
    answer = run(presences(["03/03"], ["Yılmaz Ayşe", "P"], ["Diallo Abdelkader", "P"]))

    assert (answer["matched"], reasons(answer["refused"])) == (
        1,
        [(5, "03/03", "Séance déjà clôturée : la coordination corrige avec un motif.")],
    )


def test_register_typed_before_takes_the_line_mended_since(chantier, yilmaz, diallo, run):
    run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"], ["Dialo Abdelkadeur", "P", "P", "P"]), "--apply")
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"], ["Diallo Abdelkader", "P", "P", "P"]), "--apply")

    assert (answer["created"], answer["matched"], answer["closed"]) == (3, 3, 0)
    assert AllowanceLine.objects.filter(participant=diallo).count() == 3


def test_sheet_of_one_day_and_a_second_block_are_read(chantier, yilmaz, run):
    lines = [["Nom", "03/03"], ["Yılmaz Ayşe", "P"], ["Nom", "04/03", "06/03"], ["Yılmaz Ayşe", "J", "A"]]
    run(lines, "--apply")

    assert states(yilmaz) == ["P", "AP", "AN"]


def test_name_in_two_columns_is_read(chantier, yilmaz, run):
    lines = [["N°", "Prénom", "Nom", *DAYS], [1, "Ayşe", "Yılmaz", "P", "P", "P"]]

    assert run(lines)["created"] == 3


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("p", Mark("P")),
        (" P ", Mark("P")),
        ("Présent", Mark("P")),
        ("J", Mark("AP")),
        ("AP", Mark("AP")),
        ("absence annoncée", Mark("AP")),
        ("Abs. justifiée", Mark("AP")),
        ("A.J.", Mark("AP")),
        ("a", Mark("AN")),
        ("Non annoncée", Mark("AN")),
        ("NC", Mark("NC")),
        ("retard 9:15", Mark("R", arrived_at=time(9, 15))),
        ("D 14h", Mark("D", left_at=time(14))),
        ("", None),
        ("–", None),
    ],
)
def test_old_and_new_words_of_marks_are_read(text, mark):
    assert read_mark(text) == mark


@pytest.mark.parametrize("text", ["X", "PP", "3", "P 9:00", "R 25h", "absent"])
def test_other_marks_are_refused(text):
    with pytest.raises(CellRefusedError):
        read_mark(text)


def test_sheets_are_checked_chosen_and_imported_from_the_page(as_operations, operations, chantier, yilmaz):
    content = workbook(CH_1=presences(DAYS, ["Yilmas Ayse", "P", "P", "P"]))
    as_operations.post(reverse("chantiers:attendance_import"), {"file": SimpleUploadedFile("presences.xlsx", content)})
    url = reverse("chantiers:attendance_preview", args=[ImportRun.objects.get().pk])
    assert 'name="ligne:CH-1!4"' in as_operations.get(url).content.decode()

    as_operations.post(url, {"ligne:CH-1!4": yilmaz.pk})

    assert states(yilmaz) == ["P", "P", "P"]
    assert set(Attendance.objects.values_list("marked_by", flat=True)) == {operations.pk}
    run = ImportRun.objects.get()
    assert (run.kind, run.state, run.summary["created"]) == ("attendance", "applied", 3)


def test_import_of_another_programme_is_not_found(as_operations, other_programme):
    run = ImportRun.objects.create(programme=other_programme, kind="attendance", file_name="x", file_sha256="0")

    assert as_operations.get(reverse("chantiers:attendance_preview", args=[run.pk])).status_code == 404


def test_sheet_need_not_be_named_when_it_is_the_only_one(chantier, yilmaz, diallo, run):
    lines = presences(DAYS, ["Yilmas Ayse", "P", "P", "P"])

    answer = run(lines, "--apply", "--choose", f"4={yilmaz.pk}")

    assert (answer["created"], answer["ambiguous"]) == (3, [])


def test_line_refused_for_a_lost_letter_twice_stands_in_refused_only(chantier, yilmaz, run):
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"], ["Y?lmaz Ay?e", "P", "P", "P"]), "--apply")

    assert [entry["row"] for entry in answer["refused"]] == [5]
    assert answer["warnings"] == []


def test_minutes_are_those_elapsed_when_the_clocks_change(programme, yilmaz, run):
    chantier = ChantierFactory(programme=programme, code="CH-1")
    for day in (date(2025, 3, 30), date(2025, 10, 26)):
        SessionFactory(chantier=chantier, period=brussels_range(day, time(1), time(4)))

    run(presences(["30/03", "26/10"], ["Yılmaz Ayşe", "P", "D 03:30"]), "--apply")

    assert list(Attendance.objects.order_by("session__period").values_list("minutes", flat=True)) == [120, 210]


def test_sheet_of_a_whole_year_is_read(programme, yilmaz, run):
    chantier = ChantierFactory(programme=programme, code="CH-1", starts_on=date(2025, 1, 1))
    days = [date(2025, 1, 6) + timedelta(days=2 * number) for number in range(150)]
    Session.objects.bulk_create(Session(chantier=chantier, period=brussels_range(day)) for day in days)
    answer = run(presences([f"{day:%d/%m}" for day in days], ["Yılmaz Ayşe", *["P"] * 150]), "--apply")

    assert (answer["created"], answer["closed"], answer["refused"]) == (150, 150, [])


def test_national_number_beside_a_name_goes(chantier, yilmaz, run):
    answer = run(presences(DAYS, ["Yılmaz Ayşe 85.07.30-033.28", "P", "P", "P"]), "--apply")

    assert (answer["created"], answer["refused"]) == (3, [])
