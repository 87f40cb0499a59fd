"""A line as a person: values, refusals and warnings, each under its header as written."""

from datetime import date

import pytest

from participants.imports import rows, tables
from participants.imports.rows import PersonRow, Problem
from tests.participants.list_files import csv_bytes

TODAY = date(2026, 11, 22)


def read_line(header: str, line: str) -> PersonRow:
    (table,) = tables.read_tables(tables.stage(csv_bytes(header, line)), {})
    (person,) = rows.parse_rows(table, today=TODAY)
    return person


BASE = "NOM Prénom;Né(e) le;"
WHO = "BAH Awa;03/12/1970;"


def test_complete_line_is_read():
    person = read_line(
        "Nom;Prénom;Naissance;Sexe;Nationalité;Adresse;CP;Commune;GSM;Tél. fixe;E-mail;Langues;Français;Français écrit;NL;"
        "Études;Inscrit Actiris depuis;Inoccupé depuis;Statut;N° locataire;IBAN;Titulaire;Personne à prévenir;Tél. urgence;"
        "Remarque;Restrictions",
        "BAH;Awa;03/12/1970;F;Guinéenne;Rue A 1;1080;Molenbeek;0475487878;024112233;awa@example.org;FR/Peul;B1;A2;A1;"
        "CESS;07/2023;01/03/2023;RIS CPAS;LM-1;BE68539007547034;Awa Bah;Ali Bah;0470000000;le matin;pas d'échelle",
    )

    assert (person.last_name, person.first_name, person.birth_date) == ("Bah", "Awa", date(1970, 12, 3))
    assert person.details == {
        "gender": "woman",
        "nationality_group": "non_eu",
        "address": "Rue A 1",
        "postcode": "1080",
        "city": "Molenbeek",
        "phone": "0475 48 78 78",
        "other_phone": "02 411 22 33",
        "email": "awa@example.org",
        "languages": ["français", "peul"],
        "french_spoken": "B1",
        "french_written": "A2",
        "dutch": "A1",
        "education_as_said": "CESS",
        "education": "isced_3_4",
        "tenant_number": "LM-1",
        "iban": "BE68539007547034",
        "account_holder": "Awa Bah",
        "emergency_name": "Ali Bah",
        "emergency_phone": "0470 00 00 00",
    }
    assert person.evidence == {"registered_since": date(2023, 7, 1), "without_work_since": date(2023, 3, 1)}
    assert person.since == date(2023, 3, 1)
    assert (person.income, person.income_as_said) == (["cpas"], "RIS CPAS")
    assert (person.remark, person.restriction) == ("le matin", "pas d'échelle")
    assert (person.refused, person.warnings) == ([], [])


@pytest.mark.parametrize(
    ("header", "line", "problems"),
    [
        ("NOM Prénom;Né(e) le", ";15/02/1971", [("NOM Prénom", "Le nom manque.")]),
        ("NOM Prénom;Né(e) le", "?;15/02/1971", [("NOM Prénom", "Le nom manque.")]),
        ("NOM Prénom;Né(e) le", "BAH;15/02/1971", [("NOM Prénom", "Le prénom manque.")]),
        ("Nom;Prénom;Né(e) le", ";Awa;15/02/1971", [("Nom", "Le nom de famille manque.")]),
        ("Nom;Prénom;Né(e) le", "Bah;;15/02/1971", [("Prénom", "Le prénom manque.")]),
        ("Nom;Prénom;Né(e) le", ";;15/02/1971", [("Nom", "Le nom manque.")]),
        ("Nom;Prénom;Né(e) le", f"{'x' * 101};Awa;15/02/1971", [("Nom", "Le nom dépasse 100 lettres.")]),
        ("Nom;Prénom;Né(e) le;CP", "Bah;Awa;;1080", [("Né(e) le", "La date de naissance manque.")]),
        (
            "Nom;Prénom;Né(e) le",
            ";Awa;31/02/1985",
            [("Nom", "Le nom de famille manque."), ("Né(e) le", "Le 31/02/1985 n'existe pas.")],
        ),
    ],
)
def test_line_is_refused_with_its_column_and_reason(header, line, problems):
    assert read_line(header, line).refused == [Problem(*problem) for problem in problems]


NOT_TAKEN = "La personne est reprise sans cette donnée."


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        (
            "Compte",
            "BE41091811735141",
            "Le numéro de compte est faux : ses deux derniers chiffres ne vont pas. La personne est reprise sans compte.",
        ),
        ("GSM", "0475", f"« 0475 » n'est pas un numéro de téléphone. {NOT_TAKEN}"),
        ("E-mail", "awa", f"« awa » n'est pas une adresse e-mail. {NOT_TAKEN}"),
        ("Statut", "mystère", f"« mystère » n'est pas une situation connue. {NOT_TAKEN}"),
        ("Français", "bon", f"« bon » n'est pas un niveau CECR. {NOT_TAKEN}"),
        ("Inscrit Actiris", "31/02/2023", f"Le 31/02/2023 n'existe pas. {NOT_TAKEN}"),
        ("Inscrit Actiris", "01/01/1960", f"La date 01/01/1960 précède la naissance. {NOT_TAKEN}"),
        ("Adresse", "Rue de la R?gence 1", "Une lettre s'est perdue dans « Rue de la R?gence 1 »."),
        ("Adresse", "x" * 201, "Le texte est coupé après 200 lettres."),
        ("Remarque", "dossier 85.07.30-033.28", "Un numéro national a été retiré de cette cellule."),
        ("Divers non connu", "85073003328", "Un numéro national a été retiré de cette cellule."),
        ("GSM", "0475487878 / 024112233 / 0470000000", "Seuls deux numéros de téléphone sont gardés."),
    ],
)
def test_cell_not_taken_as_written_is_a_warning(header, cell, reason):
    lines = [BASE + header, WHO + cell, "KAYA Ela;01/01/1980;", "KAYA Noor;01/01/1980;x"]
    (table,) = tables.read_tables(tables.stage(csv_bytes(*lines)), {})
    person = rows.parse_rows(table, today=TODAY)[0]

    assert person.refused == []
    assert person.warnings == [Problem(header, reason)]


def test_lost_letter_in_a_name_is_a_warning_and_stays():
    person = read_line(BASE, "Y?LMAZ Ali;03/12/1970;")

    assert person.full_name == "Ali Y?lmaz"
    assert person.warnings == [Problem("NOM Prénom", "Une lettre s'est perdue dans « Y?LMAZ Ali ».")]


def test_national_number_leaves_the_rest_of_the_remark():
    assert read_line(BASE + "Remarque", WHO + "dossier 85.07.30-033.28 complet").remark == "dossier complet"


def test_remark_that_reads_as_a_restriction_is_one():
    person = read_line(BASE + "Remarque", WHO + "pas de travail en hauteur")

    assert (person.remark, person.restriction) == ("", "pas de travail en hauteur")


def test_hostile_cells_are_plain_text():
    person = read_line(BASE + "Remarque;Adresse", "=CMD()|X {{7*7}};03/12/1970;=1+1;<script>alert(1)</script>")

    assert person.refused == []
    assert (person.remark, person.details["address"]) == ("=1+1", "<script>alert(1)</script>")


def test_key_names_the_sheet_of_a_workbook():
    assert PersonRow("", 12).key == "12"
    assert PersonRow("Candidats", 12).key == "Candidats!12"
