"""Plannings: what is read, refused, warned; the same file twice; the command and the page."""

import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from chantiers.actions.attendance import close_session
from chantiers.imports.cells import read_kind
from chantiers.models import Chantier, Session, Site
from participants.models import AllowanceLine, ImportRun
from tests.chantiers.workbooks import CHANTIERS, HALLS, SESSIONS, planning, session_line, workbook
from tests.factories import AttendanceFactory, ChantierFactory, PlacementFactory, SessionFactory, SiteFactory

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data"
TRUTH = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
MARCH_3, MARCH_4 = date(2025, 3, 3), date(2025, 3, 4)


@pytest.fixture
def run(tmp_path):
    """Give a function that runs the command on some bytes and returns its answer."""

    def run_command(content, *arguments):
        path = content
        if isinstance(content, bytes):
            path = tmp_path / "planning.xlsx"
            path.write_bytes(content)
        out = io.StringIO()
        call_command("import_planning", str(path), "--json", *arguments, stdout=out)
        return json.loads(out.getvalue())

    return run_command


def test_planning_of_the_truth_comes_in_whole(programme, run):
    preview = run(DATA / "planning.xlsx")
    assert (Chantier.objects.count(), ImportRun.objects.count()) == (0, 0)

    answer = run(DATA / "planning.xlsx", "--apply")

    assert answer == preview
    assert (answer["created"], answer["sites"], answer["chantiers"], answer["sessions"]) == (123, 3, 3, 120)
    assert (answer["refused"], answer["ambiguous"], answer["dropped_columns"]) == ([], [], [])
    counts = {chantier.code: chantier.sessions.count() for chantier in Chantier.objects.all()}
    assert counts == {worksite["code"]: worksite["sessions"] for worksite in TRUTH["worksites"]}
    sheet = openpyxl.load_workbook(DATA / "planning.xlsx")["Séances"]
    workshops = [line for line in sheet.iter_rows(values_only=True) if line[4] == "atelier"]
    assert Session.objects.filter(kind="accompaniment").count() == len(workshops)


def test_holidays_only_warn(programme, run):
    warnings = run(DATA / "planning.xlsx", "--apply")["warnings"]

    assert {warning["column"] for warning in warnings} == {"Date"}
    assert {warning["reason"] for warning in warnings} == {
        "Jour férié : Lundi de Pâques.",
        "Jour férié : Fête du Travail.",
        "Jour férié : Ascension.",
        "Jour férié : Lundi de Pentecôte.",
        "Jour férié : Fête nationale.",
    }
    assert Session.objects.filter(day=date(2025, 5, 1)).exists()


def test_same_file_twice_changes_nothing(programme, run):
    run(DATA / "planning.xlsx", "--apply")
    again = run(DATA / "planning.xlsx", "--apply")

    assert (again["created"], again["updated"], again["matched"], again["sites"]) == (0, 0, 123, 0)
    assert Session.objects.count() == 120


def test_session_cancelled_since_is_not_planned_again(programme, run):
    content = planning([HALLS], [session_line(MARCH_3)])
    run(content, "--apply")
    Session.objects.update(state="cancelled", cancel_reason="weather")

    assert run(content, "--apply")["created"] == 0
    assert list(Session.objects.values_list("state", flat=True)) == ["cancelled"]


