"""Links that let a person choose a password, without mail."""

import logging
import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import AccessLink, User
from accounts.roles import Role
from tests.factories import PASSWORD, UserFactory
from tests.fixtures import client_of, make_user

pytestmark = pytest.mark.django_db

NEW = "une autre phrase de passe"
BOTH = {"password1": NEW, "password2": NEW}


@pytest.fixture
def invited(programme):
    """Somebody invited, with the path of the link."""
    user = make_user(programme, Role.OPERATIONS, email="nadia@example.org", password=None)
    return user, AccessLink.make(user=user, purpose=AccessLink.Purpose.INVITATION, by=None)[1]


def test_looking_at_a_link_changes_nothing(client, invited, django_assert_num_queries):
    user, path = invited
    before = AccessLink.objects.values().get()

    with django_assert_num_queries(1):
        response = client.get(path)

    assert response.status_code == 200
    assert (response["Referrer-Policy"], response["Cache-Control"]) == ("no-referrer", "no-store, private")
    assert user.email in response.content.decode()
    assert AccessLink.objects.values().get() == before


def test_link_sets_the_password_and_leads_to_the_sign_in(client, invited):
    user, path = invited

    response = client.post(path, BOTH)

    user.refresh_from_db()
    assert (response.url, user.check_password(NEW)) == ("/comptes/connexion/", True)
    assert client.post(response.url, {"login": user.email, "password": NEW}).url == reverse("home")
    event = apps.get_model("accounts.AccessLinkEvent").objects.filter(pgh_label="update").get()
    assert event.pgh_context.metadata["actor"] == user.email


def test_link_works_once(client, invited):
    user, path = invited
    client.post(path, BOTH)

    for response in (client.get(path), client.post(path, {"password1": PASSWORD, "password2": PASSWORD})):
        assert response.status_code == 410
        assert "Ce lien ne fonctionne plus" in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_link_works_for_seven_days(client, invited):
    _, path = invited
    AccessLink.objects.update(expires_at=timezone.now() + timedelta(seconds=30))
    assert client.get(path).status_code == 200

    AccessLink.objects.update(expires_at=timezone.now())
    assert client.get(path).status_code == 410


def test_link_lasts_seven_days(invited):
    link = AccessLink.objects.get()

    assert link.expires_at - link.created_at == pytest.approx(timedelta(days=7), abs=timedelta(seconds=5))


@pytest.mark.parametrize("token", ["inconnu", "a" * 5000, "%00", "é"])
def test_unknown_link_reads_like_a_used_one(client, invited, token):
    assert client.get(f"/comptes/acces/{token}/").status_code == 410


def test_link_of_a_closed_account_is_closed(client, invited):
    user, path = invited
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.post(path, BOTH).status_code == 410


def test_new_link_replaces_the_former(client, invited, as_administrator):
    user, path = invited
    as_administrator.post(reverse("accounts:user_link", args=[user.pk]))

    assert client.get(path).status_code == 410


def test_link_refuses_a_weak_password_and_stays_open(client, invited):
    _, path = invited

    response = client.post(path, {"password1": "trop court", "password2": "trop court"})

    assert list(response.context["form"].errors) == ["password1"]
    assert client.post(path, BOTH).status_code == 302


def test_reset_ends_every_session_and_lets_in_after_too_many_tries(client, as_operations, operations):
    path = AccessLink.make(user=operations, purpose=AccessLink.Purpose.RESET, by=None)[1]
    for _ in range(6):
        client.post("/comptes/connexion/", {"login": operations.email, "password": "oublié, hélas"})

    client.post(path, BOTH)

    assert as_operations.get(reverse("chantiers:today")).status_code == 302
    assert client.post("/comptes/connexion/", {"login": operations.email, "password": NEW}).status_code == 302


def test_password_stays_until_the_link_is_used(client, operations):
    AccessLink.make(user=operations, purpose=AccessLink.Purpose.RESET, by=None)

    assert client.post("/comptes/connexion/", {"login": operations.email, "password": PASSWORD}).status_code == 302


def test_link_used_by_somebody_signed_in_signs_out(invited, coordinator):
    _, path = invited
    client = client_of(coordinator)

    client.post(path, BOTH)

    assert "_auth_user_id" not in client.session


def test_token_is_written_nowhere(client, invited):
    _, path = invited
    token = path.split("/")[-2]
    handler = logging.getLogger().handlers[0]
    lines = []
    handler.stream, before = type("Lines", (), {"write": lines.append, "flush": lambda self: None})(), handler.stream
    try:
        client.post(path, BOTH)
        client.get(path)
    finally:
        handler.stream = before

    assert len(lines) > 0
    assert token not in "".join(lines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(metadata::text, '') FROM pghistory_context")
        assert token not in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_link_used_twice_at_once_works_once():
    link, _ = AccessLink.make(user=UserFactory(), purpose=AccessLink.Purpose.RESET, by=None)
    start, outcomes = threading.Barrier(4), []

    def use():
        start.wait()
        try:
            actions.use_link(link, password=NEW)
            outcomes.append("used")
        except actions.AccountError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "refused", "refused", "used"]
