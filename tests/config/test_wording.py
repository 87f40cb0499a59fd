"""No template, nor any text of the interface, speaks of volunteering as of a job (domain rule 21)."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from config.wording import forbidden_words_in

APPS = ("config", "accounts", "participants", "chantiers", "parcours", "impact")
TRANSLATED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def shown_texts(source: Path) -> list[str]:
    """Return the texts that a module gives to gettext."""
    calls = [node for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return [
        part.value
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) in TRANSLATED
        for argument in call.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Votre salaire, vos Rémunérations", ["salaire", "Rémunérations"]),
        ("L'EMPLOYEUR et l'employeuse", ["EMPLOYEUR", "employeuse"]),
        ("horaire obligatoire, absences injustifiées, sanctions", ["horaire obligatoire", "absences injustifiées"]),
        ("remunération e\u0301crite", ["remunération"]),
        ("défraiement, horaire indicatif, absence annoncée ou non annoncée, emploi", []),
    ],
)
def test_forbidden_words_are_found_as_written(text, found):
    assert forbidden_words_in(text)[: len(found)] == found
    assert bool(forbidden_words_in(text)) is bool(found)


def test_templates_hold_no_forbidden_word():
    templates = [path for path in (settings.BASE_DIR / "templates").rglob("*") if path.is_file()]

    found = {path.name: forbidden_words_in(path.read_text(encoding="utf-8")) for path in templates}

    assert len(templates) > 20
    assert {name: words for name, words in found.items() if words} == {}


def test_texts_of_the_interface_hold_no_forbidden_word():
    modules = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")]

    texts = [text for path in modules for text in shown_texts(path)]

    assert len(texts) > 100
    assert [text for text in texts if forbidden_words_in(text)] == []