def test_lines_in_error_stay_out_and_the_good_ones_come_in(programme, run):
    backwards = ["CH-2", "Cour", "Halls", datetime(2025, 7, 1), datetime(2025, 3, 3), 8, 30]
    no_site = ["CH-3", None, "Halls", datetime(2025, 3, 3), datetime(2025, 7, 1), 8, 30]
    amount = ["CH-4", "Cour", "Halls", datetime(2025, 3, 3), datetime(2025, 7, 1), 8, "trente"]
    answer = run(
        planning(
            [HALLS, backwards, no_site, amount],
            [
                session_line(MARCH_3),
                session_line(MARCH_3, start=time(12), end=time(16)),
                session_line(MARCH_4, "pétanque"),
                session_line(MARCH_4, None),
                session_line(MARCH_4, code="CH-9"),
                session_line(MARCH_4, start=time(15), end=time(9)),
                ["CH-1", "31/02/2025", time(9), time(15), "atelier", None],
                ["CH-1", "jeudi 06/03/2025", "9h", "12h30", "Atelier CV", None],
                ["Total", None, None, None, None, "66 séances"],
            ],
        ),
        "--apply",
    )

    assert [(entry["sheet"], entry["row"], entry["column"], entry["reason"]) for entry in answer["refused"]] == [
        ("Chantiers", 3, "Fin", "La fin vient après le début."),
        ("Chantiers", 4, "Site LM", "Le site manque."),
        ("Chantiers", 5, "Montant/jour (€)", "« trente » n'est pas un montant."),
        ("Séances", 3, "De", "Une autre séance de ce chantier occupe déjà ce moment."),
        ("Séances", 4, "Type", "« pétanque » n'est ni un chantier ni un atelier."),
        ("Séances", 5, "Type", "Le type manque : chantier ou atelier."),
        ("Séances", 6, "Chantier", "Aucun chantier ne porte le code « CH-9 »."),
        ("Séances", 7, "À", "L'heure de fin vient après l'heure de début."),
        ("Séances", 8, "Date", "Le 31/02/2025 n'existe pas."),
    ]
    sessions = [(f"{session.day:%d/%m}", session.kind) for session in Session.objects.order_by("period")]
    assert sessions == [("03/03", "volunteering"), ("06/03", "accompaniment")]


def test_known_records_are_filled_and_never_overwritten(programme, run):
    site = SiteFactory(programme=programme, name="COUR du CANAL")
    chantier = ChantierFactory(
        programme=programme,
        site=site,
        code="ch-1",
        works="Peinture",
        day_amount=None,
        ends_on=date(2025, 7, 31),
        places=8,
    )
    session = SessionFactory(chantier=chantier, on=MARCH_3)
    answer = run(planning([HALLS], [session_line(MARCH_3, "atelier")]), "--apply")
    chantier.refresh_from_db()
    session.refresh_from_db()

    assert (answer["created"], answer["updated"], answer["matched"], Site.objects.count()) == (0, 2, 2, 1)
    assert (chantier.works, str(chantier.day_amount), session.kind, session.supervisor) == (
        "Peinture",
        "30.00",
        "volunteering",
        "Ana",
    )
    assert [(warning["column"], warning["reason"]) for warning in answer["warnings"]] == [
        ("Travaux", "Valeur différente : « Peinture » est gardé."),
        ("Type", "Valeur différente : « volontariat » est gardé."),
    ]


def test_hours_are_those_of_brussels(programme, run):
    run(planning([HALLS], [session_line(MARCH_3), session_line(date(2025, 4, 3))]), "--apply")

    assert [f"{session.start:%H:%M}" for session in Session.objects.order_by("period")] == ["09:00", "09:00"]
    assert [session.period.lower.hour for session in Session.objects.order_by("period")] == [8, 7]


def test_day_outside_the_worksite_only_warns(programme, run):
    answer = run(planning([HALLS], [session_line(date(2025, 8, 4))]), "--apply")

    assert [warning["reason"] for warning in answer["warnings"]] == ["Ce jour est hors des dates du chantier."]
    assert answer["sessions"] == 1


def test_other_headers_titles_and_text_cells_are_read(programme, run):
    content = workbook(
        Plan=[
            ["Planning 2025"],
            [],
            ["Réf", "Immeuble", "Nature des travaux", "Du", "Au"],
            ["CH-1", "Cour du Canal", "Halls", "3 mars 2025", "31/07/25"],
        ],
        Dates=[
            ["Jour", "Heure début", "Heure fin", "Genre", "Code"],
            ["03/03/2025", "9:00", "15h", "Bénévolat", "CH-1"],
        ],
        Notes=[["À demander : clé du local"]],
    )
    answer = run(content, "--apply")

    assert (answer["chantiers"], answer["sessions"], answer["refused"]) == (1, 1, [])
    assert [(warning["sheet"], warning["reason"]) for warning in answer["warnings"]] == [
        ("Notes", "Cette feuille n'est pas lue.")
    ]
    chantier = Chantier.objects.get()
    assert (chantier.starts_on, chantier.ends_on, chantier.places) == (MARCH_3, date(2025, 7, 31), 8)


def test_column_of_national_numbers_is_dropped_and_named(programme, run):
    content = workbook(Chantiers=[[*CHANTIERS, "N° national du référent"], [*HALLS, "85073003328"]], Séances=[SESSIONS])

    assert run(content, "--apply")["dropped_columns"] == ["N° national du référent"]


