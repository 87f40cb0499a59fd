"""The four intake files, imported, completed and approved: the allowances of truth.json to the cent."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from chantiers.models import Attendance, Chantier, Session
from participants.actions.allowances import approve_lines, review_person
from participants.models import AllowanceLine, IncomePeriod, Participant, PreStartCheck
from participants.models.income import CHECK_FOR_INCOME
from tests.factories import make_payable

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
TRUTH = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
YEAR = TRUTH["year"]


def run(command, *arguments):
    """Run a command with --json and return what it printed."""
    out = io.StringIO()
    call_command(command, *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def import_all():
    """Import the two lists and the two workbooks, and return the four answers."""
    return [
        run("import_people", str(DATA / "lm-candidats.xlsx"), "--apply"),
        run("import_people", str(DATA / "mloc-candidats.csv"), "--apply", "--on", TRUTH["start"]),
        run("import_planning", str(DATA / "planning.xlsx"), "--apply"),
        run("import_attendance", str(DATA / "presences.xlsx"), "--apply"),
    ]


def test_lists_give_the_people_and_refusals_of_the_truth(programme):
    housing, mission, *_ = import_all()

    assert (housing["created"], housing["refused"], housing["ambiguous"]) == (22, [], [])
    assert (mission["created"], mission["matched"], mission["ambiguous"]) == (20, 8, [])
    assert mission["eligible"] == TRUTH["eligible_after_mloc"]
    assert [(refusal["row"], refusal["column"]) for refusal in mission["refused"]] == [
        (row, column) for row, column, _ in TRUTH["refused"]
    ]
    assert [(row, column) for row, column, _ in TRUTH["warnings"]] == [
        (warning["row"], warning["column"]) for warning in mission["warnings"] if warning["column"] == "Compte bancaire"
    ]
    assert mission["dropped_columns"] == TRUTH["columns_never_stored"]
    assert Participant.objects.count() == TRUTH["people_after_both_imports"]


def test_worksites_have_the_sessions_and_marks_of_the_truth(programme):
    import_all()

    for worksite in TRUTH["worksites"]:
        chantier = Chantier.objects.get(code=worksite["code"])
        marks = Attendance.objects.filter(session__chantier=chantier)
        old_words = {"P": "P", "R": "R", "D": "D", "AP": "J", "AN": "A"}
        counted = {word: marks.filter(state=state).count() for state, word in old_words.items()}
        assert (chantier.sessions.count(), counted) == (worksite["sessions"], worksite["marks"])
        group = {placement.participant.full_name for placement in chantier.placements.select_related("participant")}
        assert group == set(worksite["group"])
    assert Session.objects.filter(state=Session.State.CLOSED, is_entered_afterwards=True).count() == 120


def test_second_import_changes_nothing(programme):
    import_all()
    before = [Participant.objects.count(), Session.objects.count(), Attendance.objects.count()]

    again = import_all()

    assert [Participant.objects.count(), Session.objects.count(), Attendance.objects.count()] == before
    assert [(answer["created"], answer["updated"]) for answer in again] == [(0, 0)] * 4


def test_completed_and_approved_lines_are_owed_to_the_cent(programme, coordinator):
    import_all()
    for person in Participant.objects.filter(allowance_lines__isnull=False).distinct():
        periods = list(IncomePeriod.objects.filter(participant=person))
        make_payable(person, programme, YEAR)
        if periods:
            IncomePeriod.objects.filter(participant=person, as_said="", kind="none").delete()
        for period in periods:
            if check := CHECK_FOR_INCOME.get(period.kind):
                PreStartCheck.objects.create(participant=person, kind=check, done_on=date(YEAR, 1, 1))
        review_person(person.pk)

    approve_lines(AllowanceLine.objects.values_list("pk", flat=True), by=coordinator)

    register = run("register", "--year", str(YEAR))
    owed = {person["name"]: (person["days"], person["approved"]) for person in register["people"]}
    assert owed == {name: (row["days"], row["owed"]) for name, row in TRUTH["allowances"].items()}
    assert (register["total_approved"], register["total_held"]) == (TRUTH["allowances_total"], "0.00")
    assert AllowanceLine.objects.approved().total() == Decimal(TRUTH["allowances_total"])
