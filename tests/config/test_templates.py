"""Habits every template keeps, whoever writes it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string

FOLDER = Path(settings.BASE_DIR, "templates")
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
SOURCES = {name: (FOLDER / name).read_text() for name in NAMES}
SCREENS = [name for name in NAMES if not name.startswith(("pdf/", "emails/"))]


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    assert get_template(name).template.name == name


@pytest.mark.parametrize("name", SCREENS)
def test_no_screen_has_inline_styles_or_scripts(name):
    assert re.findall(r"""\sstyle=|<style|\son[a-z]+=["']|<script(?![^>]*\bsrc=)|javascript:""", SOURCES[name]) == []


@pytest.mark.parametrize("name", SCREENS)
def test_every_form_says_its_errors_on_top(name):
    if re.search(r"\|crispy|\{% crispy ", SOURCES[name]):
        assert "{% error_summary" in SOURCES[name]


def test_every_static_file_named_is_there():
    named = {path for source in SOURCES.values() for path in re.findall(r"""\{% static ["']([^"']+)["']""", source)}
    assert {path for path in named if finders.find(path) is None} == set()


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_no_context(name):
    page = render_to_string(name)
    assert "UNDEFINED" not in page
    assert page.count("<h1>") == 1
