"""Attendance sheets typed afterwards: who, which session, which mark; what closes; what is never overwritten."""

import io
import json
from datetime import date, time, timedelta
from pathlib import Path

import pghistory
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from chantiers.actions.attendance import close_session
from chantiers.imports.cells import Mark, read_mark
from chantiers.models import Attendance, Placement, Session
from participants.imports.errors import CellRefusedError
from participants.models import AllowanceLine, ImportRun, Participant
from tests.chantiers.workbooks import presences, workbook
from tests.factories import (
    AttendanceFactory,
    ChantierFactory,
    EnrolmentFactory,
    ParticipantFactory,
    PlacementFactory,
    SessionFactory,
    brussels_range,
)

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data"
TRUTH = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
MARCH = [date(2025, 3, day) for day in (3, 4, 6)]
DAYS = ["03/03", "04/03", "06/03"]


@pytest.fixture
def chantier(programme):
    """A worksite with three sessions in March 2025."""
    chantier = ChantierFactory(programme=programme, code="CH-1")
    for day in MARCH:
        SessionFactory(chantier=chantier, on=day)
    return chantier


def enrol(programme, first_name, last_name, **fields):
    person = ParticipantFactory(first_name=first_name, last_name=last_name, **fields)
    return EnrolmentFactory(programme=programme, participant=person).participant


@pytest.fixture
def yilmaz(programme):
    return enrol(programme, "Ayşe", "Yılmaz")


@pytest.fixture
def diallo(programme):
    return enrol(programme, "Abdelkader", "Diallo")


@pytest.fixture
def run(tmp_path):
    """Give a function that runs the command on one sheet and returns its answer."""

    def run_command(lines, *arguments, sheet="CH_1"):
        path = lines
        if isinstance(lines, list):
            path = tmp_path / "presences.xlsx"
            path.write_bytes(workbook(**{sheet: lines}))
        out = io.StringIO()
        call_command("import_attendance", str(path), "--json", *arguments, stdout=out)
        return json.loads(out.getvalue())

    return run_command


def states(person):
    return list(Attendance.objects.filter(participant=person).order_by("period").values_list("state", flat=True))


def reasons(entries):
    return [(entry["row"], entry["column"], entry["reason"]) for entry in entries]


@pytest.fixture
def truth(programme, run):
    """The people of the truth and its planning."""
    for worksite in TRUTH["worksites"]:
        for name in worksite["group"]:
            first, last = name.split(" ", 1)
            enrol(programme, first, last)
    call_command("import_planning", str(DATA / "planning.xlsx"), "--apply", "--json", stdout=io.StringIO())


def test_sheets_of_the_truth_come_in_whole(truth, run):
    preview = run(DATA / "presences.xlsx")
    assert not Attendance.objects.exists()

    answer = run(DATA / "presences.xlsx", "--apply")

    assert answer == preview
    assert (answer["refused"], answer["warnings"], answer["ambiguous"]) == ([], [], [])
    old_words = {"P": "P", "R": "R", "D": "D", "AP": "J", "AN": "A"}
    for worksite, told in zip(TRUTH["worksites"], answer["worksites"], strict=True):
        marks = {old_words[state]: count for state, count in told["marks"].items()}
        assert (told["code"], told["sessions"], marks) == (worksite["code"], worksite["sessions"], worksite["marks"])
    total = sum(sum(worksite["marks"].values()) for worksite in TRUTH["worksites"])
    assert (answer["created"], answer["sessions"], answer["closed"], answer["placements"]) == (total, 120, 120, 18)
    assert Attendance.objects.count() == total
    assert set(Session.objects.values_list("state", "is_entered_afterwards")) == {("closed", True)}


def test_same_sheets_twice_change_nothing(truth, run):
    first = run(DATA / "presences.xlsx", "--apply")
    written = pghistory.models.Events.objects.count()
    again = run(DATA / "presences.xlsx", "--apply")

    assert (again["created"], again["updated"], again["matched"], again["closed"]) == (0, 0, first["created"], 0)
    assert sum(again["marks"].values()) == 0
    assert pghistory.models.Events.objects.count() - written == 1  # the import itself


