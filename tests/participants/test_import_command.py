"""./dev manage import_people: the contract of its answer, on every shape of file."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from participants.models import Enrolment, ImportRun, IncomePeriod, JobSeekerEvidence, Participant, Restriction
from tests.factories import EnrolmentFactory, ParticipantFactory, ProgrammeFactory, UserFactory
from tests.participants.list_files import DATA, HEADER, csv_bytes, xlsx_bytes

pytestmark = pytest.mark.django_db
LM, MLOC = DATA / "lm-candidats.xlsx", DATA / "mloc-candidats.csv"
TRUTH = json.loads((DATA / "truth.json").read_text())


def import_people(file, *arguments: str) -> dict:
    output = io.StringIO()
    call_command("import_people", str(file), *arguments, "--json", stdout=output)
    return json.loads(output.getvalue())


def records() -> list[int]:
    models = (Participant, Enrolment, JobSeekerEvidence, IncomePeriod, Restriction, ImportRun)
    return [model.objects.count() for model in models]


def everything() -> list:
    """Every value on record about people, to tell that nothing changed."""
    models = (Participant, Enrolment, JobSeekerEvidence, IncomePeriod, Restriction)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.fixture
def write(tmp_path):
    """Return a maker of files."""

    def make(content: bytes, name: str = "liste.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make


def test_both_lists_give_the_truth(programme):
    tenants = import_people(LM, "--apply")
    seekers = import_people(MLOC, "--apply")

    assert tenants == {
        "created": 22,
        "updated": 0,
        "matched": 0,
        "eligible": 0,
        "refused": [],
        "warnings": [],
        "dropped_columns": [],
        "ambiguous": [],
    }
    assert seekers == {
        "created": 20,
        "updated": 8,
        "matched": 8,
        "eligible": TRUTH["eligible_after_mloc"],
        "refused": [
            {"row": 28, "column": "NOM Prénom", "reason": "Le nom manque."},
            {"row": 29, "column": "Date de naissance", "reason": "Le 31/02/1985 n'existe pas."},
        ],
        "warnings": [
            {
                "row": 30,
                "column": "Compte bancaire",
                "reason": "Le numéro de compte est faux : ses chiffres de contrôle ne vont pas."
                " La personne est reprise sans compte.",
            }
        ],
        "dropped_columns": ["N° national"],
        "ambiguous": [],
    }
    assert Participant.objects.count() == TRUTH["people_after_both_imports"]
    assert Enrolment.objects.filter(programme=programme).count() == TRUTH["people_after_both_imports"]


def test_without_apply_the_answer_is_the_same_and_nothing_is_written(programme):
    preview = import_people(MLOC)

    assert records() == [0] * 6
    assert import_people(MLOC, "--apply") == preview


def test_same_files_again_change_nothing(programme):
    import_people(LM, "--apply")
    import_people(MLOC, "--apply")
    before = everything()

    again = [import_people(file, "--apply") for file in (LM, MLOC, LM)]

    assert everything() == before
    assert [(answer["created"], answer["updated"], answer["matched"]) for answer in again] == [
        (0, 0, 22),
        (0, 0, 28),
        (0, 0, 22),
    ]
    assert again[1]["eligible"] == TRUTH["eligible_after_mloc"]


def test_order_of_the_files_does_not_change_the_people(programme):
    import_people(MLOC, "--apply")
    answer = import_people(LM, "--apply")

    assert (answer["created"], answer["updated"], answer["matched"]) == (14, 8, 8)
    assert Participant.objects.count() == TRUTH["people_after_both_imports"]


def test_line_of_both_lists_is_one_complete_person(programme):
    import_people(LM, "--apply")
    import_people(MLOC, "--apply")

    person = Participant.objects.get(last_name="Peeters", first_name="Aïssatou")
    enrolment = person.enrolments.get()

    assert (person.birth_date, person.tenant_number, person.postcode) == (date(1997, 11, 16), "LM-8030", "1080")
    assert (person.iban, person.email) == ("BE80979848534177", "p108003@example.org")
    assert (person.education, person.education_as_said) == ("isced_3_4", "Formation en alternance")
    assert (person.french_spoken, person.languages, person.phone) == ("B2", ["roumain"], "0469 53 99 13")
    assert (enrolment.source, enrolment.listed_on) == ("housing", date(2025, 2, 11))
    assert enrolment.labour_status == "unemployed"
    assert enrolment.evidence.registered_since == date(2020, 3, 1)
    assert [(p.kind, p.starts_on, p.as_said) for p in person.income_periods.all()] == [
        ("onem", None, "Chômage complet indemnisé")
    ]
    assert [restriction.words for restriction in person.restrictions.all()] == ["pas de travail en hauteur"]


def test_no_national_number_is_kept_anywhere(programme):
    import_people(MLOC, "--apply")

    kept = json.dumps([everything(), list(ImportRun.objects.values())], default=str)

    numbers = [line.split(";")[2] for line in MLOC.read_text(encoding="cp1252").splitlines()[1:]]
    assert [number for number in numbers if number in kept or number.replace(".", "").replace("-", "") in kept] == []


def test_other_day_changes_who_is_eligible(programme):
    assert import_people(MLOC, "--on", "2023-03-01")["eligible"] == 10
    assert import_people(MLOC, "--on", "2026-07-01")["eligible"] == 27


def test_months_asked_are_the_programmes(programme):
    programme.required_months = 48
    programme.save()

    assert import_people(MLOC)["eligible"] == 10


def test_file_fills_blanks_and_never_overwrites(programme, write):
    person = ParticipantFactory(
        last_name="Bah", first_name="Awa", birth_date=date(1970, 12, 3), phone="02 411 22 33", education="isced_5_8"
    )
    EnrolmentFactory(participant=person, programme=programme, remark="le matin")
    IncomePeriod.objects.create(participant=person, kind="none")
    header = f"{HEADER};GSM;E-mail;Études;Statut;Remarque"

    answer = import_people(
        write(csv_bytes(header, "BAH Awa;03/12/1970;0475487878;awa@example.org;CEB;Mutuelle;le soir")), "--apply"
    )

    person.refresh_from_db()
    assert (answer["created"], answer["updated"], answer["matched"]) == (0, 1, 1)
    assert (person.phone, person.other_phone, person.email) == ("02 411 22 33", "0475 48 78 78", "awa@example.org")
    assert (person.education, person.education_as_said) == ("isced_5_8", "")
    assert person.enrolments.get().remark == "le matin"
    assert [period.kind for period in person.income_periods.all()] == ["none"]


def test_lines_of_one_file_are_one_person_when_they_are_the_same(programme, write):
    lines = ["BAH Awa;03/12/1970;", "Bah Awa;03/12/1970;awa@example.org", "B?H Awa;03/12/1970;"]

    answer = import_people(write(csv_bytes(f"{HEADER};E-mail", *lines)), "--apply")

    assert (answer["created"], answer["updated"], answer["matched"]) == (1, 1, 2)
    assert Participant.objects.get().email == "awa@example.org"


def test_workbook_says_the_sheet(programme, write):
    rows = [
        ["Nom", "Prénom", "Né(e) le", "Compte"],
        ["Bah", "Awa", "31/02/1985"],
        ["Kaya", "Ela", date(1980, 1, 1), "x"],
    ]
    path = write(xlsx_bytes(Notes=[["rien"]], Un=rows, Deux=rows), "liste.xlsx")

    answer = import_people(path)

    assert [(entry["sheet"], entry["row"]) for entry in answer["refused"]] == [("Un", 2), ("Deux", 2)]
    assert [(entry["sheet"], entry["row"]) for entry in answer["warnings"]] == [("Un", 3), ("Deux", 3)]
    assert (answer["created"], answer["matched"]) == (1, 1)
    assert import_people(path, "--sheet", "Deux")["matched"] == 0


AMBIGUOUS = csv_bytes(f"{HEADER};E-mail", "BAH Awa;03/12/1970;awa@example.org", "KAYA Ela;01/01/1980;")


def test_ambiguous_line_is_left_out(namesake, write):
    answer = import_people(write(AMBIGUOUS), "--apply")

    assert answer["ambiguous"] == [
        {"row": 2, "candidates": [{"id": namesake.pk, "label": "Awa Diallo, né·e le 03/12/1970"}]}
    ]
    assert (answer["created"], answer["matched"]) == (1, 0)
    assert not Participant.objects.filter(last_name="Bah").exists()


def test_ambiguous_line_can_be_the_person(namesake, write):
    answer = import_people(write(AMBIGUOUS), "--apply", "--choose", f"2={namesake.pk}")

    namesake.refresh_from_db()
    assert (answer["created"], answer["updated"], answer["matched"], answer["ambiguous"]) == (1, 1, 1, [])
    assert (namesake.last_name, namesake.email) == ("Diallo", "awa@example.org")


def test_ambiguous_line_can_be_new_and_again_changes_nothing(namesake, write):
    path = write(AMBIGUOUS)
    answer = import_people(path, "--apply", "--choose", "2=new")
    before = everything()

    again = import_people(path, "--apply", "--choose", "2=new")

    assert (answer["created"], answer["ambiguous"]) == (2, [])
    assert (again["created"], again["matched"]) == (0, 2)
    assert everything() == before


def test_ambiguous_line_can_be_an_earlier_line(programme, write):
    path = write(csv_bytes(HEADER, "BAH Awa;03/12/1970", "DIALLO Awa;03/12/1970"))

    assert import_people(path)["ambiguous"] == [
        {"row": 3, "candidates": [{"id": "row2", "label": "ligne 2 : Awa Bah, né·e le 03/12/1970"}]}
    ]
    assert import_people(path, "--choose", "3=row2")["matched"] == 1
    assert import_people(path, "--choose", "3=new")["created"] == 2


def test_choice_names_the_sheet_of_a_workbook(namesake, write):
    rows = [["Nom", "Prénom", "Né(e) le"], ["Bah", "Awa", "03/12/1970"]]
    path = write(xlsx_bytes(Liste=rows), "liste.xlsx")

    assert import_people(path)["ambiguous"][0]["sheet"] == "Liste"
    assert import_people(path, "--choose", f"Liste!2={namesake.pk}")["matched"] == 1
    assert import_people(path, "--choose", "2=new")["created"] == 1


def test_line_taken_for_new_can_be_somebody_known(namesake, write):
    answer = import_people(write(csv_bytes(HEADER, "KAYA Ela;01/01/1980")), "--choose", f"2={namesake.pk}")

    assert (answer["created"], answer["matched"]) == (0, 1)


def test_person_of_another_programme_is_the_same_and_joins_this_one(programme, other_programme, write):
    person = ParticipantFactory(last_name="Bah", first_name="Awa", birth_date=date(1970, 12, 3))
    EnrolmentFactory(participant=person, programme=other_programme)

    answer = import_people(write(AMBIGUOUS), "--apply", "--programme", "pilote")

    assert (answer["created"], answer["matched"]) == (1, 1)
    assert set(person.enrolments.values_list("programme", flat=True)) == {programme.pk, other_programme.pk}


def test_candidate_of_another_programme_shows_nothing_of_its_own(programme, other_programme, write):
    person = ParticipantFactory(last_name="Secret", first_name="Awa", birth_date=date(1970, 12, 3))
    EnrolmentFactory(participant=person, programme=other_programme)

    answer = import_people(write(AMBIGUOUS), "--programme", "pilote")

    label = "personne connue d'un autre programme, même date de naissance"
    assert answer["ambiguous"] == [{"row": 2, "candidates": [{"id": person.pk, "label": label}]}]


def test_line_of_a_merged_record_is_the_person_it_stands_for(programme, write):
    person = ParticipantFactory(last_name="Bah-Diallo", first_name="Awa", birth_date=date(1970, 12, 4))
    EnrolmentFactory(participant=person, programme=programme)
    ParticipantFactory(last_name="Bah", first_name="Awa", birth_date=date(1970, 12, 3), merged_into=person)

    assert import_people(write(AMBIGUOUS))["matched"] == 1


def test_programme_is_the_first_created_or_the_one_said(programme, write):
    second = ProgrammeFactory(code="second")

    import_people(write(AMBIGUOUS), "--apply", "--programme", "second")

    assert list(Enrolment.objects.values_list("programme", flat=True)) == [second.pk] * 2
    assert import_people(write(AMBIGUOUS), "--apply")["updated"] == 2


def test_import_bears_its_author_or_the_system(programme, write):
    user = UserFactory(email="camille@example.org")

    actors = Participant.pgh_event_model.objects.values_list("pgh_context__metadata__actor", flat=True).distinct()

    import_people(write(AMBIGUOUS), "--apply", "--by", "Camille@example.org")
    assert list(actors) == ["camille@example.org"]

    import_people(write(csv_bytes(HEADER, "CAMARA Sofie;07/12/1975")), "--apply")
    assert [run.created_by for run in ImportRun.objects.order_by("pk")] == [user, None]
    assert "système" in actors.all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--programme", "inconnu"], "Aucun programme n'a le code inconnu."),
        (["--by", "personne@example.org"], "Personne n'a de compte sous personne@example.org."),
        (["--on", "3 mars"], "--on attend une date comme 2025-03-03, pas 3 mars."),
        (["--choose", "2"], "--choose attend LIGNE=NUMÉRO ou LIGNE=new, pas 2."),
        (["--choose", "99=new"], "La ligne 99 n'existe pas dans ce fichier."),
        (["--choose", "2=9999"], "La ligne 2 ne peut pas être la personne 9999."),
        (["--choose", "2=peut-être"], "La ligne 2 ne peut pas être la personne peut-être."),
        (["--sheet", "Un"], "--sheet ne vaut que pour un classeur."),
    ],
)
def test_wrong_argument_is_said_in_one_sentence(programme, write, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        import_people(write(AMBIGUOUS), "--apply", *arguments)

    assert str(refusal.value) == sentence
    assert records() == [0] * 6


def test_file_that_cannot_be_read_is_said_in_one_sentence(programme, write, tmp_path):
    with pytest.raises(CommandError, match=r"ancien classeur \.xls"):
        import_people(write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "liste.xls"))
    with pytest.raises(CommandError, match="fichier illisible"):
        import_people(tmp_path / "absent.csv")
    with pytest.raises(CommandError, match="Feuilles du classeur : Candidats"):
        import_people(LM, "--sheet", "Autre")


def test_refused_line_has_nothing_to_choose(programme, write):
    with pytest.raises(CommandError, match="La ligne 2 est refusée"):
        import_people(write(csv_bytes(HEADER, ";03/12/1970")), "--choose", "2=new")


def test_line_recognised_for_sure_cannot_be_another_person(namesake, write):
    path = write(csv_bytes(HEADER, "DIALLO Awa;03/12/1970"))

    with pytest.raises(CommandError, match="déjà reconnue comme une autre personne"):
        import_people(path, "--choose", "2=9999")


def test_answer_can_be_read_by_a_person(namesake, write):
    output = io.StringIO()

    call_command("import_people", str(MLOC), stdout=output)

    lines = output.getvalue().splitlines()
    assert lines[0] == (
        "À importer (rien n'est écrit sans --apply) : "
        "28 nouvelles personnes, 0 reconnues, 0 complétées, 21 avec la durée demandée."
    )
    assert lines[1:3] == ["Colonne jamais gardée : N° national", "Refusée, ligne 28, NOM Prénom : Le nom manque."]
