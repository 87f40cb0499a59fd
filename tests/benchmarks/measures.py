"""./dev bench: how long the pages that matter take, as ratios to a bare view with the same SQL, in one run.

Prints JSON: for each page the medians in milliseconds, their ratio, the budget of the design, and the queries.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable

import pghistory
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.runner import DiscoverRunner
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from tests.benchmarks.data import fill
from tests.benchmarks.floor import STATEMENTS

BUDGETS = {"attendance_page": 2, "one_tap": 3, "people_search": 3, "person_page": 4, "caseload_150_files": 4}


def main() -> int:
    """Measure on a database made for the occasion, and print the answer."""
    parser = argparse.ArgumentParser(description="Ratios of the pages that matter to a bare view.")
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    connection.settings_dict["OPTIONS"]["assume_role"] = settings.WEB_ROLE
    connection.close()
    try:
        with (
            override_settings(
                ROOT_URLCONF="tests.benchmarks.floor",
                DEBUG=False,
                TEMPLATES=_plain_templates(),
                ALLOWED_HOSTS=["testserver"],
            ),
            pghistory.context(actor="mesures"),
        ):
            print(json.dumps(measure(rounds), indent=2))  # noqa: T201
    finally:
        connection.settings_dict["OPTIONS"]["assume_role"] = None
        connection.close()
        runner.teardown_databases(databases)
    return 0


def measure(rounds: int) -> dict:
    """Return the figures of every page, page and floor measured in turn so that both meet the same machine."""
    user, session, person = fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(user)
    tap = reverse("chantiers:mark", args=[session.pk, person.pk])
    pages: dict[str, Callable[[], HttpResponse]] = {
        "attendance_page": lambda: client.get(session.get_absolute_url()),
        "one_tap": lambda: client.post(tap, {"state": "P"}, headers={"HX-Request": "true"}),
        "person_page": lambda: client.get(reverse("parcours:person", args=[person.pk])),
        "caseload_150_files": lambda: client.get(reverse("parcours:caseload")),
        "people_search": lambda: client.get(reverse("participants:participant_list") + "?q=benali+fatma"),
    }
    return {name: _compare(name, page, client, rounds) for name, page in pages.items()}


def _compare(name, page, client, rounds):
    page()  # a first tap inserts, the next ones update: the SQL captured must be repeatable
    with CaptureQueriesContext(connection) as captured:
        answer = page()
    if answer.status_code != 200:
        sys.exit(f"{name}: HTTP {answer.status_code}")
    middleware = _middleware_queries(client)
    queries = [query["sql"] for query in captured.captured_queries]
    STATEMENTS[name] = queries[middleware:]
    method = client.post if name == "one_tap" else client.get

    def floor():
        return method(f"/plancher/{name}/")

    times = {"page": [], "floor": []}
    for turn in range(rounds + 5):
        for label, call in (("page", page), ("floor", floor)):
            start = time.perf_counter()
            assert call().status_code == 200
            if turn >= 5:  # the first turns warm caches and plans
                times[label].append((time.perf_counter() - start) * 1000)
    page_ms, floor_ms = statistics.median(times["page"]), statistics.median(times["floor"])
    return {
        "page_ms": round(page_ms, 2),
        "floor_ms": round(floor_ms, 2),
        "ratio": round(page_ms / floor_ms, 2),
        "budget": BUDGETS[name],
        "queries": len(queries),
        "bytes": len(answer.content),
    }


def _middleware_queries(client):
    """Count the queries that any signed-in request makes before its view: session and user."""
    STATEMENTS["nothing"] = []
    with CaptureQueriesContext(connection) as captured:
        client.get("/plancher/nothing/")
    return len(captured)


def _plain_templates():
    """Return the production templates: compiled once, undefined variables silent."""
    templates = [settings.TEMPLATES[0] | {"OPTIONS": dict(settings.TEMPLATES[0]["OPTIONS"])}]
    templates[0]["OPTIONS"].pop("string_if_invalid", None)
    return templates
