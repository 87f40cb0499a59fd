"""WSGI application, served by gunicorn; in production it refuses to start without what it needs."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.checks import stop_unless_ready

stop_unless_ready()
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every view is imported once, here, not by the first request of each worker
