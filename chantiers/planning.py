"""Days and times of sessions: local time, the days of a series, the holidays of Belgium."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

BRUSSELS = ZoneInfo("Europe/Brussels")
LONGEST_SERIES_DAYS = 366

_HOLIDAYS = holidays.country_holidays("BE", language="fr")


def local_period(day: date, start: time, end: time) -> DateTimeTZRange:
    """Return the half-open range of a session from wall-clock times in Brussels, whatever the season.

    Its bounds are in UTC, so that their difference is time elapsed, not a difference of clocks.
    """
    bounds = (datetime.combine(day, clock, BRUSSELS).astimezone(UTC) for clock in (start, end))
    return DateTimeTZRange(*bounds)


def holiday_name(day: date) -> str:
    """Return the name of the Belgian public holiday on ``day``, empty on another day."""
    return _HOLIDAYS.get(day) or ""


def series_days(first_day: date, last_day: date, weekdays: Iterable[int]) -> Iterator[date]:
    """Give each day from one to another, both included, that falls on one of ``weekdays`` (0 is Monday)."""
    wanted = set(weekdays)
    for offset in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=offset)
        if day.weekday() in wanted:
            yield day


def monday_of(day: date) -> date:
    """Return the Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class SeriesDay:
    """One date of a series before it is written: its holiday, what already takes the moment, whether it is wanted."""

    day: date
    holiday: str
    is_taken: bool
    is_wanted: bool
