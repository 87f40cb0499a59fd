"""Dates as lists write them."""

import calendar
import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from participants.imports.columns import fold_words
from participants.imports.errors import CellRefusedError

OLDEST_AGE = 110
YOUNGEST_LIKELY_AGE = 15  # tells the century of a birth year written with two digits

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan januari",
            "fevrier fevr fev feb februari",
            "mars maart mrt",
            "avril avr apr april",
            "mai mei",
            "juin jun juni",
            "juillet juil jul juli",
            "aout aug augustus",
            "septembre sept sep september",
            "octobre oct okt oktober",
            "novembre nov november",
            "decembre dec december",
        ),
        1,
    )
    for name in names.split()
}
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_DAY_FIRST = re.compile(r"(\d{1,2}) ?[/.\- ] ?(\d{1,2}) ?[/.\- ] ?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_MONTH_ONLY = re.compile(r"(\d{1,2}) ?[/.\-] ?(\d{4})|(\d{4})-(\d{1,2})")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[/.,\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?(?![\d/])(.*)", re.DOTALL)
_DAY_IN_WORDS = re.compile(r"(\d{1,2})(?:er)?[ \-]([^\W\d_]+)\.?(?:[ \-](\d{4}))?(?!\w)(.*)", re.DOTALL)
_LEAP_YEAR = 2000
_SERIAL = re.compile(r"[1-9]\d{4}")  # a day as spreadsheets count them, in a cell that lost its format
_SERIAL_START = date(1899, 12, 30)
_DIGITS_ONLY = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_IN_WORDS = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4}|\d{2})")


def parse_birth_date(text: str, *, today: date) -> date:
    """Return a birth date; refuse a day that does not exist, a future one, an age above 110 and a month alone."""
    born = _parse(text, today=today, youngest=YOUNGEST_LIKELY_AGE)
    if born > today:
        raise CellRefusedError(_("La date de naissance %(value)s est dans le futur.") % {"value": text})
    if today.year - born.year > OLDEST_AGE:
        raise CellRefusedError(_("La date de naissance %(value)s donne plus de 110 ans.") % {"value": text})
    return born


def parse_since(text: str, *, today: date) -> date:
    """Return the start of a registration or of a time without work; a month alone stands for its first day."""
    since = _parse(text, today=today, youngest=0, is_month_enough=True)
    if since > today:
        raise CellRefusedError(_("La date %(value)s est dans le futur.") % {"value": text})
    if today.year - since.year > OLDEST_AGE:
        raise CellRefusedError(_("La date %(value)s est trop ancienne.") % {"value": text})
    return since


def parse_day(text: str) -> date:
    """Return a day, past or to come; a year of two digits is of this century."""
    return _parse(text, today=date(2099, 12, 31), youngest=0)


def from_serial(text: str) -> date:
    """Return the day that a spreadsheet's number stands for: 32874 is 1 January 1990."""
    return _SERIAL_START + timedelta(days=int(text))


def day_and_month(text: str) -> tuple[int, int, int | None, str] | None:
    """Return day, month, year if any, and what follows, of a text that begins with a day: "03/03", "3 mars 2025 9h".

    None when the text does not begin with a day that exists (29 February does).
    """
    if match := _DAY_AND_MONTH.match(text):
        day, month, year, rest = match.groups()
    elif (match := _DAY_IN_WORDS.match(text)) and (word := fold_words(match[2])) in _MONTHS:
        day, month, year, rest = match[1], _MONTHS[word], match[3], match[4]
    elif _SERIAL.fullmatch(text):
        day, month, year, rest = (on := from_serial(text)).day, on.month, str(on.year), ""
    else:
        return None
    full_year = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    if not _exists(full_year or _LEAP_YEAR, int(month), int(day)):
        return None
    return int(day), int(month), full_year, rest.strip()


def find_date(text: str) -> date | None:
    """Return the only full date inside a sentence, such as "Liste arrêtée au 11/02/2025"; None otherwise."""
    found = set()
    for match in re.finditer(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?!\d)", text):
        day, month, year = map(int, match.groups())
        if _exists(year, month, day):
            found.add(date(year, month, day))
    return found.pop() if len(found) == 1 else None


def _parse(text: str, *, today: date, youngest: int, is_month_enough: bool = False) -> date:
    written = _TIME.sub("", text.strip())
    words = fold_words(written)
    if _SERIAL.fullmatch(written):
        return from_serial(written)
    if match := _DAY_FIRST.fullmatch(written):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(written) or _DIGITS_ONLY.fullmatch(written):
        year, month, day = match.groups()
    elif match := _MONTH_ONLY.fullmatch(written):
        day, month, year = None, match[1] or match[4], match[2] or match[3]
    elif (match := _IN_WORDS.fullmatch(words)) and match[2] in _MONTHS:
        day, month, year = match[1], _MONTHS[match[2]], match[3]
    else:
        raise CellRefusedError(_("« %(value)s » n'est pas une date.") % {"value": text[:40]})
    full_year = int(year) if len(year) == 4 else _century(int(year), today, youngest)
    if day is None and not is_month_enough:
        raise CellRefusedError(_("Il manque le jour dans « %(value)s ».") % {"value": text})
    if not _exists(full_year, int(month), int(day or 1)):
        raise CellRefusedError(_("Le %(value)s n'existe pas.") % {"value": text})
    return date(full_year, int(month), int(day or 1))


def _century(year: int, today: date, youngest: int) -> int:
    recent = today.year // 100 * 100 + year
    older = recent - 100
    is_likely = recent <= today.year - youngest
    return recent if is_likely or today.year - older > OLDEST_AGE else older


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
