"""Who reaches what: every address × method × person × (own object, another programme's), read from the URLs.

The right of an address stands beside it (``accounts.access.page``); its objects stand in tests/access_objects.py.
"""

import csv
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from accounts.access import PUBLIC, SIGNED_IN
from accounts.permissions import ADMIN_MODELS, NARROWER, RIGHTS, permissions_of
from accounts.roles import Role
from tests.access_objects import URL_OBJECTS, World, arguments, fields, records_of
from tests.fixtures import client_of, make_user
from tests.parcours.access_objects import ROLE_OF_OBJECT

pytestmark = pytest.mark.django_db

SIGN_IN = "/comptes/connexion/"
METHODS = ("get", "post")
REFUSED = (403, 404)


def _walk(resolver, namespaces=()):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name or ""]), pattern
        else:
            yield from _walk(pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)


PATTERNS = dict(_walk(get_resolver()))
PAGES = sorted(name for name in PATTERNS if not name.startswith("admin:"))
ADMIN_PAGES = sorted(set(PATTERNS) - {*PAGES, "admin:"})  # without a name: what answers every other address there


def rule_of(name):
    return getattr(PATTERNS[name].callback, "access_rule", None)


def roles_allowed(name):
    """Return the roles that may open the address ``name``."""
    rule = rule_of(name)
    return {role for role in Role.values if rule in (PUBLIC, SIGNED_IN) or rule in permissions_of(frozenset({role}))}


@pytest.fixture
def world(programme):
    """The objects of the personas' programme."""
    return World(programme)


@pytest.fixture
def other_world(other_programme):
    """The objects of another programme."""
    return World(other_programme)


@pytest.fixture
def clients(programme, world):
    """One signed-in client for each role alone; the counsellor is the author of the world's notes."""
    users = {role: make_user(programme, role) for role in Role.values} | {Role.COUNSELLOR.value: world.counsellor}
    return {role: client_of(user) for role, user in users.items()}


def ask(client, method, path, data=None):
    """Send a request whose writes are taken back, and return the answer."""
    with transaction.atomic():
        response = client.post(path, data) if method == "post" else client.get(path)
        transaction.set_rollback(True)
    if response.streaming:
        b"".join(response)  # a file closes once it is read
    return response


def asked(clients, path, data=None):
    """Return the status of each client's GET and POST of ``path``."""
    return {
        (who, method): ask(client, method, path, data).status_code
        for who, client in clients.items()
        for method in METHODS
    }


def test_every_address_has_a_name_a_rule_and_its_objects():
    known = {PUBLIC, SIGNED_IN, *RIGHTS, *NARROWER}
    problems = [f"{name}: declare it with accounts.access.page" for name in PAGES if rule_of(name) not in known]
    problems += [
        f"{name}: say in URL_OBJECTS of tests/access_objects.py what stands in its arguments"
        for name in PAGES
        if set(PATTERNS[name].pattern.converters) != set(URL_OBJECTS.get(name, {}))
    ]
    problems += [
        f"{name}: take it out of URL_OBJECTS, no address has that name" for name in URL_OBJECTS if name not in PAGES
    ]

    assert problems == []


@pytest.mark.parametrize("name", [name for name in PAGES if rule_of(name) != PUBLIC])
def test_anonymous_visitor_is_sent_to_the_sign_in(name, world):
    path = reverse(name, kwargs=arguments(name, world))

    answers = {method: ask(Client(), method, path) for method in METHODS}

    assert {
        method: (answer.status_code, answer.url.split("?")[0]) for method, answer in answers.items()
    } == dict.fromkeys(METHODS, (302, SIGN_IN))


@pytest.mark.parametrize("name", [name for name in PAGES if rule_of(name) == PUBLIC])
def test_public_page_answers_everybody(name, world, clients):
    path = reverse(name, kwargs=arguments(name, world))

    answers = asked(clients | {"anonymous": Client()}, path)

    assert {who: status for who, status in answers.items() if status in REFUSED or status >= 500} == {}


@pytest.mark.parametrize("name", [name for name in PAGES if rule_of(name) != PUBLIC])
def test_right_alone_opens_an_own_page(name, world, clients):
    path = reverse(name, kwargs=arguments(name, world))
    allowed = roles_allowed(name)

    answers = asked(clients, path, fields(name, world))

    assert {who: status for who, status in answers.items() if who[0] not in allowed and status != 403} == {}
    if name in ROLE_OF_OBJECT:
        others = allowed - {ROLE_OF_OBJECT[name]}
        assert {answers[role, "post"] for role in others} == {404}
        allowed -= others
    assert {
        who: status for who, status in answers.items() if who[0] in allowed and (status in REFUSED or status >= 500)
    } == {}


@pytest.mark.parametrize("name", [name for name in PAGES if rule_of(name) not in (PUBLIC, SIGNED_IN)])
def test_account_without_any_role_opens_nothing(name, world):
    path = reverse(name, kwargs=arguments(name, world))
    nobody = client_of(make_user(world.programme))

    assert set(asked({"nobody": nobody}, path).values()) == {403}


@pytest.mark.parametrize("name", sorted(URL_OBJECTS))
def test_another_programmes_object_does_not_exist(name, world, other_world, clients, stranger):
    records = records_of(name, world)
    if not records or rule_of(name) == PUBLIC:
        pytest.skip("no record stands in this address")
    own, foreign = arguments(name, world), arguments(name, other_world)
    allowed = roles_allowed(name)
    somebody = min(allowed)
    own_answers = asked({somebody: clients[somebody]}, reverse(name, kwargs=own))

    answers = asked(clients, reverse(name, kwargs=foreign))
    strangers = asked({"stranger": client_of(stranger)}, reverse(name, kwargs=own))

    # A method that the page does not have is refused before any object is looked for.
    lacks = {method for (_, method), status in own_answers.items() if status == 405}
    expected = {
        (role, method): 403 if role not in allowed else 405 if method in lacks else 404
        for role in Role.values
        for method in METHODS
    }
    assert answers == expected
    assert strangers == {("stranger", method): 405 if method in lacks else 404 for method in METHODS}