def test_closing_from_a_sheet_proposes_the_same_lines_as_by_hand(chantier, yilmaz, diallo, operations, run):
    by_hand, *_ = chantier.sessions.order_by("period")
    PlacementFactory(chantier=chantier, participant=diallo, starts_on=MARCH[0])
    AttendanceFactory(session=by_hand, participant=diallo)
    close_session(by_hand, by=operations)
    other = ChantierFactory(programme=chantier.programme, code="CH-2")
    SessionFactory(chantier=other, on=MARCH[0])

    run(presences(["03/03"], ["Yilmaz Ayse", "P"]), "--apply", "--by", operations.email, sheet="CH_2")

    facts = ("day", "state", "amount", "expected_amount", "reasons")
    lines = {
        person: AllowanceLine.objects.filter(participant=person).values(*facts).get() for person in (yilmaz, diallo)
    }
    assert lines[yilmaz] == lines[diallo]
    typed = Session.objects.get(chantier=other)
    by_hand.refresh_from_db()
    assert (typed.state, typed.closed_by) == (by_hand.state, by_hand.closed_by) == ("closed", operations)
    assert (typed.is_entered_afterwards, by_hand.is_entered_afterwards) == (True, False)
    assert Attendance.objects.get(session=typed).line == AllowanceLine.objects.get(participant=yilmaz)


def test_person_gets_a_place_from_the_first_session_and_an_entry(chantier, yilmaz, run):
    run(presences(DAYS, ["YILMAZ ayse", "P", "J", "A"]), "--apply")

    place = Placement.objects.get()
    assert (place.participant, place.state, place.starts_on, place.ends_on) == (yilmaz, "active", MARCH[0], None)
    assert states(yilmaz) == ["P", "AP", "AN"]
    assert yilmaz.enrolments.get().entered_on == MARCH[0]


def test_candidate_comes_in_and_an_active_place_starts_earlier(chantier, yilmaz, diallo, run):
    waiting = PlacementFactory(chantier=chantier, participant=yilmaz, state="candidate", starts_on=None)
    active = PlacementFactory(chantier=chantier, participant=diallo, starts_on=MARCH[2])
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"], ["Diallo Abdelkader", "", "P", "P"]), "--apply")
    waiting.refresh_from_db()
    active.refresh_from_db()

    assert (waiting.state, waiting.starts_on, active.starts_on) == ("active", MARCH[0], MARCH[1])
    assert (answer["placements"], answer["closed"]) == (0, 3)


def test_blanks_stay_unmarked_and_keep_the_register_open(chantier, yilmaz, diallo, run):
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "-"], ["Diallo Abdelkader", "P", None, ""]), "--apply")

    assert list(chantier.sessions.order_by("period").values_list("state", flat=True)) == ["closed", "open", "planned"]
    assert (answer["created"], answer["sessions"], answer["closed"]) == (3, 2, 1)
    assert states(diallo) == ["P"]


def test_register_stays_open_while_somebody_of_the_group_is_not_on_the_sheet(chantier, yilmaz, run):
    PlacementFactory(chantier=chantier, starts_on=MARCH[0])

    assert run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"]), "--apply")["closed"] == 0


def test_planned_minutes_count_without_an_hour_and_the_hour_when_there_is_one(chantier, yilmaz, run):
    run(presences(DAYS, ["Yılmaz Ayşe", "R", "R 9h30", "D (14:00)"]), "--apply")

    marks = Attendance.objects.order_by("period").values_list("state", "minutes", "arrived_at", "left_at")
    assert list(marks) == [("R", 360, None, None), ("R", 330, time(9, 30), None), ("D", 300, None, time(14))]


def test_cell_that_holds_another_mark_is_never_overwritten(chantier, yilmaz, run):
    run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", ""]), "--apply")
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "A", "P"]), "--apply")

    assert states(yilmaz) == ["P", "P", "P"]
    assert (answer["created"], answer["matched"]) == (1, 1)
    assert reasons(answer["warnings"]) == [(4, "04/03", "Valeur différente : « présent·e » est gardé.")]


def test_cleared_mark_is_filled(chantier, yilmaz, run):
    PlacementFactory(chantier=chantier, participant=yilmaz, starts_on=MARCH[0])
    AttendanceFactory(session=chantier.sessions.order_by("period")[0], participant=yilmaz, state="")
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"]), "--apply")

    assert (answer["created"], answer["updated"], answer["marks"]["P"], answer["closed"]) == (2, 1, 3, 3)
    assert states(yilmaz) == ["P", "P", "P"]


@pytest.mark.parametrize("written", ["y?lmaz ayse", "AYŞE YILMAZ", "Yılmaz, Ayşe", "Mme Yilmaz Ayse", "Yilmaz-Ayşe"])
def test_name_is_found_whatever_its_writing(chantier, yilmaz, run, written):
    assert run(presences(DAYS, [written, "P", "P", "P"]), "--apply")["created"] == 3


