"""The tests' database: migrated once per state of the migrations, then copied; its two roles."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

PATIENCE_SECONDS = 10
REFERENCE_TABLES = ["participants_allowanceceiling", "parcours_funderreading"]
MIGRATED_FROM = [
    "*/migrations/*.py",
    "config/database/history.py",
    "config/database/triggers.py",
    "requirements.txt",
    "tests/database.py",
]

# Tests roll back: statistics taken between two of them say that every table is empty, and the planner may then join
# the next test's rows by nested loops, for minutes.
WITHOUT_AUTOVACUUM = """
DO $$ DECLARE name regclass; BEGIN
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', name);
    END LOOP;
END $$
"""


@contextmanager
def owner_role() -> Iterator[None]:
    """Work as the owner of the tables inside the block, then as the web role again."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(connection.ops.compose_sql("SET ROLE %s", [settings.WEB_ROLE]))


def wait_for_requests() -> None:
    """Wait until no other session of this database works: a page that was closed may still be answered.

    Emptying the tables meanwhile would wait for that request, and that request for us.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)


def keep_reference_data() -> None:
    """Keep a copy of what migrations have written: a test that commits empties every table afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS kept")
        for table in REFERENCE_TABLES:
            cursor.execute(f"CREATE TABLE IF NOT EXISTS kept.{table} AS TABLE public.{table}")


def restore_reference_data() -> None:
    """Put that copy back, without a line of history; to be run as the owner."""
    with connection.cursor() as cursor:
        for table in REFERENCE_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"INSERT INTO {table} TABLE kept.{table}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def empty_jobs() -> None:
    """Empty the tables of jobs, which Django does not manage; to be run as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")


def take_role(role: str | None) -> None:
    """Let every later connection, of any thread, work as ``role`` (None: as the account that signed in)."""
    connection.settings_dict["OPTIONS"]["assume_role"] = role
    connection.close()


def use_migrated_template(database: str) -> None:
    """Let the test database be a copy of one that is migrated already: migrating takes twelve seconds, a copy none.

    ``database`` is the name of the checkout's test database. One template is kept per checkout, made anew when a
    migration or the lock file changes.
    """
    prefix = f"{database}_template_"
    template = prefix + _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [prefix])  # until this cursor's connection closes
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        found = {name for (name,) in cursor.fetchall()}
        if template not in found:
            for outdated in found:
                cursor.execute(f'DROP DATABASE "{outdated}"')
            _migrate_draft(prefix + "draft")
            cursor.execute(f'ALTER DATABASE "{prefix}draft" RENAME TO "{template}"')
    connection.settings_dict["TEST"]["TEMPLATE"] = template


def _digest() -> str:
    digest = hashlib.sha256()
    for pattern in MIGRATED_FROM:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:8]


def _migrate_draft(name: str) -> None:
    """Create and migrate the database ``name`` as Django does for tests, and leave it."""
    database, tests = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    tests_name = tests["NAME"]
    tests["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_AUTOVACUUM)
    connection.creation.destroy_test_db(database, verbosity=0, keepdb=True)
    tests["NAME"] = tests_name
