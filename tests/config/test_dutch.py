"""Everything that a resident or a partner receives exists in Dutch: texts of templates, and labels of choices."""

import io
import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

from parcours.models import Fact, NeedMet, StepKind, StepState, Theme
from participants.imports.vocabulary import KNOWN_LANGUAGES
from participants.models.person import LanguageLevel

TEMPLATES = settings.BASE_DIR / "templates"
CATALOGUE = settings.BASE_DIR / "locale" / "nl" / "LC_MESSAGES" / "django.po"
# Patterns under templates/; what these extend or include is read with them.
FOR_RESIDENTS = [
    "residents/**/*.*",
    "emails/**/*.*",
    "pdf/plan.html",
    "pdf/own_sheet.html",
    "pdf/fiche.html",
    "parcours/partner_ask_again.html",
    "parcours/partner_closed.html",
    "parcours/partner_link.html",
    "parcours/partner_page.html",
    "parcours/partner_thanks.html",
]
# Choices whose labels residents or partners read.
LABELS = [Theme, StepKind, StepState, Fact, NeedMet, LanguageLevel]
LEVEL_CODE = re.compile("[ABC][12]")  # said alike in every language
# Function of gettext → where its texts stand among its arguments.
KEYWORDS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}


def texts_of(source: str) -> list[str]:
    """Return the first msgid of each text that a template's source gives to gettext."""
    lines = (line.strip() for line in templatize(source).splitlines())
    code = io.BytesIO(("(\n" + "\n".join(lines) + "\n)").encode())
    found = extract_python(code, dict.fromkeys(KEYWORDS), [], {"encoding": "utf-8"})
    return [_singular(function, arguments) for _line, function, arguments, _comments in found]


def _singular(function: str, arguments) -> str:
    arguments = arguments if isinstance(arguments, tuple) else (arguments,)
    return arguments[1] if function in ("pgettext", "npgettext") else arguments[0]


def for_residents() -> list[str]:
    """Return the templates that residents receive, with all that they extend or include."""
    found = []
    waiting = [
        str(path.relative_to(TEMPLATES)) for pattern in FOR_RESIDENTS for path in sorted(TEMPLATES.glob(pattern))
    ]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += re.findall(r'\{% (?:extends|include) "([^"#]+)', (TEMPLATES / name).read_text("utf-8"))
    return sorted(found)


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nl")


def lacking(msgids) -> list[str]:
    """Return the msgids that have no Dutch, or doubtful Dutch."""
    return sorted({msgid for msgid in msgids if not _is_translated(catalogue().get(msgid))})


def _is_translated(message) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(message.string if isinstance(message.string, tuple) else (message.string,))


@pytest.mark.parametrize("name", for_residents())
def test_template_for_residents_is_in_dutch(name):
    assert lacking(texts_of((TEMPLATES / name).read_text("utf-8"))) == []


@pytest.mark.parametrize("choices", LABELS, ids=lambda choices: choices.__name__)
def test_labels_residents_read_are_in_dutch(choices):
    with translation.override("fr"):
        labels = map(str, choices.labels)
        assert lacking(label for label in labels if not LEVEL_CODE.fullmatch(label)) == []


def test_languages_people_speak_are_in_dutch():
    assert lacking(KNOWN_LANGUAGES) == []


def test_plan_and_its_base_are_read():
    assert {"pdf/plan.html", "pdf/base.html"} <= set(for_residents())


def test_catalogue_has_a_dutch_header_and_neither_doubt_nor_repetition():
    source = CATALOGUE.read_text("utf-8")
    msgids = re.findall(r'^msgid "(.+)"$', source, flags=re.MULTILINE)

    assert (str(catalogue().locale), catalogue().charset, catalogue().num_plurals) == ("nl", "utf-8", 2)
    assert [message.id for message in catalogue() if message.id and not _is_translated(message)] == []
    assert sorted({msgid for msgid in msgids if msgids.count(msgid) > 1}) == []


def test_variables_are_the_same_in_dutch():
    def names(text):
        return sorted(set(re.findall(r"%\((\w+)\)", text)))

    wrong = [
        message.id
        for message in catalogue()
        if isinstance(message.id, str) and message.id and names(message.id) != names(message.string)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('{% load i18n %}\n  <p>{% translate "Bonjour" %}</p>\n<p title=\'x\'>"', ["Bonjour"]),
        ("{% load i18n %}{% blocktranslate with a=b %}Le {{ a }}, l'ami{% endblocktranslate %}", ["Le %(a)s, l'ami"]),
        ("{% load i18n %}{% blocktranslate trimmed %}\n  Un\n  deux\n{% endblocktranslate %}", ["Un deux"]),
        (
            "{% load i18n %}{% blocktranslate count n=2 %}{{ n }} jour{% plural %}{{ n }} jours{% endblocktranslate %}",
            ["%(n)s jour"],
        ),
        ('{% load i18n %}{% translate "Mars" context "mois" %}{{ _("Seul") }}', ["Mars", "Seul"]),
        ("Rien à dire, (pas même une parenthèse", []),
    ],
)
def test_texts_of_a_template_are_found(source, texts):
    assert texts_of(source) == texts


def test_text_without_dutch_is_named():
    assert lacking(["logement", "Jamais traduit"]) == ["Jamais traduit"]