def test_lost_letter_is_read_and_said(chantier, yilmaz, run):
    answer = run(presences(DAYS, ["Y?lmaz Ayşe", "P", "P", "P"]))

    assert [warning["reason"][:36] for warning in answer["warnings"]] == ["Lettre perdue, lu comme « Ayşe Yılma"]


def test_name_lost_in_the_record_is_found_too(chantier, programme, run):
    enrol(programme, "Sa?da", "Benali")

    assert run(presences(DAYS, ["Benali Saïda", "P", "P", "P"]), "--apply")["created"] == 3


def test_namesakes_and_slips_wait_for_a_choice(chantier, programme, yilmaz, run):
    first, second = (enrol(programme, "Fatima", "Benali", birth_date=date(1980, 1, day)) for day in (1, 2))
    lines = presences(DAYS, ["Benali Fatima", "P", "P", "P"], ["Yilmas Ayse", "P", "P", "P"])
    answer = run(lines, "--apply")

    assert answer["ambiguous"] == [
        {
            "row": 4,
            "sheet": "CH-1",
            "candidates": [
                {"id": first.pk, "label": "Fatima Benali (01/01/1980)"},
                {"id": second.pk, "label": "Fatima Benali (02/01/1980)"},
            ],
        },
        {"row": 5, "sheet": "CH-1", "candidates": [{"id": yilmaz.pk, "label": "Ayşe Yılmaz (05/05/1985)"}]},
    ]
    assert not Attendance.objects.exists()

    answer = run(lines, "--apply", "--choose", f"CH-1!4={second.pk}", "--choose", f"CH-1!5={yilmaz.pk}")
    assert (answer["ambiguous"], answer["created"]) == ([], 6)
    assert (states(first), states(second)) == ([], ["P", "P", "P"])


def test_choice_of_a_stranger_or_of_no_line_is_an_error(chantier, yilmaz, other_programme, run):
    stranger = enrol(other_programme, "Zoé", "Ailleurs")
    lines = presences(DAYS, ["Yilmas Ayse", "P", "P", "P"])

    for choice in (f"CH-1!4={stranger.pk}", f"CH-1!9={yilmaz.pk}", "CH-1!4=new"):
        with pytest.raises(CommandError):
            run(lines, "--apply", "--choose", choice)


def test_lines_and_cells_in_error_stay_out_and_the_rest_comes_in(chantier, yilmaz, diallo, run):
    lines = presences(
        [*DAYS, "05/08", "Total"],
        ["Yılmaz Ayşe", "P", "X", "P", "P", 3],
        ["Introuvable Zoé", "P", "P", "P", "", 3],
        [None, "P", "", "", "", 1],
        ["Yılmaz Ayşe", "A", "A", "A", "", 0],
        ["Total", 2, 1, 2, 1, 6],
        ["Signature :", None, None],
    )
    answer = run(lines, "--apply")

    assert reasons(answer["refused"]) == [
        (3, "05/08", "Aucune séance de ce chantier ce jour-là."),
        (4, "04/03", "« X » n'est pas une marque connue."),
        (5, "Nom", "« Introuvable Zoé » n'est pas une personne du programme."),
        (6, "Nom", "Le nom manque."),
        (7, "Nom", "Cette personne est déjà sur une ligne au-dessus."),
    ]
    assert states(yilmaz) == ["P", "P"]


def test_sheet_of_an_unknown_worksite_is_refused_once(chantier, yilmaz, run):
    answer = run(presences(DAYS, ["Yılmaz Ayşe", "P", "P", "P"]), sheet="Autre")

    assert reasons(answer["refused"]) == [(1, "", "Aucun chantier ne porte le code « Autre ».")]


def test_worksite_is_found_in_the_title_too(chantier, yilmaz, run):
    lines = [["Présences CH-1 - Halls"], ["Nom", *DAYS], ["Yılmaz Ayşe", "P", "P", "P"]]

    assert run(lines, sheet="Feuil1")["created"] == 3


def test_person_of_another_programme_is_nobody_here(chantier, other_programme, run):
    enrol(other_programme, "Zoé", "Ailleurs")

    assert len(run(presences(DAYS, ["Ailleurs Zoé", "P", "P", "P"]))["refused"]) == 1


def test_merged_record_gives_the_one_that_stands_for_the_person(chantier, programme, yilmaz, run):
    double = enrol(programme, "Ayse", "Yilmazz")
    Participant.objects.filter(pk=double.pk).update(merged_into=yilmaz)
    run(presences(DAYS, ["Yilmazz Ayse", "P", "P", "P"]), "--apply")

    assert states(yilmaz) == ["P", "P", "P"]


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
