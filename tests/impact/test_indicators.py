"""Each indicator on a handful of people, sessions and lines whose figures can be counted on fingers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from impact.first_figures import compute_first_figures
from impact.indicators import INDICATORS, Period, compute, name_of
from impact.statistics import Completeness, Share
from participants.models import AllowanceYear, Participant
from tests.factories import (
    AllowanceLineFactory,
    AttendanceFactory,
    ChantierFactory,
    ConventionFactory,
    EnrolmentFactory,
    ParticipantFactory,
    PlacementFactory,
    SessionFactory,
    SiteFactory,
)

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
pytestmark = pytest.mark.django_db


def enter(programme, day=date(2026, 3, 10), *, born=date(1980, 1, 1), gender="woman", **fields):
    """Enrol a new person who enters on ``day``."""
    person = ParticipantFactory(birth_date=born, gender=gender)
    return EnrolmentFactory(participant=person, programme=programme, entered_on=day, **fields)


def measure(code, programme, period=MARCH):
    return compute(code, programme, period).measure


def test_every_indicator_has_its_name_and_its_definition(programme):
    figures = [compute(code, programme, MARCH) for code in INDICATORS]

    assert [figure.code for figure in figures] == ["R01", "R02", "R03", "R04", "P02", "P03", "P04", "P08"]
    assert figures[0].name == "Personnes entrées"
    assert all(figure.definition.endswith(".") for figure in figures)


def test_names_follow_the_language_of_the_page():
    with translation.override("nl"):
        assert name_of("R01") == "Instroom"


def test_r01_counts_each_person_once_and_only_in_the_period(programme, other_programme):
    enter(programme, date(2026, 3, 1))
    enter(programme, date(2026, 3, 31))
    enter(programme, date(2026, 2, 28))
    enter(programme, date(2026, 4, 1))
    enter(programme, None)
    enter(other_programme)
    back = enter(programme, date(2026, 3, 2), exited_on=date(2026, 3, 5))
    EnrolmentFactory(participant=back.participant, programme=programme, entered_on=date(2026, 3, 20))
    double = enter(programme, date(2026, 3, 4))
    Participant.objects.filter(pk=double.participant_id).update(merged_into=back.participant)

    assert measure("R01", programme).words == "3 personnes"


def test_r02_keeps_the_unknown_in_its_denominator(programme):
    for status in ["unemployed"] * 6 + ["inactive"] * 2 + [""] * 2:
        enter(programme, labour_status=status)

    found = measure("R02", programme)

    assert (found.share, found.completeness) == (Share(6, 10), Completeness(8, 10))
    assert found.words == "6 sur 10 · 60 % (31–83)"


def test_r02_prints_counts_alone_when_too_little_is_known(programme):
    for status in ["unemployed"] * 5 + [""] * 5:
        enter(programme, labour_status=status)

    assert measure("R02", programme).words == "5 sur 10"


@pytest.mark.parametrize(
    ("months", "born", "r03", "r04"),
    [
        (12, date(1980, 1, 1), 0, 0),
        (13, date(1980, 1, 1), 1, 0),
        (23, date(1980, 1, 1), 1, 0),
        (24, date(1980, 1, 1), 1, 1),
        (6, date(2001, 3, 11), 0, 0),
        (7, date(2001, 3, 11), 1, 0),
        (7, date(2001, 3, 10), 0, 0),
        (7, None, 0, 0),
        (None, date(2001, 3, 11), 0, 0),
    ],
)
def test_r03_and_r04_count_months_at_entry(programme, months, born, r03, r04):
    """On 10 March 2026, somebody born on 11 March 2001 is still 24."""
    enter(programme, months_at_entry=months, born=born)

    assert (measure("R03", programme).share, measure("R04", programme).share) == (Share(r03, 1), Share(r04, 1))
    assert measure("R04", programme).completeness == Completeness(int(months is not None), 1)


@pytest.fixture
def chantier(programme):
    return ChantierFactory(programme=programme, starts_on=date(2026, 1, 1))


def session_of(chantier, day, state="closed", **fields):
    closing = {"closed_at": "2026-03-30T12:00Z"} if state == "closed" else {}
    reason = {"cancel_reason": "weather"} if state == "cancelled" else {}
    return SessionFactory(chantier=chantier, on=day, state=state, **closing | reason | fields)


def test_p02_counts_held_and_cancelled_sessions(programme, other_programme, chantier):
    for number, state in enumerate(["closed", "closed", "closed", "cancelled", "planned", "open"]):
        session_of(chantier, date(2026, 3, 2) + timedelta(days=number), state)
    session_of(chantier, date(2026, 4, 1))
    session_of(ChantierFactory(programme=other_programme), date(2026, 3, 2))

    found = measure("P02", programme)

    assert found.share == Share(3, 4, counts_people=False)
    assert found.completeness == Completeness(4, 6)
    assert found.words == "3 sur 4"


def test_p02_has_no_interval():
    assert str(Share(9, 30, counts_people=False)) == "9 sur 30 · 30 %"


def test_p03_and_p04_read_the_marks_of_closed_sessions(programme, chantier):
    people = [PlacementFactory(chantier=chantier).participant for _ in range(7)]
    held = session_of(chantier, date(2026, 3, 2))
    still_open = session_of(chantier, date(2026, 3, 3), "open")
    marks = [("P", 360), ("R", 300), ("D", 150), ("AP", 0), ("AN", 0), ("NC", 0)]
    for person, (state, minutes) in zip(people, marks, strict=False):
        AttendanceFactory(session=held, participant=person, state=state, minutes=minutes)
    AttendanceFactory(session=still_open, participant=people[0], state="P", minutes=360)

    presence = measure("P04", programme)

    assert measure("P03", programme).words.replace("\xa0", " ") == "13 h 30"
    assert presence.share == Share(3, 5, counts_people=False)
    assert presence.completeness == Completeness(6, 7)


def test_p08_sums_approved_lines_and_watches_the_ceiling(programme, other_programme, coordinator):
    approved = {"state": "approved", "approved_by": coordinator, "approved_at": "2026-04-01T10:00Z"}
    for spent, declared in ((44, 0), (44, "1540.75"), (44, "1540.74")):
        person = ParticipantFactory()
        AllowanceYear.objects.create(participant=person, year=2026, declared=declared, ceiling="1760.83")
        convention = ConventionFactory(programme=programme, participant=person)
        line = {"participant": person, "programme": programme, "convention": convention, "amount": spent}
        AllowanceLineFactory(**line, day=date(2026, 3, 10), **approved)
        AllowanceLineFactory(**line, day=date(2026, 4, 1))

    found = measure("P08", programme)

    assert found.share == Share(1, 3)
    assert found.words.replace("\xa0", " ") == "132,00 € · à 90 % du plafond ou plus : 1 sur 3 · dépassements : 0"
    assert measure("P08", other_programme).share == Share(0, 0)


def test_p08_names_an_overrun_found_later(programme, coordinator):
    person = ParticipantFactory()
    budget = AllowanceYear.objects.create(participant=person, year=2026, ceiling="1760.83")
    AllowanceLineFactory(
        participant=person,
        programme=programme,
        convention=ConventionFactory(programme=programme, participant=person),
        day=date(2026, 3, 10),
        amount="44.00",
        state="approved",
        approved_by=coordinator,
        approved_at="2026-04-01T10:00Z",
    )
    AllowanceYear.objects.filter(pk=budget.pk).update(declared=Decimal("1800.00"), needs_review=True)

    assert measure("P08", programme).words.endswith("dépassements : 1")


def test_indicators_of_nobody_are_silent(programme):
    words = [compute(code, programme, MARCH).measure.words.replace("\xa0", " ") for code in INDICATORS]

    assert words == [
        "aucune personne",
        "0 sur 0",
        "0 sur 0",
        "0 sur 0",
        "0 sur 0",
        "0 h 00",
        "0 sur 0",
        "0,00 € · à 90 % du plafond ou plus : 0 sur 0 · dépassements : 0",
    ]


# The page's breakdowns


def breakdown_of(programme, feature):
    tables = compute_first_figures(programme, MARCH, made_on=date(2026, 4, 2)).tables
    table = next(table for table in tables if feature in table.caption)
    return [(row.label, [cell for _column, cell in row.cells]) for row in table.rows]


def test_breakdown_hides_small_cells_beside_the_programmes_totals(programme):
    for gender, months in [("woman", 30)] * 8 + [("woman", 3)] * 6 + [("man", 30)] * 9 + [("man", 3)] * 2:
        enter(programme, gender=gender, months_at_entry=months)

    assert breakdown_of(programme, "genre") == [
        ("femme", ["masqué", "masqué", "0", "14"]),
        ("homme", ["masqué", "masqué", "0", "11"]),
        ("Total", ["17", "8", "0", "25"]),
    ]


def test_breakdown_by_age_and_site_puts_the_unknown_last(programme):
    site = SiteFactory(programme=programme, name="Cour du Canal")
    chantier = ChantierFactory(programme=programme, site=site, starts_on=date(2026, 3, 1))
    for born in [date(1996, 3, 11)] * 6 + [date(1996, 3, 10)] * 5 + [date(1971, 3, 10)] * 7 + [None] * 5:
        enrolment = enter(programme, born=born, months_at_entry=30)
        if born:
            PlacementFactory(chantier=chantier, participant=enrolment.participant)

    assert breakdown_of(programme, "âge") == [
        ("moins de 30 ans", ["6", "0", "0", "6"]),
        ("de 30 à 54 ans", ["5", "0", "0", "5"]),
        ("55 ans et plus", ["7", "0", "0", "7"]),
        ("inconnu", ["5", "0", "0", "5"]),
        ("Total", ["23", "0", "0", "23"]),
    ]
    assert breakdown_of(programme, "site") == [
        ("Cour du Canal", ["18", "0", "0", "18"]),
        ("inconnu", ["5", "0", "0", "5"]),
        ("Total", ["23", "0", "0", "23"]),
    ]


def test_breakdown_of_one_line_is_left_out(programme):
    for _ in range(6):
        enter(programme, months_at_entry=30)

    assert compute_first_figures(programme, MARCH, made_on=date(2026, 4, 2)).tables == ()


def test_report_without_entries_has_neither_chart_nor_table(programme):
    report = compute_first_figures(programme, MARCH, made_on=date(2026, 4, 2))

    assert (report.chart, report.tables) == (None, ())


def test_report_charts_only_what_is_known_well_enough(programme):
    for number in range(10):
        enter(programme, labour_status="unemployed", months_at_entry=30 if number < 5 else None)

    report = compute_first_figures(programme, MARCH, made_on=date(2026, 4, 2))

    assert [row.label for row in report.chart.rows] == ["Demandeur·euses d'emploi"]
    assert report.chart.sentence == "Sur 10 personnes entrées : Demandeur·euses d'emploi 10."


def test_report_asks_the_same_questions_of_one_person_and_of_three(programme, django_assert_num_queries):
    enter(programme, months_at_entry=30)
    with django_assert_num_queries(25):
        compute_first_figures(programme, MARCH, made_on=date(2026, 4, 2))
    enter(programme, months_at_entry=3)
    enter(programme, gender="man")
    with django_assert_num_queries(25):
        compute_first_figures(programme, MARCH, made_on=date(2026, 4, 2))
