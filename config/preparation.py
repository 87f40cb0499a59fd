"""A database ready to work on: its schema, its cache table, and demo data when it is ours and empty."""

import os
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ADVISORY_LOCK = 0x617064  # one process at a time prepares a database


def is_ready() -> bool:
    """Tell whether every migration is applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def prepare_database(stderr) -> None:
    """Bring the database up to date; to be run as the owner of the tables. Words go to ``stderr``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        stderr.write("Preparing the database…")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable")
        if settings.USES_EMBEDDED_DATABASE and "demo_data" in get_commands():
            cursor.execute(connection.ops.compose_sql("SET ROLE %s", [settings.WEB_ROLE]))
            call_command("demo_data", if_empty=True, stdout=stderr)
            cursor.execute("RESET ROLE")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def prepare_as_owner() -> None:
    """Prepare the database from a process that works as the web role: another one does it as the owner."""
    surroundings = {**os.environ, "DATABASE_ROLE": "owner"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare_database"]
    subprocess.run(command, check=True, env=surroundings, stdout=sys.stderr)
