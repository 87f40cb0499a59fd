"""The two lists of people give what truth.json says, before anything is written."""

import json
from datetime import date

from participants.imports import rows, tables
from participants.imports.matching import Identity, PeopleIndex, Verdict
from participants.imports.rows import PersonRow
from participants.models.enrolment import months_between
from tests.participants.list_files import DATA

TRUTH = json.loads((DATA / "truth.json").read_text())
TODAY = date(2026, 11, 22)


def people_of(name: str) -> tuple[tables.Table, list[PersonRow]]:
    (table,) = tables.require_people(tables.read_tables(tables.stage((DATA / name).read_bytes()), {}))
    return table, rows.parse_rows(table, today=TODAY)


def identity(person: PersonRow) -> Identity:
    phones = tuple(filter(None, (person.details.get("phone"), person.details.get("other_phone"))))
    return Identity(
        person.key,
        person.last_name,
        person.first_name,
        person.birth_date,
        phones,
        person.details.get("email", ""),
        person.details.get("tenant_number", ""),
    )


def test_list_of_the_mission_locale_is_read():
    table, people = people_of("mloc-candidats.csv")
    accepted = [person for person in people if not person.refused]

    assert [(p.number, q.column) for p in people for q in p.refused] == [tuple(r[:2]) for r in TRUTH["refused"]]
    assert [(p.number, q.column) for p in accepted for q in p.warnings] == [tuple(w[:2]) for w in TRUTH["warnings"]]
    assert table.dropped_columns == TRUTH["columns_never_stored"]
    start = date.fromisoformat(TRUTH["start"])
    eligible = [person for person in accepted if months_between(person.since, start) >= 24]
    assert (len(accepted), len(eligible)) == (28, TRUTH["eligible_after_mloc"])


def test_list_of_the_housing_company_is_read():
    table, people = people_of("lm-candidats.xlsx")

    assert (table.header_row, table.dropped_columns, len(people)) == (4, [], 22)
    assert [problem for person in people for problem in person.refused + person.warnings] == []
    assert {person.number for person in people} == {*range(5, 13), *range(14, 28)}


def test_people_of_the_worksites_bear_their_exact_names():
    expected = {name for worksite in TRUTH["worksites"] for name in worksite["group"]}
    _table, people = people_of("lm-candidats.xlsx")

    assert expected <= {person.full_name for person in people}


def test_people_of_both_lists_are_recognised():
    _table, tenants = people_of("lm-candidats.xlsx")
    _table, seekers = people_of("mloc-candidats.csv")
    index = PeopleIndex.of(map(identity, tenants))
    by_key = {person.key: person for person in tenants}
    accepted = [person for person in seekers if not person.refused]
    matches = {person.number: index.classify(identity(person)) for person in accepted}

    found = {row: by_key[match.keys[0]].full_name for row, match in matches.items() if match.verdict == Verdict.SAME}

    assert found == {pair["mloc_line"]: pair["lm"] for pair in TRUTH["same_person"]}
    assert [row for row, match in matches.items() if match.verdict == Verdict.AMBIGUOUS] == []
    assert len(tenants) + len(accepted) - len(found) == TRUTH["people_after_both_imports"]
