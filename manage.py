#!/usr/bin/env python
"""Entry point of every command."""

import os
import sys

# These commands build the schema or empty it: they work as the owner of the tables, every other one as the web role.
OWNER_COMMANDS = {
    "migrate",
    "createcachetable",
    "flush",
    "dbshell",
    "makemigrations",
    "prepare_database",
    "serve",
    "sqlmigrate",
}

# These work on the records: the schema is made for them when it lacks something.
DATA_COMMANDS = {
    "create_administrator",
    "demo_data",
    "import_attendance",
    "import_partners",
    "import_people",
    "import_planning",
    "register",
    "work",
}


def main() -> None:
    """Run a management command under the database role it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line

    if len(sys.argv) > 1 and sys.argv[1] in DATA_COMMANDS and not {"-h", "--help"} & set(sys.argv):
        prepare()
    if sys.argv[1:2] == ["runserver"]:  # the one command that names a missing setting before Django's checks run
        from config.checks import stop_unless_ready

        stop_unless_ready()
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)


def prepare() -> None:
    """Make the schema that a command on the records needs, unless it stands."""
    import django

    django.setup()
    from config.preparation import is_ready, prepare_as_owner

    if not is_ready():
        prepare_as_owner()


if __name__ == "__main__":
    main()
