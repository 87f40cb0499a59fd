"""National numbers (NISS, BIS) found in a file: recognised in order to be removed, never to be kept (domain §4)."""

import re

from stdnum.be import bis, nn

MARK = "[NISS omis]"  # stands in a staged copy where a number was; ASCII, so that it survives any encoding

_GAP = r"[ .\-/_\u00a0\u2010-\u2015\x96\x97]{0,3}"
_SHAPE = re.compile(rf"(?<!\d)(?!(?<=\+)32)(\d\d){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d\d\d){_GAP}(\d\d)(?!\d)")
_OFFICIAL = re.compile(r"\d\d\.\d\d\.\d\d-\d\d\d\.\d\d")
_LONE = re.compile(r"\d{9,11}")


def is_national_number(text: str) -> bool:
    """Tell whether the whole of ``text`` is a valid NISS or BIS number, zeros lost by a spreadsheet put back."""
    text = text.strip()
    if _LONE.fullmatch(text):
        return _is_valid(text.zfill(11))
    match = _SHAPE.fullmatch(text)
    return bool(match and _is_valid("".join(match.groups())))


def remove_national_numbers(text: str) -> str:
    """Return ``text`` with ``MARK`` in place of every national number.

    A number is valid (check digits and birth date) or written in the official shape ``00.00.00-000.00``: a slip of the
    pen in that shape still names its person.
    """
    kept, position = [], 0
    while match := _SHAPE.search(text, position):
        if _OFFICIAL.fullmatch(match[0]) or _is_valid("".join(match.groups())):
            kept += [text[position : match.start()], MARK]
            position = match.end()
        else:
            kept.append(text[position : match.start() + 1])
            position = match.start() + 1
    return "".join([*kept, text[position:]])


def _is_valid(digits: str) -> bool:
    return nn.is_valid(digits) or bis.is_valid(digits)
