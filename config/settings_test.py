"""Settings of the tests: the same engine and walls, with a fast hasher and plain static files."""

import os

os.environ.setdefault("DATABASE_ROLE", "owner")  # the tests' set-up creates the database; conftest then takes the web role

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES, TEMPLATES

DATABASES["default"]["OPTIONS"].pop("pool")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED<%s>"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
