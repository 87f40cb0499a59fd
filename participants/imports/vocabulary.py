"""The words of lists: studies, income, languages, levels, gender, nationality, restrictions."""

import re

from django.utils.translation import gettext as _

from participants.imports.columns import fold_words
from participants.imports.errors import CellRefusedError
from participants.models import Participant
from participants.models.income import IncomeKind
from participants.models.person import LanguageLevel

_EDUCATION = [
    ("", r"etranger|non reconnu|sans equivalence|niet erkend|buitenland"),
    (
        Participant.Education.LOW,
        r"\b(sans|aucun|pas de|geen) (diplom|etude)|\bceb\b|\bcesi\b|\bce1d\b|\bcesdd\b|primaire",
        r"secondaire inf|\bc2d\b|deuxieme degre|lager (onderwijs|secundair)|basisonderwijs",
    ),
    (
        Participant.Education.MIDDLE,
        r"\bcess\b|secondaire sup|alternance|apprentissage|\bcefa\b|\befp\b|ifapme|7e|\bcq6\b",
        r"chef d entreprise|hoger secundair|humanites|\bbac\b(?! ?\+)|leertijd|syntra",
    ),
    (
        Participant.Education.HIGH,
        r"bachel|graduat|master|licen|doctor|universit|haute ecole|superieur|\bbes\b|hogeschool",
        r"\bbac ?\+|ingenieur|agreg",
    ),
]
_INCOME = [
    (
        IncomeKind.ONEM,
        r"chomage|chomeu|\bcci\b|\bonem\b|\brva\b|indemnise|(allocation|uitkering)\w* (d )?(insertion|attente)",
        r"werkloos|\brcc\b|prepension|inschakelings|allocataire",
    ),
    (IncomeKind.CPAS, r"\bcpas\b|\bocmw\b|\be?ris\b|revenu d integration|aide sociale|leefloon"),
    (IncomeKind.INCAPACITY, r"mutuel|mutualit|incapacit|invalid|\binami\b|\briziv\b|ziekte|arbeidsongeschikt|maladie"),
    (IncomeKind.ASYLUM, r"fedasil|asile|asiel|protection internationale|centre d accueil"),
]
_NO_INCOME = (
    r"(sans|aucun|pas de|geen|zonder) (revenu|ressource|inkomen|allocation|chomage|uitkering)",
    r"^neant$|^aucun$|non indemnise|a charge",
)
_EXCLUDED = r"\bexclu|suspendu|geschorst"

_LANGUAGES = {
    "français": "fr fra francais frans french",
    "néerlandais": "nl nld neerlandais nederlands dutch flamand vlaams",
    "anglais": "en eng ang anglais engels english gb uk",
    "arabe": "ar ara arabe arabisch arab darija darja marocain",
    "turc": "tr tur turc turks turkish",
    "roumain": "ro ron rou roumain roemeens",
    "peul": "ff peul pular poular pulaar fula fulani",
    "berbère": "ber berbere amazigh tamazight tarifit rifain kabyle chleuh",
    "espagnol": "es esp spa espagnol spaans",
    "portugais": "pt por portugais portugees",
    "italien": "it ita italien italiaans",
    "allemand": "de deu all allemand duits",
    "polonais": "pl pol polonais pools",
    "bulgare": "bg bul bulgare bulgaars",
    "russe": "ru rus russe russisch",
    "ukrainien": "ua ukr ukrainien oekraiens",
    "albanais": "sq alb albanais albanees",
    "lingala": "ln lin lingala",
    "swahili": "sw swa swahili",
    "wolof": "wo wol wolof",
    "soussou": "sus soussou",
    "somali": "so som somali",
    "tigrinya": "ti tir tigrinya tigrigna",
    "persan": "fa fas per persan farsi",
    "dari": "prs dari",
    "pachto": "ps pus pachto pachtou pashto",
    "ourdou": "ur urd ourdou urdu",
    "kurde": "ku kur kurde koerdisch",
    "arménien": "hy arm armenien armeens",
    "langue des signes": "lsfb lsf signes",
}  # fmt: skip
KNOWN_LANGUAGES = tuple(_LANGUAGES)  # offered where somebody types a language
_LANGUAGE_OF = {word: name for name, words in _LANGUAGES.items() for word in words.split()}

