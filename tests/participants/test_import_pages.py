"""The import in a browser: upload, check, choose, apply, give back, undo."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from participants.actions.importing import apply_import, stage_file
from participants.models import ImportRun, Participant
from tests.factories import EnrolmentFactory, ParticipantFactory
from tests.participants.import_pages import LIST, PEOPLE, page, staged, text_of, upload
from tests.participants.list_files import DATA, HEADER, csv_bytes, xlsx_bytes

pytestmark = pytest.mark.django_db


def test_upload_leads_to_the_check_and_writes_nobody(as_operations, programme, operations):
    answer = upload(as_operations, PEOPLE)

    run = ImportRun.objects.get()
    assert answer.url == page("import_preview", run)
    assert (run.programme, run.created_by, run.state, run.file_name) == (programme, operations, "staged", "liste.csv")
    assert Participant.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "Ce fichier est au format PDF. Envoyez un .xlsx ou un .csv."),
        (b"x" * 5_000_001, "Ce fichier dépasse 5 Mo."),
    ],
)
def test_file_that_cannot_be_read_is_refused_on_the_page(as_operations, content, sentence):
    answer = upload(as_operations, content)

    assert sentence in answer.content.decode()
    assert ImportRun.objects.count() == 0


def test_missing_file_is_said(as_operations):
    assert as_operations.post(LIST, {}).context["form"].errors["file"] == ["Ce champ est obligatoire."]


def test_check_shows_each_line(as_operations, programme):
    person = ParticipantFactory(last_name="Kaya", first_name="Ela", birth_date=date(1980, 1, 1), email="e@example.org")
    EnrolmentFactory(participant=person, programme=programme)
    content = csv_bytes(
        f"{HEADER};E-mail;GSM;NISS",
        "BAH Awa;03/12/1970;awa@example.org;;70.12.03-510.81",
        "KAYA Ela;01/01/1980;autre@example.org;0475487878;",
        ";01/01/1980;;;",
        "CAMARA Ali;02/01/1980;;zéro;",
    )

    text = text_of(as_operations, "import_preview", staged(as_operations, content))

    assert "La colonne « NISS » n&#x27;est pas gardée" in text or "La colonne « NISS » n'est pas gardée" in text
    assert "70.12.03" not in text
    assert "Crée la fiche." in text
    assert person.get_absolute_url() in text
    assert "Complète : téléphone." in text
    assert "e-mail : nous gardons « e@example.org », le fichier dit « autre@example.org »." in text
    assert "<strong>NOM Prénom</strong> : Le nom manque." in text
    assert "<strong>GSM</strong> : « zéro » n&#x27;est pas un numéro de téléphone." in text


def test_check_can_show_some_lines_only(as_operations, programme):
    run = staged(as_operations, PEOPLE)

    text = text_of(as_operations, "import_preview", run, "?voir=refusees")

    assert "Le nom manque." in text
    assert "Awa Bah" not in text


def test_check_shows_nothing_of_a_person_of_another_programme(as_operations, other_programme):
    person = ParticipantFactory(
        last_name="Bah",
        first_name="Awa",
        birth_date=date(1970, 12, 3),
        email="secret@example.org",
        phone="0499 99 99 99",
    )
    EnrolmentFactory(participant=person, programme=other_programme)
    content = csv_bytes(f"{HEADER};E-mail;GSM", "BAH Awa;03/12/1970;awa@example.org;0475487878")

    text = text_of(as_operations, "import_preview", staged(as_operations, content))

    assert "même personne" in text
    assert "Inscrit la personne dans ce programme." in text
    assert [
        word for word in ("secret@", "0499", "Complète", "nous gardons", f"/participants/{person.pk}/") if word in text
    ] == []


def test_choice_is_kept_then_applied(as_operations, namesake):
    run = staged(as_operations, PEOPLE)

    as_operations.post(page("import_preview", run), {"ligne:2": str(namesake.pk), "ligne:3": "new", "ligne:x": "new"})

    run.refresh_from_db()
    assert run.choices == {"2": str(namesake.pk)}
    assert f'<option value="{namesake.pk}" selected>' in text_of(as_operations, "import_preview", run)
    as_operations.post(page("import_apply", run))
    namesake.refresh_from_db()
    assert namesake.email == "awa@example.org"
    assert Participant.objects.count() == 2


def test_choice_of_the_page_counts_when_importing_at_once(as_operations, namesake):
    run = staged(as_operations, PEOPLE)

    as_operations.post(page("import_apply", run), {"ligne:2": "new"})

    assert Participant.objects.filter(last_name="Bah").count() == 1


def test_choice_can_be_taken_back(as_operations, namesake):
    run = staged(as_operations, PEOPLE)
    as_operations.post(page("import_preview", run), {"ligne:2": "new"})

    as_operations.post(page("import_preview", run), {"ligne:2": ""})

    run.refresh_from_db()
    assert run.choices == {}


def test_choice_that_cannot_be_is_said_and_nothing_is_imported(as_operations, namesake):
    run = staged(as_operations, PEOPLE)

    answer = as_operations.post(page("import_apply", run), {"ligne:2": "9999"}, follow=True)

    assert "La ligne 2 ne peut pas être la personne 9999." in answer.content.decode()
    assert Participant.objects.count() == 1


def test_result_counts_and_gives_the_bad_lines_back(as_operations, namesake):
    run = staged(as_operations, PEOPLE)

    answer = as_operations.post(page("import_apply", run), follow=True)

    run.refresh_from_db()
    assert answer.redirect_chain[-1][0] == page("import_result", run)
    assert (run.state, run.staged, run.summary["created"]) == ("applied", None, 1)
    assert "2 lignes ne sont pas entrées." in text_of(as_operations, "import_result", run)
    given_back = as_operations.get(page("import_refused", run))
    assert given_back.headers["Content-Disposition"] == 'attachment; filename="a-corriger-liste.csv"'
    assert given_back.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(given_back.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["NOM Prénom", "Date de naissance", "E-mail", "Raison"],
        [
            "BAH Awa",
            "03/12/1970",
            "awa@example.org",
            "Peut-être déjà connue : Awa Diallo, né·e le 03/12/1970.",
        ],
        ["", "01/01/1980", "'=x", "NOM Prénom : Le nom manque."],
    ]


def test_lines_given_back_come_in_once_corrected(as_operations, programme):
    run = staged(as_operations, csv_bytes(f"{HEADER};GSM", ";01/01/1980;+32475487878"))
    as_operations.post(page("import_apply", run))
    corrected = as_operations.get(page("import_refused", run)).content.replace(b"\r\n;01", b"\r\nBAH Awa;01")

    again = staged(as_operations, corrected, "a-corriger-liste.csv")
    as_operations.post(page("import_apply", again))

    assert b"'+32475487878" in corrected
    assert Participant.objects.get().phone == "0475 48 78 78"


def test_lines_given_back_of_a_workbook_bear_their_sheet_and_no_national_number(as_operations, programme):
    content = xlsx_bytes(
        Un=[["Nom", "Prénom", "Né(e) le", "NISS"], ["", "Awa", "03/12/1970", "70.12.03-510.81"]],
        Deux=[["Nom", "Prénom", "Né(e) le", "GSM"], ["Bah", "Awa", "x", "0475"]],
    )
    run = staged(as_operations, content, "liste.xlsx")
    as_operations.post(page("import_apply", run))

    text = as_operations.get(page("import_refused", run)).content.decode("utf-8-sig")

    assert text.splitlines() == [
        "Feuille;Nom;Prénom;Né(e) le;GSM;Raison",
        "Un;;Awa;03/12/1970;;Nom : Le nom de famille manque.",
        "Deux;Bah;Awa;x;0475;Né(e) le : « x » n'est pas une date.",
    ]


def test_staged_copy_holds_no_national_number(as_operations):
    run = staged(as_operations, (DATA / "mloc-candidats.csv").read_bytes(), "liste 85.07.30-033.28.csv")

    assert run.file_name == "liste [NISS omis].csv"
    assert "203.04" not in json.dumps(run.staged)
    assert "203.04" not in text_of(as_operations, "import_preview", run)


def test_file_can_be_forgotten(as_operations):
    run = staged(as_operations, PEOPLE)

    as_operations.post(page("import_discard", run))

    assert ImportRun.objects.count() == 0


def test_file_nobody_applied_is_forgotten_after_a_week(as_operations, programme, other_programme):
    old = timezone.now() - timedelta(days=8)
    for place in (programme, other_programme):
        run = stage_file(PEOPLE, "vieux.csv", programme=place, by=None)
        run.created_at = old
        run.save()

    upload(as_operations, PEOPLE)

    assert list(ImportRun.objects.order_by("pk").values_list("file_name", "programme")) == [
        ("vieux.csv", other_programme.pk),
        ("liste.csv", programme.pk),
    ]


def test_import_is_undone_on_its_page(as_operations, programme):
    run = staged(as_operations, PEOPLE)
    as_operations.post(page("import_apply", run))

    answer = as_operations.post(page("import_undo", run), follow=True)

    assert "Cet import est annulé depuis le" in answer.content.decode()
    assert "Télécharger" not in text_of(as_operations, "import_result", run)
    assert "liste.csv" in as_operations.get(LIST).content.decode()
    assert Participant.objects.count() == 0
    assert as_operations.get(page("import_refused", run)).status_code == 404


def test_import_that_served_says_why_it_stays(as_operations, programme):
    run = staged(as_operations, PEOPLE)
    as_operations.post(page("import_apply", run))
    Participant.objects.filter(last_name="Bah").update(email="b@example.org")

    answer = as_operations.post(page("import_undo", run), follow=True)

    assert "Des personnes de cet import ont déjà servi : il ne s&#x27;annule plus." in answer.content.decode()
    assert Participant.objects.count() == 2


def test_pages_of_another_state_lead_to_the_right_one(as_operations, programme):
    run = staged(as_operations, PEOPLE)
    assert as_operations.get(page("import_result", run)).url == page("import_preview", run)
    as_operations.post(page("import_apply", run))

    assert as_operations.get(page("import_preview", run)).url == page("import_result", run)
    assert as_operations.post(page("import_apply", run)).status_code == 404
    assert as_operations.post(page("import_discard", run)).status_code == 404


PAGES = ["import_preview", "import_options", "import_result", "import_refused"]
DEEDS = ["import_apply", "import_discard", "import_undo"]


@pytest.mark.parametrize("client", ["as_counsellor", "as_coordinator"])
def test_team_imports_too(request, client, programme):
    client = request.getfixturevalue(client)

    run = staged(client, PEOPLE)

    assert client.post(page("import_apply", run)).url == page("import_result", run)


@pytest.mark.parametrize("client", ["as_housing", "as_administrator"])
def test_others_do_not_import(request, client, as_operations):
    run = staged(as_operations, PEOPLE)
    client = request.getfixturevalue(client)

    assert client.get(LIST).status_code == 403
    assert upload(client, PEOPLE).status_code == 403
    assert {client.get(page(name, run)).status_code for name in PAGES} == {403}
    assert {client.post(page(name, run)).status_code for name in DEEDS} == {403}
    assert ImportRun.objects.get().state == "staged"


def test_import_of_another_programme_does_not_exist(as_operations, as_stranger):
    run = staged(as_operations, PEOPLE)

    assert {as_stranger.get(page(name, run)).status_code for name in PAGES} == {404}
    assert {as_stranger.post(page(name, run)).status_code for name in DEEDS} == {404}
    assert "liste.csv" not in as_stranger.get(LIST).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_check_takes_the_same_queries(as_operations, programme, rows, django_assert_num_queries):
    for number in range(rows):
        person = ParticipantFactory(last_name="Bah", first_name="Awa" + "x" * number, birth_date=date(1970, 12, 3))
        EnrolmentFactory(participant=person, programme=programme)
    lines = [f"BAH Awa{'x' * number};03/12/1970;" for number in range(rows)]
    run = staged(as_operations, csv_bytes(f"{HEADER};E-mail", *lines))

    with django_assert_num_queries(10):
        as_operations.get(page("import_preview", run))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries(as_operations, programme, rows, django_assert_num_queries):
    for _ in range(rows):
        run = staged(as_operations, PEOPLE)
    as_operations.post(page("import_apply", run))

    with django_assert_num_queries(5):
        as_operations.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_import_writes_in_the_same_number_of_queries(programme, rows, django_assert_num_queries):
    header = f"{HEADER};E-mail;Inscrit Actiris;Statut;Restriction"
    lines = [f"BAH Awa{'x' * n};03/12/1970;a@example.org;01/2022;CPAS;pas d'échelle" for n in range(rows)]
    run = stage_file(csv_bytes(header, *lines), "liste.csv", programme=programme, by=None)

    with django_assert_num_queries(30):
        apply_import(run)
