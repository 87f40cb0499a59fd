"""A database ready to work on: its schema, its cache table, and demo data when it is ours and empty."""

import os
import subprocess
import sys

from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

INSUFFICIENT_PRIVILEGE = "42501"
ADVISORY_LOCK = 0x617064  # one process at a time prepares a database


def is_ready() -> bool:
    """Tell whether every migration is applied."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False  # a new database has no web role yet


def prepare_database(stderr) -> None:
    """Bring the database up to date; to be run as the owner of the tables. Words go to ``stderr``.

    Raises CommandError, with what to do, when the database is silent or refuses.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            _prepare(cursor, stderr)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    except OperationalError as error:
        raise CommandError(f"The database does not answer: {error}") from error
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != INSUFFICIENT_PRIVILEGE:
            raise
        raise CommandError(
            f"The account of DATABASE_URL lacks a right: {error}\nLet a superuser run once: "
            f"CREATE ROLE {settings.WEB_ROLE} NOLOGIN; GRANT {settings.WEB_ROLE} TO that account;"
        ) from error


def _prepare(cursor, stderr) -> None:
    stderr.write("Preparing the database…")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    cursor.execute(connection.ops.compose_sql("SET ROLE %s", [settings.WEB_ROLE]))  # refused here if it must be
    if settings.USES_EMBEDDED_DATABASE and "demo_data" in get_commands():
        call_command("demo_data", "--if-empty", stdout=stderr)
    cursor.execute("RESET ROLE")


def prepare_as_owner() -> None:
    """Prepare the database from a process that works as the web role: another one does it as the owner."""
    surroundings = {**os.environ, "DATABASE_ROLE": "owner"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare_database"]
    if code := subprocess.run(command, check=False, env=surroundings, stdout=sys.stderr).returncode:
        sys.exit(code)