_EU_WORDS = """
ue eu europe allemagne allemand autriche autrichien bulgar chypr croat danemark danois espagn eston finland franc
grec hongr irland ital letton lituan luxemb malt neerland pays bas polon polog portug roum slovaq sloven suede
suedois tcheq duits frans ital nederlands pools roemeens spaans grieks bulgaars
""".split()  # noqa: SIM905 — a list of words reads better as words
_RESTRICTION = re.compile(
    r"\b(pas (de|d)|pas trop|ne (peut|doit|pas|plus)|eviter?|interdi\w*|sans|jamais|limite|geen|niet|max\w*)\b.*"
    r"\b(hauteur|echelles?|echafaud\w*|escaliers?|port|porter|porte|charges?|lourd\w*|poids|kilos?|kg|debout|assis\w*|accroupi\w*|genou\w*"
    r"|pench\w*|poussieres?|produits?|peinture|solvant\w*|bruits?|vibration\w*|efforts?|machines?|froid|chaleur|soleil|pluie"
    r"|marche\w*|outils?|hoogte|tillen|heffen|lasten|staan|bukken)\b"
)


def parse_education(text: str) -> str:
    """Return the ISCED group of a diploma; empty when the words do not tell it, a foreign one not recognised included."""
    words = fold_words(text)
    return next((level for level, *patterns in _EDUCATION if re.search("|".join(patterns), words)), "")


def parse_income(text: str) -> list[IncomeKind]:
    """Return the kinds of income a cell names; several when it names several, as every duty then applies."""
    words = fold_words(text)
    if re.search("|".join(_NO_INCOME), words):
        return [IncomeKind.NONE]
    kinds = (
        []
        if re.search(_EXCLUDED, words)
        else [kind for kind, *patterns in _INCOME if re.search("|".join(patterns), words)]
    )
    if not kinds:
        raise CellRefusedError(_("« %(value)s » n'est pas une situation connue.") % {"value": text[:60]})
    return kinds


def parse_level(text: str) -> LanguageLevel:
    """Return a level of the European framework (CECR): "A2+" or "A2.1" counts as A2."""
    words = fold_words(text)
    if match := re.search(r"\b([abc][12])\b", words) or re.match(r"([abc][12])\d?\b", words):
        return LanguageLevel(match[1].upper())
    if re.search(r"alpha|analphab|^pre a1$", words):
        return LanguageLevel.ALPHA
    if words in {"0", "a0", "aucun", "aucune", "nul", "neant", "non", "geen"}:
        return LanguageLevel.NONE
    raise CellRefusedError(_("« %(value)s » n'est pas un niveau CECR.") % {"value": text[:40]})


def parse_languages(text: str) -> list[str]:
    """Return the languages of a cell by their French names, each once; a word not known stays as written."""
    names = []
    for part in re.split(r"[/,;+&|\n-]|\b(?:et|en|and)\b", text):
        if words := fold_words(part):
            names.append(_LANGUAGE_OF.get(words) or _LANGUAGE_OF.get(words.split()[0]) or part.strip().lower())
    return list(dict.fromkeys(names))


def parse_gender(text: str) -> Participant.Gender:
    """Return the gender a cell names, with a letter or a word, in French or Dutch."""
    words = fold_words(text)
    if words in {"f", "femme", "feminin", "mme", "madame", "mlle", "v", "vrouw", "mevr", "mevrouw", "fille"}:
        return Participant.Gender.WOMAN
    if words in {"h", "m", "homme", "masculin", "mr", "monsieur", "man", "dhr", "garcon"}:
        return Participant.Gender.MAN
    if words in {"x", "autre", "non binaire", "ander", "andere"}:
        return Participant.Gender.OTHER
    raise CellRefusedError(_("« %(value)s » n'est pas un genre connu.") % {"value": text[:40]})


def parse_nationality(text: str) -> Participant.NationalityGroup:
    """Return the group of a nationality: Belgian, of the European Union, or another."""
    words = fold_words(text)
    if re.search(r"hors (ue|eu|union|europe)|non (ue|eu)\b|buiten", words):
        return Participant.NationalityGroup.NON_EU
    if re.match(r"b(e|el|elge|elgique|elg|elgie)?$", words):
        return Participant.NationalityGroup.BELGIAN
    if any(words == name or (len(name) > 3 and words.startswith(name)) for name in _EU_WORDS):
        return Participant.NationalityGroup.EU
    if len(words) < 3 or re.match(r"inconnu|non |autre|onbekend|indetermine", words):
        raise CellRefusedError(_("« %(value)s » n'est pas une nationalité connue.") % {"value": text[:40]})
    return Participant.NationalityGroup.NON_EU


def reads_as_restriction(text: str) -> bool:
    """Tell whether a remark says something to respect on site, such as "pas de travail en hauteur"."""
    return bool(_RESTRICTION.search(fold_words(text)))
