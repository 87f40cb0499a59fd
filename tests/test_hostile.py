"""Hostile input at every address: no error of ours, nothing echoed unescaped; forms are found on the pages themselves."""

import pytest
from django.db import transaction
from django.urls import reverse
from lxml import html

from accounts.roles import Role
from tests.access_objects import World, arguments
from tests.fixtures import client_of, make_user
from tests.test_access import PAGES, PATTERNS

pytestmark = pytest.mark.django_db

MARKUP = "<script>alert(7)</script>"
HOSTILE = [
    MARKUP + "{{7*7}}' OR 1=1 --",
    "nul\x00byte",
    "9" * 40,
    "9999-12-31",
    "\u202e\U0001f525=cmd|' /C calc'!A0",
    "é" * 20000,
]
PARAMETERS = (
    "q", "person", "participant", "state", "etat", "year", "page", "revision", "site", "chantier", "jour", "semaine",
    "du", "au", "kind", "source", "missing", "next", "modele", "debut", "fin", "start", "end", "day", "week",
)  # fmt: skip
NAMES = [name for name in PAGES if "logout" not in name]


@pytest.fixture
def everybody(programme):
    """A client that holds every role."""
    client = client_of(make_user(programme, *Role.values))
    client.raise_request_exception = False
    return client


def ask(client, method, path, data):
    """Send a request whose writes are taken back; return the status and the text."""
    with transaction.atomic():
        response = getattr(client, method)(path, data)
        transaction.set_rollback(True)
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, body.decode("utf-8", "replace") if "html" in response.get("Content-Type", "") else ""


def fields_of(page):
    """Return the names that the page's forms would send."""
    if not page.strip():
        return set()
    return {
        name
        for form in html.fromstring(page).forms
        for name in form.fields
        if name and name not in ("csrfmiddlewaretoken", "login", "password")
    }


@pytest.mark.parametrize("name", NAMES)
def test_address_withstands_hostile_input(name, everybody, programme):
    path = reverse(name, kwargs=arguments(name, World(programme)))
    status, page = ask(everybody, "get", path, {})
    names = fields_of(page) | {"line", "state", "everything", "time", "reason", "net", "programme"}
    problems = []
    for value in HOSTILE:
        for method, keys in (("get", PARAMETERS), ("post", names)):
            status, text = ask(everybody, method, path, dict.fromkeys(keys, value))
            if status >= 500 or MARKUP in text:
                problems.append((method, status, value[:20]))

    assert problems == []


@pytest.mark.parametrize("name", [name for name in NAMES if PATTERNS[name].pattern.converters])
def test_object_out_of_range_is_not_found(name, everybody, programme):
    given = arguments(name, World(programme))
    path = reverse(name, kwargs={key: 10**25 if isinstance(value, int) else value for key, value in given.items()})

    assert ask(everybody, "get", path, {})[0] < 500
