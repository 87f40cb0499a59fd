"""How to reach and to pay somebody: telephone, e-mail, postcode, account number."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from stdnum import iban
from stdnum.exceptions import ValidationError as NumberError

from participants.imports.errors import CellRefusedError

# The countries of the single euro payments area (European Payments Council).
SEPA_COUNTRIES = frozenset(
    """
    AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE
    SI SK SM VA
    """.split()  # noqa: SIM905 — a list of words reads better as words
)
_SEVERAL = re.compile(r"\s*(?:[/;,|\n]|\bou\b|\bet\b|\bof\b|\ben\b)\s*")


def parse_phones(text: str) -> list[str]:
    """Return the telephones of a cell as they are dialled: ``0475 48 78 78``, ``02 411 22 33``, ``+33612345678``.

    Raises ``CellRefusedError`` when one of them has too few or too many digits.
    """
    whole = _format_phone(text)
    if whole:
        return [whole]
    phones = [_format_phone(part) for part in _SEVERAL.split(text) if part]
    if not phones or not all(phones):
        raise CellRefusedError(_("« %(value)s » n'est pas un numéro de téléphone.") % {"value": text[:40]})
    return list(dict.fromkeys(phones))


def phone_digits(phone: str) -> str:
    """Return what is compared of a telephone: its digits with the country, empty when they are too few."""
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    if phone.strip().startswith("+"):
        pass
    elif digits.startswith("00"):
        digits = digits[2:]
    elif digits.startswith("0"):
        digits = "32" + digits[1:]
    elif len(digits) == 8 or (len(digits) == 9 and digits.startswith("4")):  # a spreadsheet took the zero away
        digits = "32" + digits
    return digits if 8 <= len(digits) <= 15 else ""


def _format_phone(text: str) -> str:
    if re.sub(r"^(tel|tél|gsm|t)\b[.: ]*", "", text.strip(), flags=re.IGNORECASE).strip(" +0123456789()./-–") != "":
        return ""
    text = re.sub(r"[^\d+()]", "", text)
    digits = phone_digits(text)
    if digits.startswith("32"):
        national = "0" + digits[2:].removeprefix("0")
        if len(national) == 10 and national.startswith("04"):
            return f"{national[:4]} {national[4:6]} {national[6:8]} {national[8:]}"
        if len(national) == 9 and national[:2] in ("02", "03", "04", "09"):
            return f"{national[:2]} {national[2:5]} {national[5:7]} {national[7:]}"
        if len(national) == 9:
            return f"{national[:3]} {national[3:5]} {national[5:7]} {national[7:]}"
        return ""
    return f"+{digits}" if digits else ""


def parse_email(text: str) -> str:
    """Return an e-mail address in small letters; refuse what is not one."""
    address = text.strip().removeprefix("mailto:").strip("<>").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise CellRefusedError(_("« %(value)s » n'est pas une adresse e-mail.") % {"value": text[:60]}) from None
    return address


def parse_postcode(text: str) -> str:
    """Return a postcode as text, the commune that follows it left out: "1080 Molenbeek" gives ``1080``."""
    match = re.fullmatch(r"(?:B-?)?(\d{4})(?:\D.*)?", text.strip(), flags=re.DOTALL)
    if match:
        return match[1]
    if len(text) <= 10 and re.search(r"\d", text):
        return text
    raise CellRefusedError(_("« %(value)s » n'est pas un code postal.") % {"value": text[:40]})


def parse_iban(text: str) -> str:
    """Return an account number without spaces.

    Checks the IBAN's own digits and, for Belgium, the national ones: the last two are the first ten modulo 97, 97
    standing for 0 (domain §4). Raises ``CellRefusedError`` for a wrong number or a country outside SEPA.
    """
    number = re.sub(r"^IBAN[ :]*", "", text.strip().upper())
    try:
        number = iban.validate(number, check_country=False)
    except NumberError:
        raise CellRefusedError(_("Le numéro de compte est faux : ses chiffres de contrôle ne vont pas.")) from None
    if number[:2] not in SEPA_COUNTRIES:
        raise CellRefusedError(_("Le compte est hors de la zone SEPA."))
    if number.startswith("BE") and int(number[14:]) != (int(number[4:14]) % 97 or 97):
        raise CellRefusedError(_("Le numéro de compte est faux : ses deux derniers chiffres ne vont pas."))
    return number
