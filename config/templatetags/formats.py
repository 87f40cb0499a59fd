"""Filters that write amounts, dates and times as a reader in Brussels expects them."""

import datetime
from decimal import Decimal

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext

register = template.Library()

NO_BREAK_SPACE = "\u00a0"


def _local(value: datetime.date) -> datetime.date:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


@register.filter
def money(value: Decimal | int | None) -> str:
    """Write euros: `1 760,83 €`, with no-break spaces; nothing for no amount."""
    if value is None or value == "":
        return ""
    number = formats.number_format(Decimal(value), decimal_pos=2, use_l10n=True, force_grouping=True)
    number = number.replace("\u202f", NO_BREAK_SPACE).replace(" ", NO_BREAK_SPACE)
    return f"{number}{NO_BREAK_SPACE}€"


@register.filter
def long_date(value: datetime.date | None) -> str:
    """Write a day in full: "mercredi 4 mars 2026", "dimanche 1er mars 2026", "zondag 1 maart 2026"."""
    if not value:
        return ""
    written = formats.date_format(_local(value), "l j F Y")
    return written.replace(" 1 ", " 1er ") if _is_french() else written


@register.filter
def plain_date(value: datetime.date | None) -> str:
    """Write a day without its weekday: "4 mars 2026"."""
    if not value:
        return ""
    written = formats.date_format(_local(value), "j F Y")
    return f"1er{written[1:]}" if written.startswith("1 ") and _is_french() else written


@register.filter
def short_date(value: datetime.date | None) -> str:
    """Write a day in figures, for narrow columns: "04/03/2026"."""
    return formats.date_format(_local(value), "d/m/Y") if value else ""


@register.filter
def clock(value: datetime.time | datetime.datetime | None) -> str:
    """Write a time of day in Brussels, on 24 hours: "08:52"."""
    return formats.time_format(_local(value), "H:i") if value is not None else ""


@register.filter
def duration(minutes: int | None) -> str:
    """Write minutes as hours: `45 h 08`, `45 u 08`."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    return f"{hours}{NO_BREAK_SPACE}{pgettext('heures', 'h')}{NO_BREAK_SPACE}{rest:02d}"
