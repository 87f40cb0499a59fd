#!/usr/bin/env python
"""Entry point of every command."""

import os
import sys

# These commands build the schema or empty it: they work as the owner of the tables, every other one as the web role.
OWNER_COMMANDS = {"migrate", "createcachetable", "flush", "dbshell", "makemigrations", "serve", "sqlmigrate"}


def main() -> None:
    """Run a management command under the database role it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line

    if sys.argv[1:2] == ["runserver"]:  # the one command that names a missing setting before Django's checks run
        from config.checks import stop_unless_ready

        stop_unless_ready()
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
