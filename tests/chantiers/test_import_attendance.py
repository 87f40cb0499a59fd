"""Attendance sheets typed afterwards: who, which session, which mark; what closes; what is never overwritten."""

import io
import json
from datetime import date, time
from pathlib import Path

import pghistory
import pytest
from django.core.management import CommandError, call_command

from chantiers.actions.attendance import close_session
from chantiers.models import Attendance, Placement, Session
from participants.models import AllowanceLine, Participant
from tests.chantiers.sheets import DAYS, MARCH, enrol, reasons, states
from tests.chantiers.workbooks import presences
from tests.factories import (
    AttendanceFactory,
    ChantierFactory,
    PlacementFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data"
TRUTH = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))


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
