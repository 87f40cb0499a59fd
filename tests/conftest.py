"""What every test stands on: the database roles of production and a named actor for the history."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pghistory
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

pytest_plugins = ["tests.fixtures"]


@contextmanager
def _owner_role() -> Iterator[None]:
    """Work as the owner of the tables inside the block, then as the web role again."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(connection.ops.compose_sql("SET ROLE %s", [settings.WEB_ROLE]))


@pytest.fixture
def as_owner(db) -> Callable[[], AbstractContextManager[None]]:
    """Give ``with as_owner():`` to a test that must do what only the owner of the tables may."""
    return _owner_role


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Create the database as its owner, then run as the web role: a superuser or an owner would see no wall.

    The settings are those every thread reads, so the live server takes the web role too. The tables
    are emptied after a test with ``transaction=True`` as the owner again: the web role cannot truncate.
    """
    empty_tables = TransactionTestCase._fixture_teardown

    def empty_tables_as_owner(self):
        with _owner_role():
            empty_tables(self)

    TransactionTestCase._fixture_teardown = empty_tables_as_owner
    _take_role(settings.WEB_ROLE, django_db_blocker)
    yield
    _take_role(None, django_db_blocker)  # only the owner drops the database
    TransactionTestCase._fixture_teardown = empty_tables


def _take_role(role: str | None, django_db_blocker) -> None:
    connection.settings_dict["OPTIONS"]["assume_role"] = role
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(autouse=True)
def _actor() -> Iterator[None]:
    """Name the actor of every write: a history event without one is refused by the database."""
    with pghistory.context(actor="tests"):
        yield
