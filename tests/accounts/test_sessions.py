"""How long a session may be left alone."""

import time
from unittest import mock

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.fixtures import client_of, make_user

pytestmark = pytest.mark.django_db

MINUTE = 60


def after(minutes):
    """Move the clock that signs and reads the last activity."""
    return mock.patch("django.core.signing.time.time", return_value=time.time() + minutes * MINUTE)


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.COORDINATOR, Role.HOUSING, Role.ADMINISTRATOR])
def test_half_an_hour_alone_signs_out(programme, role):
    client = client_of(make_user(programme, role))
    page = reverse("account_change_password")
    client.get(page)

    with after(29):
        assert client.get(page).status_code == 200
    with after(29 + 29):  # counted from the last page, not from the first
        assert client.get(page).status_code == 200
    with after(29 + 29 + 31):
        response = client.get(page, follow=True)

    assert response.resolver_match.view_name == "account_login"
    assert "Vous étiez absent·e" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_day_on_site_keeps_operations_in(as_operations):
    as_operations.get(reverse("chantiers:today"))

    with after(11 * 60):
        assert as_operations.get(reverse("chantiers:today")).status_code == 200
    with after(11 * 60 + 12 * 60 + 1):
        assert as_operations.get(reverse("chantiers:today")).status_code == 302


def test_desk_role_decides_for_somebody_with_several(programme):
    client = client_of(make_user(programme, Role.OPERATIONS, Role.COUNSELLOR))
    client.get(reverse("chantiers:today"))

    with after(31):
        assert client.get(reverse("chantiers:today")).status_code == 302


def test_activity_of_another_session_counts_for_nothing(as_counsellor, as_coordinator, counsellor):
    as_coordinator.get(reverse("account_change_password"))
    as_counsellor.get(reverse("account_change_password"))
    with after(31):
        as_coordinator.get(reverse("account_change_password"))
        foreign = as_coordinator.cookies["activity"].value
    stale = as_counsellor.cookies["activity"].value
    assert foreign.split(":")[-1] != stale.split(":")[-1]

    with after(31):
        assert as_counsellor.get(reverse("account_change_password")).status_code == 302


def test_page_that_is_only_read_writes_no_session(as_coordinator, django_assert_num_queries):
    with django_assert_num_queries(3):  # session, user and programme, roles
        as_coordinator.get(reverse("account_change_password"))


def test_personal_page_is_stored_by_nobody(as_coordinator):
    assert as_coordinator.get(reverse("account_change_password"))["Cache-Control"] == "no-store, private"
