"""Cells to values, with the French reason of each refusal."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.imports import contacts, dates, vocabulary
from participants.imports.errors import CellRefusedError

TODAY = date(2026, 11, 22)


def refusal_of(parse, *arguments, **keywords) -> str:
    with pytest.raises(CellRefusedError) as refusal:
        parse(*arguments, **keywords)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("05/02/1981", date(1981, 2, 5)),
        ("5/2/81", date(1981, 2, 5)),
        ("5.2.03", date(2003, 2, 5)),
        ("05-02-1981", date(1981, 2, 5)),
        ("05 02 1981", date(1981, 2, 5)),
        ("1981-02-05", date(1981, 2, 5)),
        ("1981-02-05T00:00:00", date(1981, 2, 5)),
        ("05/02/1981 00:00", date(1981, 2, 5)),
        ("5 février 1981", date(1981, 2, 5)),
        ("1er mars 1981", date(1981, 3, 1)),
        ("3 maart 1981", date(1981, 3, 3)),
        ("01/01/26", date(1926, 1, 1)),
        ("01/01/13", date(2013, 1, 1)),
        ("01/01/12", date(2012, 1, 1)),
        ("22/11/2026", date(2026, 11, 22)),
        ("29/02/2000", date(2000, 2, 29)),
        ("29148", date(1979, 10, 20)),
        ("19791020", date(1979, 10, 20)),
    ],
)
def test_birth_date_is_read(text, born):
    assert dates.parse_birth_date(text, today=TODAY) == born


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/1985", "Le 31/02/1985 n'existe pas."),
        ("29/02/1900", "Le 29/02/1900 n'existe pas."),
        ("00/02/1985", "Le 00/02/1985 n'existe pas."),
        ("12/13/1985", "Le 12/13/1985 n'existe pas."),
        ("02/1985", "Il manque le jour dans « 02/1985 »."),
        ("février 1985", "Il manque le jour dans « février 1985 »."),
        ("inconnue", "« inconnue » n'est pas une date."),
        ("2914", "« 2914 » n'est pas une date."),
        ("19851301", "Le 19851301 n'existe pas."),
        ("60000", "La date de naissance 60000 est dans le futur."),
        ("23/11/2026", "La date de naissance 23/11/2026 est dans le futur."),
        ("05/02/1900", "La date de naissance 05/02/1900 donne plus de 110 ans."),
        ("05/02/0000", "Le 05/02/0000 n'existe pas."),
    ],
)
def test_birth_date_is_refused_with_a_reason(text, reason):
    assert refusal_of(dates.parse_birth_date, text, today=TODAY) == reason


@given(st.dates(date(1917, 1, 1), TODAY))
def test_every_day_is_read_back_however_it_is_written(day):
    for written in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}"):
        assert dates.parse_birth_date(written, today=TODAY) == day


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_refused(text):
    try:
        assert dates.parse_birth_date(text, today=TODAY) <= TODAY
    except CellRefusedError:
        return


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("07/2023", date(2023, 7, 1)),
        ("7-2023", date(2023, 7, 1)),
        ("2023-07", date(2023, 7, 1)),
        ("juillet 2023", date(2023, 7, 1)),
        ("01/03/22", date(2022, 3, 1)),
        ("01/03/98", date(1998, 3, 1)),
    ],
)
def test_month_is_enough_for_a_registration(text, since):
    assert dates.parse_since(text, today=TODAY) == since


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("01/01/2027", "La date 01/01/2027 est dans le futur."),
        ("01/01/1900", "La date 01/01/1900 est trop ancienne."),
        ("13/2023", "Le 13/2023 n'existe pas."),
        ("2021", "« 2021 » n'est pas une date."),
    ],
)
def test_registration_is_refused_with_a_reason(text, reason):
    assert refusal_of(dates.parse_since, text, today=TODAY) == reason


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Liste arrêtée au 11/02/2025", date(2025, 2, 11)),
        ("Du 01/02/2025 au 03/02/2025", None),
        ("Liste du 31/02/2025", None),
        ("Candidats", None),
    ],
)
def test_date_is_found_in_a_title(title, day):
    assert dates.find_date(title) == day


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("0475 48 78 78", ["0475 48 78 78"]),
        ("0475/48.78.78", ["0475 48 78 78"]),
        ("+32 475 48 78 78", ["0475 48 78 78"]),
        ("0032475487878", ["0475 48 78 78"]),
        ("+32 (0)475 48 78 78", ["0475 48 78 78"]),
        ("475487878", ["0475 48 78 78"]),
        ("02 411 22 33", ["02 411 22 33"]),
        ("081/22.33.44", ["081 22 33 44"]),
        ("GSM : 0475 48 78 78", ["0475 48 78 78"]),
        ("+33 6 12 34 56 78", ["+33612345678"]),
        ("0475 48 78 78 / 02 411 22 33", ["0475 48 78 78", "02 411 22 33"]),
        ("0475487878 ou 0475 48 78 78", ["0475 48 78 78"]),
    ],
)
def test_phone_is_normalised(text, phones):
    assert contacts.parse_phones(text) == phones


@pytest.mark.parametrize("text", ["0475 48 78", "pas de gsm", "0475 48 78 78 / ?", "12", "04754878781234567"])
def test_phone_is_refused(text):
    assert refusal_of(contacts.parse_phones, text) == f"« {text} » n'est pas un numéro de téléphone."


def test_email_is_in_small_letters_and_checked():
    assert contacts.parse_email(" <Awa@Example.org> ") == "awa@example.org"
    assert refusal_of(contacts.parse_email, "awa@") == "« awa@ » n'est pas une adresse e-mail."


@pytest.mark.parametrize(("text", "postcode"), [("1080", "1080"), ("B-1080", "1080"), ("1080 Molenbeek", "1080")])
def test_postcode_is_text(text, postcode):
    assert contacts.parse_postcode(text) == postcode


def test_postcode_is_refused():
    assert refusal_of(contacts.parse_postcode, "Molenbeek") == "« Molenbeek » n'est pas un code postal."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("BE68539007547034", "BE68539007547034"),
        ("be19 3775 2877 3612", "BE19377528773612"),
        ("IBAN: BE19-3775-2877-3612", "BE19377528773612"),
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
    ],
)
def test_account_is_read(text, number):
    assert contacts.parse_iban(text) == number


WRONG_IBAN = "Le numéro de compte est faux : ses chiffres de contrôle ne vont pas."
WRONG_NATIONAL = "Le numéro de compte est faux : ses deux derniers chiffres ne vont pas."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BE14 0631 0158 3284", WRONG_IBAN),
        ("BE41091811735141", WRONG_NATIONAL),
        ("NL91 ABNA 0417 1643 01", WRONG_IBAN),
        ("310-0712383-04", WRONG_IBAN),
        ("n'a pas de compte", WRONG_IBAN),
        ("TR33 0006 1005 1978 6457 8413 26", "Le compte est hors de la zone SEPA."),
    ],
)
def test_account_is_refused(text, reason):
    assert refusal_of(contacts.parse_iban, text) == reason


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Sans diplôme", "isced_0_2"),
        ("CEB", "isced_0_2"),
        ("CESI", "isced_0_2"),
        ("Secondaire inférieur", "isced_0_2"),
        ("CESS", "isced_3_4"),
        ("Secondaire supérieur", "isced_3_4"),
        ("Formation en alternance", "isced_3_4"),
        ("Bachelier", "isced_5_8"),
        ("Master", "isced_5_8"),
        ("Enseignement supérieur", "isced_5_8"),
        ("Diplôme étranger non reconnu", ""),
        ("CESS étranger sans équivalence", ""),
        ("on verra", ""),
    ],
)
def test_education_is_grouped(text, level):
    assert vocabulary.parse_education(text) == level


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Chômage complet indemnisé", ["onem"]),
        ("CCI", ["onem"]),
        ("CCI - fin de droit 2026", ["onem"]),
        ("Allocations d'insertion", ["onem"]),
        ("RIS CPAS", ["cpas"]),
        ("Revenu d'intégration (CPAS)", ["cpas"]),
        ("OCMW leefloon", ["cpas"]),
        ("Mutuelle", ["incapacity"]),
        ("Fedasil", ["asylum"]),
        ("Demandeuse d'asile", ["asylum"]),
        ("Sans revenu", ["none"]),
        ("Demandeur d'emploi non indemnisé", ["none"]),
        ("Chômage + complément CPAS", ["onem", "cpas"]),
    ],
)
def test_income_is_read(text, kinds):
    assert vocabulary.parse_income(text) == kinds


@pytest.mark.parametrize("text", ["Étudiant", "Exclu du chômage"])
def test_income_that_is_not_known_is_refused(text):
    assert refusal_of(vocabulary.parse_income, text) == f"« {text} » n'est pas une situation connue."


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("A1", "A1"),
        ("b2", "B2"),
        ("A2+", "A2"),
        ("A2.1", "A2"),
        ("niveau B1", "B1"),
        ("Alpha", "alpha"),
        ("aucun", "none"),
    ],
)
def test_language_level_is_read(text, level):
    assert vocabulary.parse_level(text) == level


def test_language_level_is_refused():
    assert refusal_of(vocabulary.parse_level, "moyen") == "« moyen » n'est pas un niveau CECR."


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("FR/AR", ["français", "arabe"]),
        ("TR/FR", ["turc", "français"]),
        ("FR/Peul", ["français", "peul"]),
        ("Français, Nederlands et tigrinya", ["français", "néerlandais", "tigrinya"]),
        ("FR - fr", ["français"]),
        ("Klingon", ["klingon"]),
    ],
)
def test_languages_are_named(text, languages):
    assert vocabulary.parse_languages(text) == languages


@pytest.mark.parametrize(
    ("text", "gender"), [("F", "woman"), ("Femme", "woman"), ("V", "woman"), ("H", "man"), ("m", "man"), ("X", "other")]
)
def test_gender_is_read(text, gender):
    assert vocabulary.parse_gender(text) == gender


def test_gender_is_refused():
    assert refusal_of(vocabulary.parse_gender, "inconnu") == "« inconnu » n'est pas un genre connu."


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Belge", "belgian"),
        ("BE", "belgian"),
        ("Roumaine", "eu"),
        ("UE", "eu"),
        ("Hors UE", "non_eu"),
        ("Marocaine", "non_eu"),
    ],
)
def test_nationality_is_grouped(text, group):
    assert vocabulary.parse_nationality(text) == group


def test_nationality_is_refused():
    assert refusal_of(vocabulary.parse_nationality, "inconnue") == "« inconnue » n'est pas une nationalité connue."


@pytest.mark.parametrize(
    ("text", "is_restriction"),
    [
        ("pas de travail en hauteur", True),
        ("Pas de port de charges", True),
        ("ne peut pas porter plus de 5 kg", True),
        ("éviter les escaliers", True),
        ("geen zware lasten tillen", True),
        ("garde d'enfants à prévoir", False),
        ("intéressé(e) par la peinture", False),
        ("sans travail depuis 2022", False),
        ("pas de gsm portable", False),
        ("ne parle pas portugais", False),
    ],
)
def test_remark_that_reads_as_a_restriction_is_known(text, is_restriction):
    assert vocabulary.reads_as_restriction(text) is is_restriction
