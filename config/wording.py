"""Words that would turn volunteering into a job: never on a screen, in a document or in an export (domain §2)."""

import re
import unicodedata

_FORBIDDEN = re.compile(
    r"\b(?:salair\w*|salari\w*|remuner\w*|employeu\w*|horaires?\s+obligatoires?|sanction\w*|absences?\s+injustifiee?s?)\b"
)


def forbidden_words_in(text: str) -> list[str]:
    """Return the forbidden words of ``text`` as they are written there, whatever their case or accents.

    Say instead: défraiement, horaire indicatif, absence annoncée, absence non annoncée. An exit to a real job may of
    course name an employer: such a page does not speak of volunteering.
    """
    text = unicodedata.normalize("NFC", text)
    folded = "".join(unicodedata.normalize("NFD", letter)[0] for letter in text.lower())
    return [text[found.start() : found.end()] for found in _FORBIDDEN.finditer(folded)]