def test_planning_of_another_programme_is_left_alone(programme, other_programme, run):
    ChantierFactory(programme=other_programme, code="CH-1")
    run(planning([HALLS], [session_line(MARCH_3)]), "--apply", "--programme", "pilote")

    assert Chantier.objects.get(programme=programme).sessions.count() == 1
    assert Chantier.objects.get(programme=other_programme).sessions.count() == 0


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"a;b\n1;2\n"])
def test_file_that_is_no_planning_is_an_error(programme, run, content):
    with pytest.raises(CommandError):
        run(content)


def test_planning_is_checked_then_imported_from_the_page(as_operations, operations, programme):
    upload = SimpleUploadedFile("planning.xlsx", (DATA / "planning.xlsx").read_bytes())
    answer = as_operations.post(reverse("chantiers:planning_import"), {"file": upload})
    run = ImportRun.objects.get()
    url = reverse("chantiers:planning_preview", args=[run.pk])
    assert (answer.url, run.kind, run.state, run.created_by) == (url, "planning", "staged", operations)
    assert as_operations.get(url).context["summary"]["sessions"] == 120
    assert not Chantier.objects.exists()

    assert as_operations.post(url).url == url
    run.refresh_from_db()
    assert (run.state, run.staged, len(run.made["created"]["session"])) == ("applied", None, 120)
    assert as_operations.get(url).context["summary"]["sessions"] == 120
    assert "déjà fait" in as_operations.post(url).content.decode()
    assert Session.objects.count() == 120


def test_file_refused_says_why_under_the_field(as_operations, programme):
    upload = SimpleUploadedFile("planning.pdf", b"%PDF-1.7")
    answer = as_operations.post(reverse("chantiers:planning_import"), {"file": upload})

    assert answer.context["form"].errors == {"file": ["Ce fichier est au format PDF. Envoyez un .xlsx ou un .csv."]}
    assert not ImportRun.objects.exists()


def test_counsellor_imports_no_planning(as_counsellor):
    assert as_counsellor.get(reverse("chantiers:planning_import")).status_code == 403


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("chantier", "volunteering"),
        ("Bénévolat", "volunteering"),
        ("Chantier, formation sécurité", "volunteering"),
        ("réunion de chantier", "accompaniment"),
        ("Visite du chantier", "accompaniment"),
        ("Formation", "accompaniment"),
        ("accompagnement", "accompaniment"),
    ],
)
def test_first_word_that_says_a_kind_wins(words, kind):
    assert read_kind(words) == kind


def test_cells_that_lost_their_format_are_read(programme, run):
    halls = ["CH-1", "Cour", "Halls", 45719, "20250731", "8 places", "30,50 €"]
    line = ["CH-1", 45719, datetime(2025, 3, 3, 9), datetime(2025, 3, 3, 15), "chantier", None]

    answer = run(planning([halls], [line]), "--apply")

    session = Session.objects.select_related("chantier").get()
    assert (answer["refused"], answer["warnings"]) == ([], [])
    assert (session.day, session.start.hour, session.end.hour) == (MARCH_3, 9, 15)
    assert (session.chantier.ends_on, session.chantier.places) == (date(2025, 7, 31), 8)
    assert session.chantier.day_amount == Decimal("30.50")


def test_refused_session_stands_in_refused_only(programme, run):
    easter_monday = date(2025, 4, 21)
    overlapping = [session_line(easter_monday), session_line(easter_monday, start=time(10))]

    answer = run(planning([HALLS], overlapping), "--apply")

    assert [entry["row"] for entry in answer["refused"]] == [3]
    assert [entry["row"] for entry in answer["warnings"]] == [2]


def test_lines_not_yet_approved_follow_an_amount_filled_later(programme, operations, run):
    run(planning([[*HALLS[:6], None]], [session_line(MARCH_3)]), "--apply")
    session = Session.objects.get()
    place = PlacementFactory(chantier=session.chantier, starts_on=MARCH_3)
    AttendanceFactory(session=session, participant=place.participant)
    close_session(session, by=operations)

    run(planning([[*HALLS[:6], "35,50"]], []), "--apply")

    assert AllowanceLine.objects.get().expected_amount == Decimal("35.50")
