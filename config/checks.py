"""What production must have: with APP_ENV=production nothing starts without it."""

import sys

import django
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from config.demo import has_demo_data

FILES_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
CANNOT_BOOT = 3  # gunicorn's code: it gives up instead of trying again
FIX = "Set it in the environment or in .env (see .env.example)."


@checks.register()
def check_production(app_configs=None, **kwargs) -> list[checks.Error]:
    """Return one error for each thing that production lacks, nothing outside production."""
    if not settings.IS_PRODUCTION:
        return []
    errors = []
    if not _has_secret_key():
        errors.append(
            checks.Error("SECRET_KEY is not set: sessions and links cannot be signed.", FIX, id="config.E001")
        )
    if not settings.ALLOWED_HOSTS:
        errors.append(checks.Error("ALLOWED_HOSTS is not set: no host name may be served.", FIX, id="config.E002"))
    if not settings.MASTER_KEY:
        errors.append(
            checks.Error("MASTER_KEY is not set: confidential notes cannot be sealed.", FIX, id="config.E005")
        )
    if settings.EMAIL_BACKEND == FILES_BACKEND:
        errors.append(checks.Error("EMAIL_URL is not set: no mail would leave.", FIX, id="config.E006"))
    if not settings.SITE_URL.startswith("https://"):
        errors.append(
            checks.Error(
                "SITE_URL is not an https address: the links in mails would lead nowhere.", FIX, id="config.E007"
            )
        )
    if settings.USES_EMBEDDED_DATABASE:
        errors.append(
            checks.Error("DATABASE_URL is not set: production needs its own PostgreSQL.", FIX, id="config.E003")
        )
    elif _has_demo_data():
        errors.append(
            checks.Error(
                "The database holds demonstration accounts, whose password is public.",
                "Use another database, or delete them and their programme while APP_ENV is not production.",
                id="config.E004",
            )
        )
    return errors


def _has_secret_key() -> bool:
    try:
        return bool(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's word for an empty one
        return False


def _has_demo_data() -> bool:
    try:
        return has_demo_data()
    except DatabaseError:
        return False  # no table yet, or no answer: whoever needs the database says so


def stop_unless_ready() -> None:
    """End the process with one sentence per missing thing; leave no connection for the workers to inherit."""
    django.setup()
    errors = check_production()
    if settings.IS_PRODUCTION and not settings.USES_EMBEDDED_DATABASE:
        connection.close()
        connection.close_pool()
    if errors:
        for error in errors:
            print(f"APP_ENV=production refuses to start: {error.msg}", file=sys.stderr)  # noqa: T201
        sys.exit(CANNOT_BOOT)
