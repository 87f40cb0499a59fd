"""Production refuses to start without what it needs."""

import pytest

from config.checks import FILES_BACKEND, check_production
from tests.factories import ProgrammeFactory, UserFactory


@pytest.fixture
def production(settings, db):
    """Settings of a production that lacks nothing."""
    settings.IS_PRODUCTION = True
    settings.SECRET_KEY = "a-secret"
    settings.ALLOWED_HOSTS = ["chantiers.example.org"]
    settings.MASTER_KEY = "a-key"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.SITE_URL = "https://chantiers.example.org"
    settings.USES_EMBEDDED_DATABASE = False
    return settings


def missing() -> list[str]:
    """Identifiers of the things that production lacks."""
    return [error.id for error in check_production()]


def test_complete_production_starts(production):
    assert missing() == []


def test_development_lacks_nothing(production):
    production.IS_PRODUCTION = False
    production.SECRET_KEY = ""

    assert missing() == []


def test_each_missing_setting_is_named(production):
    production.SECRET_KEY = ""
    production.ALLOWED_HOSTS = []
    production.MASTER_KEY = ""
    production.EMAIL_BACKEND = FILES_BACKEND
    production.SITE_URL = "http://127.0.0.1:8000"
    production.USES_EMBEDDED_DATABASE = True

    assert missing() == [f"config.E00{number}" for number in (1, 2, 5, 6, 7, 3)]


def test_demonstration_account_is_refused(production):
    UserFactory(email="operations@Demo.Example")

    assert missing() == ["config.E004"]


def test_demonstration_programme_is_refused(production):
    ProgrammeFactory(is_demo=True)

    assert missing() == ["config.E004"]


def test_address_that_looks_like_a_demonstration_is_accepted(production):
    UserFactory(email="demo.example@chantiers.example.org")

    assert missing() == []