@pytest.mark.parametrize("name", [name for name, objects in URL_OBJECTS.items() if len(objects) > 1])
def test_another_programmes_object_inside_an_own_page_is_neither_shown_nor_changed(name, world, other_world, clients):
    records = records_of(name, world)
    if len(records) < 2:
        pytest.skip("one record at most stands in this address")
    own, foreign = arguments(name, world), arguments(name, other_world)
    for record in records:
        path = reverse(name, kwargs=own | {record: foreign[record]})
        for role in roles_allowed(name):
            for method in METHODS:
                before = writes()
                response = ask(clients[role], method, path)
                assert response.status_code in (302, 303, 404, 405), (role, method, record)
                assert writes() == before, (role, method, record)


def writes():
    """Count the rows written so far in this transaction, table by table, those taken back included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY relname"
        )
        return cursor.fetchall()


def test_writes_are_counted(world):
    before = writes()

    world.person.save()

    assert writes() != before


@pytest.mark.parametrize("name", PAGES)
def test_reading_changes_nothing(name, world, clients):
    path = reverse(name, kwargs=arguments(name, world))
    for role in sorted(roles_allowed(name)):
        before = writes()
        ask(clients[role], "get", path)
        assert writes() == before, role


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_reference_data_is_the_administrators(name, world, clients):
    path = reverse(name, kwargs=admin_arguments(name, world))

    assert lands_on_sign_in(path)
    if name == "admin:login":
        return
    answers = asked(clients, path)

    assert {status for (role, _), status in answers.items() if role != Role.ADMINISTRATOR} <= {403, 405}
    own = {answers[Role.ADMINISTRATOR, method] for method in METHODS}
    is_reference_data = any(f"admin:{label.replace('.', '_')}_" in name for label in ADMIN_MODELS)
    if is_reference_data or name in ("admin:index", "admin:app_list"):
        assert own <= {200, 302}
    else:
        assert own <= {200, 302, 403, 405}  # other models stay closed


def admin_arguments(name, world):
    """Return the arguments of a page of Django's admin."""
    values = {"object_id": world.ceiling.pk, "app_label": "participants"}
    pattern = PATTERNS[name].pattern
    return {argument: values[argument] for argument in {*pattern.converters, *pattern.regex.groupindex}}


def lands_on_sign_in(path):
    return urlsplit(Client().get(path, follow=True).redirect_chain[-1][0]).path == SIGN_IN


def test_unknown_address_of_the_admin_is_closed_too(clients):
    path = "/administration/nulle-part/"

    assert lands_on_sign_in(path)
    assert {role: ask(client, "get", path).status_code for role, client in clients.items()} == {
        role: 404 if role == Role.ADMINISTRATOR else 403 for role in Role.values
    }


def test_permissions_say_what_the_reference_table_says():
    with Path(settings.BASE_DIR, "tests/data/permissions.csv").open() as table:
        rows = {row.pop("what"): row for row in csv.DictReader(table)}
    said = {
        right.what: {role: "yes" if role in right.roles else str(right.limited.get(role, "no")) for role in Role.values}
        for right in RIGHTS.values()
    }

    assert said == rows


@pytest.mark.parametrize("name", NARROWER)
def test_narrower_right_belongs_to_those_of_its_row(name):
    row, roles = NARROWER[name]

    assert RIGHTS[row].roles <= roles <= RIGHTS[row].roles | set(RIGHTS[row].limited)


class _Links(HTMLParser):
    """Collects what a page lets one open."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attributes):
        self.found |= {value for key, value in attributes if key in ("href", "hx-get", "src") and value}


HONEY = "Zzhoneytoken"


@pytest.mark.parametrize("role", [Role.HOUSING, Role.ADMINISTRATOR])
def test_housing_and_administrator_reach_no_residents_name(programme, role):
    """Domain rule 29: a crawl from the first page, then every address that the role may open."""
    world = World(
        programme,
        first_name=HONEY,
        last_name=HONEY,
        email=f"{HONEY}@example.org",
        phone=HONEY,
        address=HONEY,
        emergency_name=HONEY,
        account_holder=HONEY,
    )
    for kind in (name for name in dir(World) if not name.startswith("_")):
        getattr(world, kind)
    client = client_of(make_user(programme, role))
    waiting = {"/"} | {
        reverse(name, kwargs=arguments(name, world))
        for name in PAGES
        if role in roles_allowed(name) and rule_of(name) != PUBLIC  # a link without account is its holder's alone
    }
    seen, told = set(), []

    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path)
        content = b"".join(response) if response.streaming else response.content
        if HONEY.lower() in content.decode("utf-8", "replace").lower() or HONEY in str(response.headers):
            told.append(path)
        links = _Links()
        if response.headers["Content-Type"].startswith("text/html"):
            links.feed(content.decode())
        found = {urljoin(path, link).split("#")[0] for link in [*links.found, response.headers.get("Location", path)]}
        waiting |= {link for link in found if link.startswith("/") and not link.startswith("/static/")} - seen
        often = Counter(urlsplit(link).path for link in seen)
        waiting = {link for link in waiting if often[urlsplit(link).path] < 3}  # sorting and weeks have no end

    assert told == []
    assert len(seen) > 3
