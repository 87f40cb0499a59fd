"""Amounts, dates and times as they are read in Brussels."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from config.templatetags import formats


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("1760.83"), "1\u00a0760,83\u00a0€"),
        (Decimal("44.02"), "44,02\u00a0€"),
        (0, "0,00\u00a0€"),
        (Decimal("-30"), "-30,00\u00a0€"),
        (Decimal("1234567.5"), "1\u00a0234\u00a0567,50\u00a0€"),
        (None, ""),
    ],
)
def test_money_is_written_with_no_break_spaces(amount, written):
    assert formats.money(amount) == written


def test_dates_are_written_in_full():
    assert formats.long_date(datetime.date(2026, 3, 4)) == "mercredi 4 mars 2026"
    assert formats.plain_date(datetime.date(2026, 3, 14)) == "14 mars 2026"
    assert formats.short_date(datetime.date(2026, 3, 4)) == "04/03/2026"


def test_the_first_of_a_month_is_an_ordinal():
    assert formats.long_date(datetime.date(2026, 3, 1)) == "dimanche 1er mars 2026"
    assert formats.plain_date(datetime.date(2026, 11, 1)) == "1er novembre 2026"


def test_days_are_written_in_dutch_for_who_reads_dutch():
    with translation.override("nl"):
        assert formats.long_date(datetime.date(2026, 3, 1)) == "zondag 1 maart 2026"
        assert formats.plain_date(datetime.date(2026, 11, 1)) == "1 november 2026"


def test_a_moment_is_read_in_brussels():
    almost_midnight = datetime.datetime(2026, 3, 4, 23, 30, tzinfo=datetime.UTC)
    assert formats.clock(almost_midnight) == "00:30"
    assert formats.plain_date(almost_midnight) == "5 mars 2026"


def test_midnight_is_a_time_and_none_is_not():
    assert formats.clock(datetime.time(0, 0)) == "00:00"
    assert formats.clock(None) == ""
    assert [formats.long_date(None), formats.plain_date(None), formats.short_date(None)] == ["", "", ""]


@pytest.mark.parametrize(("minutes", "written"), [(2708, "45\u00a0h\u00a008"), (0, "0\u00a0h\u00a000"), (None, "")])
def test_duration_is_written_in_hours(minutes, written):
    assert formats.duration(minutes) == written
