"""The personas of the tests: one user a role, in one programme, each with a signed-in client."""

import pytest
from django.test import Client

from accounts.roles import Role
from config import pdf
from tests.factories import MembershipFactory, ProgrammeFactory, UserFactory


@pytest.fixture
def programme(db):
    """The programme every persona works in."""
    return ProgrammeFactory(code="pilote", name="Pilote")


@pytest.fixture
def other_programme(db):
    """Another programme, whose objects nobody here may reach."""
    return ProgrammeFactory(code="autre", name="Autre")


def make_user(programme, *roles: str, email: str = "", **fields):
    """Create a user who holds ``roles`` in ``programme`` and works in it."""
    user = UserFactory(active_programme=programme, **fields | ({"email": email} if email else {}))
    for role in roles:
        MembershipFactory(user=user, programme=programme, role=role)
    return user


def client_of(user) -> Client:
    """Return a browserless client signed in as ``user``."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def without_pdf_libraries(monkeypatch):
    """Let every PDF fail as on a machine that lacks Pango."""

    def fail():
        raise pdf.PdfLibraryError

    monkeypatch.setattr(pdf, "_press", fail)


@pytest.fixture
def operations(programme):
    """The chargé.e des opérations."""
    return make_user(programme, Role.OPERATIONS, email="operations@example.org")


@pytest.fixture
def counsellor(programme):
    """A counsellor."""
    return make_user(programme, Role.COUNSELLOR, email="conseil@example.org")


@pytest.fixture
def housing(programme):
    """Somebody of the housing company."""
    return make_user(programme, Role.HOUSING, email="bailleur@example.org")


@pytest.fixture
def coordinator(programme):
    """A coordinator."""
    return make_user(programme, Role.COORDINATOR, email="coordination@example.org")


@pytest.fixture
def administrator(programme):
    """An administrator."""
    return make_user(programme, Role.ADMINISTRATOR, email="admin@example.org")


@pytest.fixture
def stranger(other_programme):
    """Somebody who holds every role, but in another programme."""
    return make_user(other_programme, *Role.values, email="ailleurs@example.org")


@pytest.fixture
def as_operations(operations):
    """A client signed in as operations."""
    return client_of(operations)


@pytest.fixture
def as_counsellor(counsellor):
    """A client signed in as counsellor."""
    return client_of(counsellor)


@pytest.fixture
def as_housing(housing):
    """A client signed in as the housing company."""
    return client_of(housing)


@pytest.fixture
def as_coordinator(coordinator):
    """A client signed in as coordinator."""
    return client_of(coordinator)


@pytest.fixture
def as_administrator(administrator):
    """A client signed in as administrator."""
    return client_of(administrator)


@pytest.fixture
def as_stranger(stranger):
    """A client signed in as somebody of another programme."""
    return client_of(stranger)
