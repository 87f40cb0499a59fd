"""The backend's connections: the first one of a process starts the server."""

import os

from django.conf import settings
from django.db.backends.postgresql import base, client
from psycopg import sql

from config.database import embedded


class DatabaseClient(client.DatabaseClient):
    """``manage.py dbshell``, with the psql of the server's own version."""

    def runshell(self, parameters):
        """Start the server, then the shell."""
        self.connection.get_connection_params()
        if settings.USES_EMBEDDED_DATABASE:
            os.environ.update(embedded.environment())
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """Starts the embedded server lazily, so that commands which need no data start nothing."""

    client_class = DatabaseClient

    def get_connection_params(self):
        """Return the parameters of a connection, with the embedded server running."""
        if settings.USES_EMBEDDED_DATABASE and not self.settings_dict["HOST"]:
            socket = embedded.start(settings.VAR_DIR)
            embedded.ensure_database(
                socket, settings.DATABASES["default"]["NAME"], settings.OWNER_ROLE, settings.WEB_ROLE
            )
            self.settings_dict |= {"HOST": str(socket), "PORT": embedded.PORT}
        return super().get_connection_params()

    def _configure_role(self, connection) -> bool:
        # Django quotes the role's name on a connection of its own: inside a pool, which is still making its first
        # one, it would wait for ever.
        role = self.settings_dict["OPTIONS"].get("assume_role")
        if role:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        return bool(role)
