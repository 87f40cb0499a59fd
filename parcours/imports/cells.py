"""The cells of lists of partners: kinds, themes, delays, addresses of web sites."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from parcours.models import Partner
from parcours.models.parcours import Theme
from participants.imports.columns import fold_words
from participants.imports.contacts import parse_phones
from participants.imports.errors import CellRefusedError

Kind = Partner.Kind

_KINDS = [
    (Kind.ACTIRIS, r"^actiris\b"),
    (Kind.VDAB, r"\bvdab\b"),
    (Kind.TRAINING, r"^(bruxelles formation|training)\b"),
    (Kind.CEFO, r"\bcefo\b|carrefour formation"),
    (Kind.CITY, r"^(cite des metiers|city)\b|beroepenpunt"),
    (Kind.TRACE, r"^trace\b"),
    (Kind.CPAS, r"\b(cpas|ocmw)\b"),
    (Kind.LITERACY, r"lire et ecrire|alphabetis|^literacy"),
    (Kind.AFT, r"\baft\b|formation par le travail"),
    (Kind.OISP, r"\boisp\b|insertion"),
    (Kind.SOCIAL_ECONOMY, r"economie sociale|sociale economie|^social economy"),
    (Kind.DEBT, r"mediation|schuld|\bdettes?\b|^debt"),
    (Kind.PLANNING, r"planning"),
    (Kind.HEALTH, r"maison medicale|gezondheid|^health"),
    (Kind.CHILDCARE, r"creche|kinder|garde d enfants|^childcare"),
    (Kind.OTHER, r"^(autre|ander|other)"),
]
_THEMES = [
    (Theme.HOUSING, r"logement|huisvesting|\bwon(en|ing)|^housing"),
    (Theme.WORK, r"emploi|travail|\bwerk|tewerkstelling|\bjob|^work"),
    (Theme.TRAINING, r"formation|opleiding|vorming|^training"),
    (Theme.PAPERS, r"administrat|demarche|papier|\bdroits\b|\brechten\b"),
    (Theme.MONEY, r"financ|\bdettes?\b|schuld|budget|argent|\bgeld|^money"),
    (Theme.MOBILITY, r"mobilit|permis|rijbewijs|vervoer|transport"),
    (Theme.HEALTH, r"\bsante|gezondheid|^health"),
    (Theme.FAMILY, r"famil|gezin|enfant|\bkind|creche"),
    (Theme.LANGUAGE, r"langue|\btaal|\btalen|francais|neerlandais|nederlands|\balpha|\bfle\b|^language"),
    (Theme.DIGITAL, r"numeri|digita|informatiq|informatica|ordinateur|computer"),
]
_BETWEEN = re.compile(r"[,;/|\n+&]|\b(?:et|en)\b")
_DELAY = re.compile(
    r"(?:environ |ongeveer |en general |\+ )?(\d{1,3}) ?(j|jours?|d|dag|dagen|sem|semaines?|week|weken|mois|maand|maanden)?"
)
_DAYS_IN = {"s": 7, "w": 7, "m": 30}  # by the first letter of the unit; else days


def read_kind(text: str) -> str:
    """Return the kind of an organisation; raises ``CellRefusedError`` when the words tell none."""
    words = fold_words(text)
    found = next((kind for kind, pattern in _KINDS if re.search(pattern, words)), None)
    if found is None:
        raise CellRefusedError(_("« %(value)s » n'est pas un genre connu.") % {"value": text[:40]})
    return found


def read_themes(text: str) -> tuple[list[str], list[str]]:
    """Return the themes that a cell names, each once, and the words that name none."""
    themes, unknown = [], []
    for part in _BETWEEN.split(text):
        if words := fold_words(part):
            found = [theme for theme, pattern in _THEMES if re.search(pattern, words)]
            themes += found
            unknown += [] if found else [part.strip()]
    return [theme.value for theme in Theme if theme in themes], list(dict.fromkeys(unknown))


def read_delay(text: str) -> int:
    """Return a usual delay in days, weeks counted as 7 and months as 30; raises ``CellRefusedError``."""
    match = _DELAY.fullmatch(fold_words(text))
    if match is None:
        raise CellRefusedError(_("« %(value)s » n'est pas un nombre de jours.") % {"value": text[:40]})
    return int(match[1]) * _DAYS_IN.get((match[2] or "d")[0], 1)


def read_phone(text: str) -> str:
    """Return the first telephone of a cell as it is dialled; raises ``CellRefusedError``."""
    return parse_phones(text)[0]


def read_website(text: str) -> str:
    """Return the address of a web site, ``https://`` put before one without; raises ``CellRefusedError``."""
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise CellRefusedError(_("« %(value)s » n'est pas l'adresse d'un site web.") % {"value": text[:60]}) from None
    return address
