"""Django's PostgreSQL backend on the embedded server, started at a process's first connection."""

from django.conf import settings
from django.db.backends.postgresql import base

from config.database import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Starts the server lazily, so that commands which need no data start nothing."""

    def get_connection_params(self):
        """Return the parameters of a connection, with the embedded server running."""
        if not self.settings_dict["HOST"]:
            sock = embedded.start(settings.VAR_DIR)
            embedded.ensure_database(
                sock, settings.DATABASES["default"]["NAME"], settings.OWNER_ROLE, settings.WEB_ROLE
            )
            self.settings_dict["HOST"] = str(sock)
        return super().get_connection_params()
