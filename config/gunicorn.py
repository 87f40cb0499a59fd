"""The server's configuration, production's too: ``gunicorn -c python:config.gunicorn config.wsgi``."""

import os
import signal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

from config.database import embedded

# Held by the master from the first moment, the embedded database lives as long as it, however its workers come and go.
if settings.USES_EMBEDDED_DATABASE and not settings.IS_PRODUCTION:
    embedded.start(settings.VAR_DIR)

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


def when_ready(server) -> None:
    """Take the signals that manage.py serve holds back until somebody listens."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
