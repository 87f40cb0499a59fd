"""What every test stands on: the database roles of production and a named actor for the history."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pghistory
import pytest
from django.conf import settings
from django.test import TransactionTestCase

from tests.database import (
    empty_jobs,
    keep_reference_data,
    owner_role,
    restore_reference_data,
    take_role,
    use_migrated_template,
    wait_for_requests,
)

pytest_plugins = ["tests.fixtures"]


def pytest_collection_modifyitems(items):
    """Run the tests of the demonstration first: they share one, which takes half a minute to write.

    Two workers share what comes last, and would each write it.
    """
    items.sort(key=lambda item: item.path.name != "test_demo.py")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Start from a database that is migrated already."""
    with django_db_blocker.unblock():
        use_migrated_template(settings.TEST_DATABASE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Create the database as its owner, then run as the web role: a superuser or an owner would see no wall.

    Every thread reads the same settings, so the live server takes the web role too. After a test with
    ``transaction=True`` the owner empties the tables, which the web role cannot, and puts the reference data back.
    """
    empty_tables = TransactionTestCase._fixture_teardown

    def empty_tables_as_owner(self):
        with owner_role():
            wait_for_requests()
            empty_tables(self)
            empty_jobs()
            restore_reference_data()

    TransactionTestCase._fixture_teardown = empty_tables_as_owner
    with django_db_blocker.unblock():
        keep_reference_data()
        take_role(settings.WEB_ROLE)
    yield
    with django_db_blocker.unblock():
        take_role(None)  # only the owner drops the database
    TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture
def as_owner(db) -> Callable[[], AbstractContextManager[None]]:
    """Give ``with as_owner():`` to a test that must do what only the owner of the tables may."""
    return owner_role


@pytest.fixture(autouse=True)
def _actor() -> Iterator[None]:
    """Name the actor of every write: a history event without one is refused by the database."""
    with pghistory.context(actor="tests"):
        yield
