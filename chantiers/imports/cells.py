"""The cells of plannings and attendance sheets: days, hours, amounts, kinds of session, marks."""

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.utils.translation import gettext as _

from chantiers.models import Attendance, Session
from participants.imports.columns import fold_words
from participants.imports.dates import day_and_month, parse_day
from participants.imports.errors import CellRefusedError

State = Attendance.State

_WEEKDAY = re.compile(r"^(lun|mar|mer|jeu|ven|sam|dim|ma|di|wo|do|vr|za|zo)[a-z]*\.?,?\s+(?=\d)", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:hHuU.]\s*(\d{2})?)?(?::\d{2})?\s*(?:min|u|h)?")
_DAY_BEFORE = re.compile(r"^\d{1,2}/\d{1,2}/\d{4} (?=\d)")  # a spreadsheet keeps a day with some hours
_DAY_FRACTION = re.compile(r"0[.,]\d+")
_PLACES = re.compile(r"(\d{1,4})(?:\s*(?:places?|personnes?|plaatsen|personen))?", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?")
_KINDS = [
    (Session.Kind.VOLUNTEERING, r"chantier|volonta|benevol|vrijwillig|travaux|werf"),
    (
        Session.Kind.ACCOMPANIMENT,
        r"atelier|accompagn|formation|coaching|cours|info|reunion|bilan|entretien|visite|workshop|begeleid|opleiding",
    ),
]
# Old sheets say "justifiée" and "injustifiée": both words are read, neither is kept.
_MARKS = [
    (State.UNANNOUNCED, r"a|an|ai|(abs(ence)? )?(injustif\w*|non (annonce|justifi)\w*)"),
    (State.ANNOUNCED, r"j|ap|aj|a j|excuse\w*|(abs(ence)? )?(annonce|justif)\w*"),
    (State.PRESENT, r"p|present|presente|present e"),
    (State.LATE, r"r|retard|en retard|arrive\w*( e)? plus tard"),
    (State.LEFT_EARLY, r"d|depart( anticipe)?|parti\w*( e)? plus tot"),
    (State.NOT_CONCERNED, r"nc|n c|non concerne\w*( e)?"),
]
_TIME_AFTER = re.compile(r"^(?P<words>[^\d]+?)\s*\(?(?P<clock>\d{1,2}\s*[:hHuU.]\s*\d{0,2})\)?$")
BLANKS = frozenset({"", "-", "–", "—", "/"})


@dataclass(frozen=True)
class Mark:
    """What a cell of an attendance sheet says: a state, and an hour when one is written."""

    state: str
    arrived_at: time | None = None
    left_at: time | None = None


@dataclass(frozen=True)
class ColumnDay:
    """The day at the head of a column of marks; ``year`` is None when it is not written, ``start`` an hour if any."""

    day: int
    month: int
    year: int | None
    start: time | None = None


def read_day(text: str) -> date:
    """Return the day of a cell; raises ``CellRefusedError``."""
    return parse_day(_WEEKDAY.sub("", text.strip()))


def read_column_day(text: str) -> ColumnDay | None:
    """Return the day at the head of a column, None when the header is not a day."""
    written = _WEEKDAY.sub("", " ".join(text.split()))
    found = day_and_month(written)
    if found is None:
        return None
    day, month, year, rest = found
    try:
        start = read_clock(rest) if rest else None
    except CellRefusedError:
        start = None
    return ColumnDay(day, month, year, start)


def read_clock(text: str) -> time:
    """Return an hour of the day: ``9:00``, ``9h``, ``9h30``, ``0,375`` of a day; raises ``CellRefusedError``."""
    written = _DAY_BEFORE.sub("", text.strip())
    if _DAY_FRACTION.fullmatch(written):
        minutes = round(float(written.replace(",", ".")) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    match = _CLOCK.fullmatch(written)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise CellRefusedError(_("« %(value)s » n'est pas une heure.") % {"value": text[:40]})
    return time(hour, minute)


def read_amount(text: str) -> Decimal:
    """Return euros; raises ``CellRefusedError``."""
    written = re.sub(r"\s|€|eur(os?)?", "", text, flags=re.IGNORECASE)
    match = _AMOUNT.fullmatch(written)
    if match is None:
        raise CellRefusedError(_("« %(value)s » n'est pas un montant.") % {"value": text[:40]})
    return Decimal(f"{match[1]}.{match[2] or '00'}").quantize(Decimal("0.01"))


def read_places(text: str) -> int:
    """Return a number of places, at least one; raises ``CellRefusedError``."""
    match = _PLACES.fullmatch(text.strip())
    if match is None or not 1 <= int(match[1]) <= 500:
        raise CellRefusedError(_("« %(value)s » n'est pas un nombre de places.") % {"value": text[:40]})
    return int(match[1])


def read_kind(text: str) -> str:
    """Return the kind of a session; raises ``CellRefusedError``: only one of them can carry an allowance.

    The first word that says a kind wins: "réunion de chantier" is a meeting.
    """
    words = fold_words(text)
    found = [(match.start(), kind) for kind, pattern in _KINDS if (match := re.search(pattern, words))]
    if found:
        return min(found)[1]
    if not words:
        raise CellRefusedError(_("Le type manque : chantier ou atelier."))
    raise CellRefusedError(_("« %(value)s » n'est ni un chantier ni un atelier.") % {"value": text[:40]})


def read_mark(text: str) -> Mark | None:
    """Return the mark of a cell, None when the cell is blank; raises ``CellRefusedError``."""
    if text.strip() in BLANKS:
        return None
    timed = _TIME_AFTER.fullmatch(text.strip())
    words = fold_words(timed["words"] if timed else text)
    state = next((state for state, pattern in _MARKS if re.fullmatch(pattern, words)), None)
    is_timed = state in (State.LATE, State.LEFT_EARLY)
    if state is None or (timed and not is_timed):
        raise CellRefusedError(_("« %(value)s » n'est pas une marque connue.") % {"value": text[:40]})
    clock = read_clock(timed["clock"]) if timed else None
    return Mark(
        state,
        arrived_at=clock if state == State.LATE else None,
        left_at=clock if state == State.LEFT_EARLY else None,
    )


def read_text(text: str, longest: int) -> str:
    """Return a text that fits its field; raises ``CellRefusedError``."""
    if len(text) > longest:
        raise CellRefusedError(_("Ce texte dépasse %(longest)d caractères.") % {"longest": longest})
    return text
