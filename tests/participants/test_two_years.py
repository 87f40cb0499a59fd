"""The two years without work (domain rule 18): calendar months from the earlier date, the day ignored."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.models import JobSeekerEvidence
from participants.models.enrolment import months_between

days = st.dates(date(1990, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("since", "on", "months", "is_enough"),
    [
        (date(2023, 3, 1), date(2025, 3, 31), 24, True),
        (date(2023, 3, 31), date(2025, 3, 1), 24, True),
        (date(2023, 4, 1), date(2025, 3, 31), 23, False),
        (date(2024, 2, 29), date(2026, 2, 1), 24, True),
        (date(2025, 6, 1), date(2025, 3, 1), 0, False),
    ],
)
def test_months_are_counted_on_the_calendar(since, on, months, is_enough):
    evidence = JobSeekerEvidence(registered_since=since)

    assert (evidence.months_on(on), evidence.is_enough_on(on, 24)) == (months, is_enough)


@given(registered=st.none() | days, without_work=st.none() | days, on=days)
def test_earlier_date_counts_whichever_it_is(registered, without_work, on):
    evidence = JobSeekerEvidence(registered_since=registered, without_work_since=without_work)
    known = [day for day in (registered, without_work) if day]

    expected = max(0, max(months_between(day, on) for day in known)) if known else None

    assert evidence.months_on(on) == expected
    assert evidence.is_enough_on(on, 24) == (expected is not None and expected >= 24)


@given(since=days, on=days)
def test_day_of_the_month_never_matters(since, on):
    first = JobSeekerEvidence(registered_since=since.replace(day=1))

    assert first.months_on(on.replace(day=28)) == JobSeekerEvidence(registered_since=since).months_on(on)


@given(since=days, on=days)
def test_waiver_makes_any_time_enough(since, on):
    evidence = JobSeekerEvidence(registered_since=since, waiver_reason="Sortie de formation")

    assert evidence.is_enough_on(on, 24)
