"""Days and times of sessions: local time, the days of a series, the holidays of Belgium."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

BRUSSELS = ZoneInfo("Europe/Brussels")
LONGEST_SERIES_DAYS = 366
SMALLEST_BAND, BAND_WIDTH, LAST_BAND = 10, 5, 20  # domain §7: nothing that counts fewer than 10 people for LM

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


@dataclass(frozen=True)
class CalendarDay:
    """A day of an agenda with its sessions; ``weekday`` is 1 for Monday, its column in a week's grid."""

    day: date
    sessions: list
    holiday: str

    @property
    def weekday(self) -> int:
        """Number of the day in its week, from 1."""
        return self.day.isoweekday()


def weeks_of(sessions: Iterable, first_day: date, last_day: date) -> list[list[CalendarDay]]:
    """Return the days from one to another, both included, by week, each with its sessions in order of time."""
    by_day = {}
    for session in sessions:
        by_day.setdefault(session.day, []).append(session)
    weeks = []
    for day in series_days(first_day, last_day, range(7)):
        if not weeks or day.weekday() == 0:
            weeks.append([])
        in_order = sorted(by_day.get(day, []), key=lambda session: session.period.lower)
        weeks[-1].append(CalendarDay(day, in_order, holiday_name(day)))
    return weeks


def headcount_band(number: int) -> str:
    """Return the planned headcount as the housing company reads it, in bands of five; empty under 10 people."""
    if number < SMALLEST_BAND:
        return ""
    if number >= LAST_BAND:
        return _("%(number)d personnes ou plus") % {"number": LAST_BAND}
    low = number // BAND_WIDTH * BAND_WIDTH
    return _("%(low)d à %(high)d personnes") % {"low": low, "high": low + BAND_WIDTH - 1}
