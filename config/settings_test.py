"""Settings of the tests: the same engine and walls, with a fast hasher and plain static files."""

import hashlib
import os

os.environ.setdefault(
    "DATABASE_ROLE", "owner"
)  # the tests' set-up creates the database; conftest then takes the web role

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, DATABASES, STORAGES, TEMPLATES

DATABASES["default"]["OPTIONS"].pop("pool")
# Two checkouts may test on one server: each has a test database of its own.
_CHECKOUT = hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:8]
DATABASES["default"]["TEST"] = {"NAME": f"test_{DATABASES['default']['NAME']}_{_CHECKOUT}"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED<%s>"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # no collected folder to scan; the live server finds the files by itself
