"""The first administrator of a fresh installation."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import AccessLink, Programme, User
from accounts.roles import Role
from tests.fixtures import make_user

pytestmark = pytest.mark.django_db


def create(*options):
    out = io.StringIO()
    call_command("create_administrator", *options, stdout=out)
    return out.getvalue()


def test_fresh_installation_gets_programme_administrator_and_link(client):
    out = create("--email", "Chef@example.org", "--programme", "pilote", "--create", "--first-name", "Ana")

    user = User.objects.get(email="chef@example.org")
    programme = Programme.objects.get(code="pilote")
    assert (user.first_name, user.has_usable_password(), user.active_programme) == ("Ana", False, programme)
    assert list(user.memberships.values_list("programme", "role")) == [(programme.pk, Role.ADMINISTRATOR)]
    path = re.search(r"http://[^/]+(/comptes/acces/\S+)", out)[1]
    client.post(path, {"password1": "une phrase de passe longue", "password2": "une phrase de passe longue"})
    response = client.post(
        "/comptes/connexion/", {"login": user.email, "password": "une phrase de passe longue"}, follow=True
    )
    assert response.resolver_match.view_name == "accounts:user_list"


def test_programme_is_created_only_when_asked():
    with pytest.raises(CommandError, match="--create"):
        create("--email", "chef@example.org", "--programme", "pilote")

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--email", "chef", "--programme", "pilote", "--create"),
        ("--email", "chef@example.org", "--programme", "deux mots", "--create"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(options):
    with pytest.raises(CommandError):
        create(*options)

    assert not Programme.objects.exists()
    assert not User.objects.exists()


def test_existing_person_gets_the_role_and_a_new_link(programme):
    user = make_user(programme, Role.COORDINATOR, email="chef@example.org", is_active=False)

    create("--email", "CHEF@example.org", "--programme", programme.code)
    create("--email", "chef@example.org", "--programme", programme.code)

    user.refresh_from_db()
    assert user.is_active
    assert set(user.memberships.values_list("role", flat=True)) == {"coordinator", "administrator"}
    assert AccessLink.objects.filter(user=user).open().count() == 1
    assert AccessLink.objects.filter(user=user).latest("pk").purpose == AccessLink.Purpose.RESET


def test_writes_are_named(programme):
    create("--email", "chef@example.org", "--programme", programme.code)

    event = apps.get_model("accounts.UserEvent").objects.filter(email="chef@example.org").first()
    assert event.pgh_context.metadata["actor"] == "système"
