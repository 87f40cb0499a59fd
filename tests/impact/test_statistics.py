"""Wilson's interval, shares, completeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.statistics import Completeness, Share, wilson_interval


@pytest.mark.parametrize(
    ("count", "denominator", "low", "high"),
    [(9, 30, 17, 48), (0, 12, 0, 24), (12, 12, 76, 100), (15, 30, 33, 67), (1, 10, 2, 40)],
)
def test_wilson_interval_gives_published_bounds(count, denominator, low, high):
    interval = wilson_interval(count, denominator)

    assert (round(100 * interval.low), round(100 * interval.high)) == (low, high)


def test_wilson_interval_of_nobody_says_nothing():
    assert (wilson_interval(0, 0).low, wilson_interval(0, 0).high) == (0.0, 1.0)


@pytest.mark.parametrize(("count", "denominator"), [(3, 2), (-1, 5), (0, -1)])
def test_wilson_interval_refuses_what_is_no_share(count, denominator):
    with pytest.raises(ValueError, match="is not a share"):
        wilson_interval(count, denominator)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_its_share_and_mirrors(share):
    count, denominator = share
    interval = wilson_interval(count, denominator)
    mirror = wilson_interval(denominator - count, denominator)

    assert 0 <= interval.low <= count / denominator <= interval.high <= 1
    assert interval.low == pytest.approx(1 - mirror.high, abs=1e-12)


@given(st.integers(1, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_solves_the_score_equation(share):
    """Each bound p of the interval satisfies |x/n − p| = z √(p(1 − p)/n), Wilson's own definition."""
    count, denominator = share
    interval = wilson_interval(count, denominator)

    for bound, reached in ((interval.low, count > 0), (interval.high, count < denominator)):
        if reached:
            distance = (count / denominator - bound) ** 2
            assert distance == pytest.approx(1.959963984540054**2 * bound * (1 - bound) / denominator, rel=1e-6)


def test_share_prints_a_percentage_from_ten_people_on():
    assert Share(3, 9).percentage is None
    assert Share(3, 9).interval_percentages is None
    assert Share(3, 10).percentage == 30
    assert Share(9, 30).interval_percentages == (17, 48)
    assert Share(0, 0).proportion is None


@pytest.mark.parametrize(
    ("known", "is_sound", "is_headline_allowed"),
    [(80, True, True), (79, False, True), (60, False, True), (59, False, False)],
)
def test_completeness_judges_the_figure(known, is_sound, is_headline_allowed):
    completeness = Completeness(known, 100)

    assert (completeness.is_sound, completeness.is_headline_allowed) == (is_sound, is_headline_allowed)


def test_completeness_of_nothing_expected_is_full():
    assert Completeness(0, 0).percentage == 100
