"""The server's configuration, production's too: ``gunicorn -c python:config.gunicorn config.wsgi``."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

from config.database import embedded

settings.BASE_DIR  # reads .env, which may give PORT  # noqa: B018

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4  # no more than the connections of a worker's pool
timeout = 60  # seconds; a long PDF
graceful_timeout = 10
max_requests = 2000  # PDF libraries keep memory
max_requests_jitter = 200
preload_app = True  # loaded once: a missing setting is said once, the workers share the code
control_socket_disable = True
loglevel = "warning"


def on_starting(server) -> None:
    """Hold the embedded database for as long as the server lives, however its workers come and go."""
    if settings.USES_EMBEDDED_DATABASE:
        embedded.start(settings.VAR_DIR)
