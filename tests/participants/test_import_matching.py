"""Same, perhaps the same, or new; at the size of a whole organisation too."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.imports.matching import Identity, Match, PeopleIndex, Verdict, compare

BORN = date(1980, 5, 5)
KNOWN = Identity(
    1, "El Amrani", "Aïssatou", BORN, phones=("0475 48 78 78",), email="a@example.org", tenant_number="LM-6372"
)


def like_known(**changes) -> Identity:
    fields = {"last_name": "El Amrani", "first_name": "Aïssatou", "birth_date": BORN}
    return Identity(2, **fields | changes)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        # the same person
        ({}, "same"),
        ({"last_name": "ELAMRANI", "first_name": "Aissatou"}, "same"),
        ({"last_name": "el-amrani"}, "same"),
        ({"last_name": "El", "first_name": "Amrani Aïssatou"}, "same"),
        ({"first_name": "A?ssatou"}, "same"),
        ({"first_name": "Aïssato\ufffd"}, "same"),
        # perhaps the same: equal birth date
        ({"last_name": "Aïssatou", "first_name": "El Amrani"}, "ambiguous"),
        ({"last_name": "Benali"}, "ambiguous"),
        ({"first_name": "Fatou"}, "ambiguous"),
        ({"last_name": "El Amrany", "first_name": "Aïsatou"}, "ambiguous"),
        # perhaps the same: equal name
        ({"birth_date": date(1980, 5, 6)}, "ambiguous"),
        ({"birth_date": None}, "ambiguous"),
        ({"birth_date": None, "last_name": "Aïssatou", "first_name": "El Amrani"}, "ambiguous"),
        # perhaps the same: equal contact and a similar name
        ({"birth_date": date(1981, 1, 1), "last_name": "El Amrany", "phones": ("+32475487878",)}, "ambiguous"),
        ({"birth_date": date(1981, 1, 1), "last_name": "Benali", "email": "A@example.org"}, "ambiguous"),
        ({"birth_date": date(1981, 1, 1), "first_name": "Aïsatou", "tenant_number": "lm 6372"}, "ambiguous"),
        # somebody else
        ({"last_name": "Peeters", "first_name": "Luc"}, "new"),
        ({"birth_date": date(2001, 1, 1), "first_name": "Rim", "phones": ("0475487878",)}, "new"),
        ({"birth_date": date(1981, 1, 1), "last_name": "Aïssatou", "first_name": "El Amrani"}, "new"),
        ({"birth_date": date(1981, 1, 1), "last_name": "El Amrany"}, "new"),
        ({"first_name": "", "last_name": "?"}, "new"),
    ],
)
def test_person_is_compared(changes, verdict):
    assert compare(like_known(**changes), KNOWN) == verdict
    assert PeopleIndex.of([KNOWN]).classify(like_known(**changes)).verdict == verdict


def test_lost_letter_on_the_known_side_is_any_letter_too():
    index = PeopleIndex.of([Identity(1, "Y?lmaz", "Ali", BORN)])

    assert index.classify(Identity(2, "Yılmaz", "Ali", BORN)) == Match(Verdict.SAME, (1,))
    assert index.classify(Identity(2, "Yalmaz", "Ali", date(1990, 1, 1))) == Match(Verdict.AMBIGUOUS, (1,))


def test_two_people_the_same_are_for_a_person_to_tell_apart():
    index = PeopleIndex.of([KNOWN, Identity(7, "Elamrani", "Aissatou", BORN)])

    assert index.classify(like_known()) == Match(Verdict.AMBIGUOUS, (1, 7))


def test_sure_match_hides_the_perhaps():
    index = PeopleIndex.of([KNOWN, Identity(7, "El Amrani", "Fatou", BORN)])

    assert index.classify(like_known()) == Match(Verdict.SAME, (1,))


def test_phone_of_a_whole_building_tells_nobody_apart():
    shared = ("02 411 22 33",)
    neighbours = [Identity(n, "Bah", "Awa" + "x" * n, date(1970, 1, 1), shared) for n in range(40)]
    person = Identity("row", "Kaya", "Awa", date(1990, 1, 1), shared)

    assert PeopleIndex.of(neighbours[:5]).classify(person).verdict == "ambiguous"
    assert PeopleIndex.of(neighbours).classify(person).verdict == "new"


NAMES = st.text("aeiou?", min_size=1, max_size=4)
PEOPLE = st.builds(
    Identity,
    st.just(1),
    NAMES,
    NAMES,
    st.sampled_from([None, BORN, date(1990, 1, 1)]),
    st.sampled_from([(), ("0475487878",)]),
)


@given(PEOPLE, PEOPLE)
def test_comparison_does_not_depend_on_who_came_first(one, other):
    assert compare(one, other) == compare(other, one)


@given(PEOPLE, st.lists(PEOPLE, max_size=6))
def test_index_finds_what_comparing_everybody_finds(person, others):
    others = [Identity(n, o.last_name, o.first_name, o.birth_date, o.phones) for n, o in enumerate(others)]
    verdicts = {other.key: compare(person, other) for other in others}
    same = {key for key, verdict in verdicts.items() if verdict == Verdict.SAME}
    perhaps = {key for key, verdict in verdicts.items() if verdict == Verdict.AMBIGUOUS}

    match = PeopleIndex.of(others).classify(person)

    assert set(match.keys) == (same or perhaps)


def test_line_is_compared_with_few_of_twenty_thousand_people():
    syllables = ["ba", "ka", "mo", "li", "ra", "sou", "dja", "ti", "ne", "vel"]
    surnames = ["".join(parts) for parts in product(syllables, repeat=3)]
    firsts = ["".join(parts) for parts in product(syllables, repeat=2)]
    people = [
        Identity(n, surnames[n % 1000], firsts[n * 7 % 100], date(1960, 1, 1) + timedelta(days=n * 13 % 14_999))
        for n in range(20_000)
    ]
    index = PeopleIndex.of(people)

    assert {index.classify(person).verdict for person in people[::40]} == {Verdict.SAME}
    assert max(len(index.candidates(person)) for person in people[::40]) <= 30
