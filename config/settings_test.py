"""Settings of the tests: the same engine and walls, with a fast hasher and plain static files."""

import hashlib
import os

# The owner creates the test database; tests/conftest.py then takes the web role.
os.environ.setdefault("DATABASE_ROLE", "owner")

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, DATABASES, STORAGES, TEMPLATES

DATABASES["default"]["OPTIONS"].pop("pool")
# Two checkouts may test on one server: each has a test database of its own.
TEST_DATABASE = f"test_{DATABASES['default']['NAME']}_{hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:8]}"
DATABASES["default"]["TEST"] = {"NAME": TEST_DATABASE}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED<%s>"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # no collected folder to scan; the live server finds the files by itself
MASTER_KEY = "dGhlIG1hc3RlciBrZXkgb2YgdGhlIHRlc3RzLCAzMmI="  # 32 bytes
