"""Names as lists write them: split, put in nice case, and folded to be compared."""

import re
import unicodedata

LOST_LETTER = "?"
_REPLACEMENT = "\ufffd"

# Words that begin a surname, in the languages of Brussels.
PARTICLES = frozenset(
    """
    van vande vanden vander den der de het 't ten ter te la le les du des da das do dos di del della el al ould
    ben bin bint ibn ait aït st sint von zu
    """.split()  # noqa: SIM905 — a list of words reads better as words
)
# Inside a surname these stay small: "Van den Broeck".
SMALL_INSIDE = frozenset({"den", "der", "de", "het", "'t", "la", "da", "das", "dos", "du", "des"})
# These are first names or surnames of their own too: "Ben Ali" holds both.
_ALSO_NAMES = frozenset({"ben", "bin", "le", "la", "st", "saint"})
_ELIDED = frozenset({"D", "L", "N", "O", "Ó", "T"})  # "D HONDT", "N DIAYE", "T JAMPENS": the apostrophe was lost
_TITLES = re.compile(r"^(mme|mlle|madame|monsieur|mevr|mevrouw|dhr|de heer|mr)\.?\s+(?=\S)", re.IGNORECASE)
_UNDECOMPOSED = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", _REPLACEMENT: "?"}
)


def fold_name(name: str) -> str:
    """Return what is compared of a name: letters without accent or case, ``?`` for a lost one, nothing between them."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold().translate(_UNDECOMPOSED))
    return "".join(c for c in plain if c.isalnum() or c == LOST_LETTER)


def tidy(text: str) -> str:
    """Return a name with single spaces, plain apostrophes, no title and no invisible character."""
    visible = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    plain = re.sub(r"[’‘`´]", "'", visible.replace(_REPLACEMENT, LOST_LETTER))
    return _TITLES.sub("", " ".join(plain.split()).strip(" ,;"))


def has_lost_letter(name: str) -> bool:
    """Tell whether a ``?`` stands where a letter was."""
    return LOST_LETTER in name


def split_full_name(text: str, *, is_first_name_first: bool = False) -> tuple[str, str]:
    """Return (surname, first name) from one cell, either empty when the cell holds only one of them.

    A comma separates them; else words in capitals are the surname; else particles and the word after them, at the side
    that ``is_first_name_first`` tells.
    """
    text = tidy(text)
    if "," in text:
        before, after = (part.strip() for part in text.split(",", 1))
        return (after, before) if is_first_name_first else (before, after)
    words = text.split()
    capitals = [index for index, word in enumerate(words) if _is_capitals(word) or _begins_capitals(words, index)]
    if capitals and len(capitals) < len(words):
        start, end = _surname_in_capitals(words, capitals)
    elif is_first_name_first:
        start = next((index for index in range(1, len(words)) if _is_particle(words[index])), max(len(words) - 1, 0))
        end = len(words)
    else:
        start, end = 0, _end_of_surname(words)
    return " ".join(words[start:end]), " ".join(words[:start] + words[end:])


def _surname_in_capitals(words: list[str], capitals: list[int]) -> tuple[int, int]:
    start, end = capitals[0], capitals[-1] + 1
    while start > 0 and _is_particle(words[start - 1]):
        start -= 1
    if (start, end) == (0, len(words)):  # particles all around: only the words in capitals
        start = capitals[0]
    return start, end


def _end_of_surname(words: list[str]) -> int:
    end = 0
    while end < len(words) - 2 and _is_particle(words[end]):
        end += 1
    if end == 0 and len(words) == 2 and _is_particle(words[0]) and words[0].casefold() not in _ALSO_NAMES:
        return 2  # "El Amrani": a surname alone
    return min(end + 1, len(words))


def _begins_capitals(words: list[str], index: int) -> bool:
    """Tell whether a word is the letter whose apostrophe was lost before a surname in capitals: "N DIAYE"."""
    return words[index] in _ELIDED and index + 1 < len(words) and _is_capitals(words[index + 1])


def _is_capitals(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def _is_particle(word: str) -> bool:
    return word.casefold() in PARTICLES or word in _ELIDED


def nice_case(name: str) -> str:
    """Return a name whose words written all in capitals or all in small letters get one capital each.

    "VAN DEN BROECK" gives "Van den Broeck", "D'HONDT" gives "D'Hondt"; a word in mixed case stays as written.
    """
    words = tidy(name).split()
    last = len(words) - 1
    return " ".join(
        word.lower()
        if 0 < index < last and word.casefold() in SMALL_INSIDE and word != word.title()
        else _nice_word(word)
        for index, word in enumerate(words)
    )


def _nice_word(word: str) -> str:
    if word.casefold() == "'t":
        return "'t"
    if not (_is_capitals(word) or word.islower()):
        return word
    small = word.replace("İ", "i").lower()
    return re.sub(r"(^|['\-(.])([^\W\d_])", lambda match: match[1] + match[2].upper(), small)
