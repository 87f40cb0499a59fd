"""Headers to fields, and the header line among titles."""

import pytest

from participants.imports import tables
from participants.imports.columns import Field, field_of, guess_fields
from participants.imports.errors import FileRefusedError
from tests.participants.list_files import csv_bytes, xlsx_bytes


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        (Field.FULL_NAME, ["NOM Prénom", "Nom et prénom", "NOM, PRENOM", "Naam en voornaam", "Candidat·e", "Nom complet"]),
        (Field.FIRST_THEN_LAST, ["Prénom et NOM", "Prénom Nom", "Voornaam en naam"]),
        (Field.LAST_NAME, ["Nom", "NOM DE FAMILLE", "Naam", "Familienaam", "Nom de l'usager"]),
        (Field.FIRST_NAME, ["Prénom", "prenom ", "Voornaam"]),
        (Field.BIRTH_DATE, ["Né(e) le", "Né.e le", "Née le", "Date de naissance", "Geboortedatum", "DDN"]),
        (Field.GENDER, ["Genre", "Sexe", "H/F", "M/V/X", "Geslacht"]),
        (Field.NATIONALITY, ["Nationalité", "Nationaliteit"]),
        (Field.ADDRESS, ["Adresse", "Rue", "Adres"]),
        (Field.POSTCODE, ["CP", "Code postal", "Postcode"]),
        (Field.CITY, ["Commune", "Localité", "Gemeente"]),
        (Field.PHONE, ["Téléphone", "GSM", "Tél.", "N° de GSM", "Telefoonnummer"]),
        (Field.EMAIL, ["E-mail", "Adresse e-mail", "Mail", "Courriel", "e-mailadres"]),
        (Field.LANGUAGES, ["Langue(s)", "Langues parlées", "Langue (FR/NL)", "Taal"]),
        (Field.FRENCH_SPOKEN, ["Français (CECR)", "Français", "Niveau de français", "FR oral", "Frans"]),
        (Field.FRENCH_WRITTEN, ["Français écrit", "FR écrit"]),
        (Field.DUTCH, ["Néerlandais", "NL", "Niveau NL"]),
        (Field.EDUCATION, ["Études", "Diplôme", "Niveau d'études", "Opleiding"]),
        (Field.REGISTERED_SINCE, ["Inscrit Actiris depuis", "Inscription ACTIRIS (date)", "Ingeschreven sinds"]),
        (Field.WITHOUT_WORK_SINCE, ["Inoccupé depuis", "Sans emploi depuis", "Inoccupation", "Werkloos sinds"]),
        (Field.INCOME, ["Statut", "Revenus", "Situation", "Statuut"]),
        (Field.TENANT_NUMBER, ["N° locataire", "Réf. locataire", "Huurdersnummer"]),
        (Field.IBAN, ["Compte bancaire", "IBAN", "N° de compte", "Rekeningnummer"]),
        (Field.ACCOUNT_HOLDER, ["Titulaire du compte"]),
        (Field.EMERGENCY_NAME, ["Personne à prévenir"]),
        (Field.EMERGENCY_PHONE, ["Tél. urgence"]),
        (Field.REMARK, ["Remarque", "Commentaires", "Opmerkingen"]),
        (
            Field.NATIONAL_NUMBER,
            ["N° national", "NISS", "Registre national", "N° registre national", "Rijksregisternummer", "N° RN", "INSZ", "Nº Nat."],
        ),
        (None, ["N°", "Nom du conseiller", "Lieu de naissance", "État civil", "Date de la demande", "Total", "x" * 200]),
    ],
)  # fmt: skip
def test_header_means(field, headers):
    assert [field_of(header) for header in headers] == [field] * len(headers)


def test_name_alone_holds_both_names():
    assert guess_fields(["Nom", "Né(e) le"]) == [Field.FULL_NAME, Field.BIRTH_DATE]


def test_second_phone_is_the_other_phone_and_a_field_is_taken_once():
    headers = ["Nom", "Prénom", "GSM", "Téléphone", "Statut", "Situation"]

    assert guess_fields(headers) == ["last_name", "first_name", "phone", "other_phone", "income", None]


TITLED = [
    ["Logement - candidats"],
    ["Liste arrêtée au 11/02/2025"],
    None,
    ["Nom", "Prénom", "Né(e) le"],
    ["Bah", "Awa", "01/02/1980"],
    None,
    ["Nom", "Prénom", "Né(e) le"],
    ["Kaya", "Ela", "02/02/1980"],
    ["Total", "Jean", "03/02/1980"],
    ["Total", 3],
    ["Total", None, 3],
]


def test_header_is_found_under_titles_and_totals_and_repeated_headers_are_left_out():
    (table,) = tables.read_tables(tables.stage(xlsx_bytes(Liste=TITLED)), {})

    assert table.header_row == 4
    assert table.headings == ("Logement - candidats", "Liste arrêtée au 11/02/2025")
    assert [row.number for row in table.rows] == [5, 8, 9]


def test_header_row_and_columns_can_be_changed():
    content = csv_bytes("Nom;Prénom;Né(e) le", "A;B;C", "Bah;Awa;01/02/1980")
    wish = {"header_row": 2, "columns": {"0": "first_name", "1": "last_name", "2": "birth_date"}}

    (table,) = tables.read_tables(tables.stage(content), {"sheets": {"": wish}})

    assert table.header_row == 2
    assert [(column.header, column.field) for column in table.columns] == [
        ("A", "first_name"),
        ("B", "last_name"),
        ("C", "birth_date"),
    ]


def test_column_can_be_left_out():
    content = csv_bytes("Nom;Né(e) le;GSM", "Bah Awa;01/02/1980;0470 00 00 00")

    (table,) = tables.read_tables(tables.stage(content), {"sheets": {"": {"columns": {"2": ""}}}})

    assert table.columns[2].field is None


def test_column_without_header_bears_its_letter():
    (table,) = tables.read_tables(tables.stage(csv_bytes("Nom;Né(e) le;", "Bah Awa;01/02/1980;x")), {})

    assert table.columns[2].header == "Colonne C"
    assert tables.letter_of(27) == "AB"


def test_only_visible_sheets_with_people_are_read_unless_named():
    content = xlsx_bytes(Notes=[["Bonjour"]], Un=TITLED[3:5], Deux=TITLED[3:5])
    staged = tables.stage(content)
    staged["sheets"][2]["hidden"] = True

    assert [table.sheet for table in tables.read_tables(staged, {})] == ["Un"]
    assert [table.sheet for table in tables.read_tables(staged, {"sheets": {"Deux": {"is_read": True}}})] == [
        "Un",
        "Deux",
    ]
    assert tables.read_tables(staged, {"sheets": {"Un": {"is_read": False}}}) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Aucune ligne de titres avec un nom et une date de naissance n'a été trouvée."),
        (
            {"sheets": {"Notes": {"is_read": True}}},
            "Feuille « Notes » : dites quelles colonnes tiennent le nom et la date de naissance.",
        ),
    ],
)
def test_file_without_people_is_refused(options, sentence):
    staged = tables.stage(xlsx_bytes(Notes=[["Bonjour", "vous"], ["a", "b"]]))

    with pytest.raises(FileRefusedError) as refusal:
        tables.require_people(tables.read_tables(staged, options))

    assert str(refusal.value) == sentence
