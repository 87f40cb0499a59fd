"""Names: split, cased, folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.imports.names import fold_name, nice_case, split_full_name, tidy


@pytest.mark.parametrize(
    ("cell", "surname", "first_name"),
    [
        ("VAN CAUWENBERGHE Nordine", "Van Cauwenberghe", "Nordine"),
        ("Nordine VAN CAUWENBERGHE", "Van Cauwenberghe", "Nordine"),
        ("EL BOUAZZATI Véronique", "El Bouazzati", "Véronique"),
        ("D'HONDT Rachid", "D'Hondt", "Rachid"),
        ("D’HONDT Rachid", "D'Hondt", "Rachid"),
        ("DE SMET Véronique", "De Smet", "Véronique"),
        ("VAN DEN BROECK Youssef", "Van den Broeck", "Youssef"),
        ("Van DEN BROECK Youssef", "Van den Broeck", "Youssef"),
        ("Van den Broeck Youssef", "Van den Broeck", "Youssef"),
        ("VAN DEN BROECK YOUSSEF", "Van den Broeck", "Youssef"),
        ("van den broeck youssef", "Van den Broeck", "Youssef"),
        ("El Amrani Aïssatou", "El Amrani", "Aïssatou"),
        ("Benali Fatima Zahra", "Benali", "Fatima Zahra"),
        ("BENALI  Fatima-Zahra", "Benali", "Fatima-Zahra"),
        ("CAMARA Ionu?", "Camara", "Ionu?"),
        ("Y?LMAZ Ali", "Y?lmaz", "Ali"),
        ("N'DIAYE Awa", "N'Diaye", "Awa"),
        ("N DIAYE Awa", "N Diaye", "Awa"),
        ("D HONDT RACHID", "D Hondt", "Rachid"),
        ("O Brien Mary", "O Brien", "Mary"),
        ("Ó BRIAIN Niamh", "Ó Briain", "Niamh"),
        ("T JAMPENS Els", "T Jampens", "Els"),
        ("DUPONT L", "Dupont", "L"),
        ("DUPONT J.", "Dupont", "J."),
        ("Mme DUPONT Marie", "Dupont", "Marie"),
        ("Dupont, Marie", "Dupont", "Marie"),
        ("DUPONT", "Dupont", ""),
        ("El Amrani", "El Amrani", ""),
        ("", "", ""),
    ],
)
def test_full_name_is_split(cell, surname, first_name):
    last, first = split_full_name(cell)

    assert (nice_case(last), nice_case(first)) == (surname, first_name)


@pytest.mark.parametrize(
    ("cell", "surname", "first_name"),
    [
        ("Youssef Van den Broeck", "Van den Broeck", "Youssef"),
        ("Fatima Zahra BENALI", "Benali", "Fatima Zahra"),
        ("Marie Dupont", "Dupont", "Marie"),
        ("MARIE DUPONT", "Dupont", "Marie"),
    ],
)
def test_full_name_that_starts_with_the_first_name_is_split(cell, surname, first_name):
    last, first = split_full_name(cell, is_first_name_first=True)

    assert (nice_case(last), nice_case(first)) == (surname, first_name)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("AÏSSATOU", "Aïssatou"),
        ("jean-pierre", "Jean-Pierre"),
        ("McDonald", "McDonald"),
        ("VAN 'T HOF", "Van 't Hof"),
        ("'T SERSTEVENS", "'t Serstevens"),
        ("PEREIRA DOS SANTOS", "Pereira dos Santos"),
        ("İPEK", "Ipek"),
        ("?LKER", "?lker"),
        ("De Smet", "De Smet"),
    ],
)
def test_capitals_become_a_nice_name(written, shown):
    assert nice_case(written) == shown


def test_tidy_name_has_no_invisible_character():
    assert tidy(" El\u00a0 Amrani\u202e\u200b\u0007 ") == "El Amrani"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("D'Hondt", "dhondt"),
        ("Yılmaz", "yilmaz"),
        ("El Amrani", "elamrani"),
        ("Łukasz-Ærø", "lukaszaero"),
        ("Ionu\ufffd", "ionu?"),
    ],
)
def test_folded_name_ignores_case_accents_and_what_stands_between(name, folded):
    assert fold_name(name) == folded


@given(st.text())
def test_folding_twice_changes_nothing(name):
    assert fold_name(fold_name(name)) == fold_name(name)


@given(st.text())
def test_splitting_loses_no_letter(text):
    last, first = split_full_name(text)

    assert sorted(fold_name(last + first)) == sorted(fold_name(tidy(text)))
