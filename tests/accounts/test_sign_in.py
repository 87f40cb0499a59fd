"""Signing in, out and changing one's password."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests.factories import PASSWORD, MembershipFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/comptes/connexion/"
ANOTHER = "une autre phrase de passe"


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password, **extra})


def test_sign_in_opens_the_first_page_and_rotates_the_session(client, coordinator):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before

    response = sign_in(client, coordinator.email)

    assert (response.status_code, response.url) == (302, reverse("home"))
    assert client.session.session_key != before
    assert client.session["_auth_user_id"] == str(coordinator.pk)


def test_sign_in_ignores_the_case_of_the_email(client, coordinator):
    assert sign_in(client, coordinator.email.upper()).status_code == 302


def test_sign_in_goes_to_the_page_asked_for(client, coordinator):
    response = client.get(reverse("accounts:programme_edit"))
    assert response.url == f"{SIGN_IN}?next={reverse('accounts:programme_edit')}"

    response = sign_in(client, coordinator.email, next=reverse("accounts:programme_edit"))

    assert response.url == reverse("accounts:programme_edit")


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", "/\\example.com"]
)
def test_sign_in_never_leads_to_another_site(client, coordinator, elsewhere):
    assert sign_in(client, coordinator.email, next=elsewhere).url == reverse("home")


@pytest.mark.parametrize("email", ["coordination@example.org", "personne@example.org"])
def test_wrong_password_and_unknown_address_read_the_same(client, coordinator, email):
    response = sign_in(client, email, "pas la bonne phrase")

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == ["L'adresse e-mail ou le mot de passe ne convient pas."]
    assert "_auth_user_id" not in client.session


def test_sixth_try_is_refused_on_every_host_and_spelling(settings, coordinator):
    settings.ALLOWED_HOSTS = ["testserver", "autre.example"]
    for spelling in ["coordination", "Coordination", "COORDINATION", "coordination", "coordination"]:
        client = Client(headers={"host": "autre.example"})
        assert sign_in(client, f"{spelling}@example.org", "pas la bonne phrase").status_code == 200

    response = sign_in(Client(), coordinator.email)

    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert "Trop d’essais" in response.content.decode()


def test_a_letter_that_folds_to_another_opens_no_further_tries(client):
    UserFactory(email="soins@example.org")
    for _ in range(5):
        sign_in(client, "ſoins@example.org", "pas la bonne phrase")

    assert sign_in(client, "soins@example.org").status_code == 429


def test_tries_on_one_account_leave_the_others_open(client, coordinator, operations):
    for _ in range(6):
        sign_in(client, coordinator.email, "pas la bonne phrase")

    assert sign_in(client, operations.email).status_code == 302


def test_closed_account_is_told_so_only_with_its_password(client, coordinator):
    User.objects.filter(pk=coordinator.pk).update(is_active=False)

    assert sign_in(client, coordinator.email, "pas la bonne phrase").status_code == 200
    response = sign_in(client, coordinator.email)

    assert response.url == "/comptes/ferme/"
    assert "Ce compte est fermé" in client.get(response.url).content.decode()
    assert "_auth_user_id" not in client.session


def test_closing_an_account_ends_its_sessions(as_coordinator, coordinator):
    assert as_coordinator.get(reverse("accounts:programme_edit")).status_code == 200

    User.objects.filter(pk=coordinator.pk).update(is_active=False)

    assert as_coordinator.get(reverse("accounts:programme_edit")).status_code == 302


@pytest.mark.parametrize("path", ["/comptes/inscription/", "/accounts/signup/", "/accounts/password/reset/"])
def test_there_is_no_sign_up_and_no_reset_by_mail(client, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "x@example.org"}).status_code == 404
    assert "signup" not in client.get(SIGN_IN).content.decode()


def test_first_programme_by_name_is_entered_at_sign_in(client):
    user = UserFactory()
    later, first = ProgrammeFactory(name="Zénith"), ProgrammeFactory(name="Aube")
    for programme in (later, first):
        MembershipFactory(user=user, programme=programme, role=Role.OPERATIONS)

    sign_in(client, user.email)

    user.refresh_from_db()
    assert user.active_programme == first


def test_programme_without_role_any_more_is_left_at_sign_in(client, coordinator, other_programme):
    coordinator.memberships.update(programme=other_programme)

    sign_in(client, coordinator.email)

    coordinator.refresh_from_db()
    assert coordinator.active_programme == other_programme


def test_last_programme_is_kept_at_sign_in(client, coordinator, programme):
    MembershipFactory(user=coordinator, programme=ProgrammeFactory(name="Aube"), role=Role.OPERATIONS)

    sign_in(client, coordinator.email)

    coordinator.refresh_from_db()
    assert coordinator.active_programme == programme


def test_somebody_without_programme_reads_a_clear_page(client):
    user = UserFactory()

    response = client.get(sign_in(client, user.email).url)

    assert response.status_code == 200
    assert "Vous n’avez pas de rôle ici" in response.content.decode()


def test_sign_out_is_a_post(as_coordinator):
    assert as_coordinator.get("/comptes/deconnexion/").status_code == 200
    assert "_auth_user_id" in as_coordinator.session

    response = as_coordinator.post("/comptes/deconnexion/")

    assert response.url == SIGN_IN
    assert "_auth_user_id" not in as_coordinator.session


def change_password(client, new, old=PASSWORD, again=None):
    return client.post("/comptes/mot-de-passe/", {"oldpassword": old, "password1": new, "password2": again or new})


def test_password_change_keeps_this_session_and_ends_the_others(as_coordinator, coordinator):
    elsewhere = Client()
    elsewhere.force_login(coordinator)

    response = change_password(as_coordinator, ANOTHER)

    assert response.url == reverse("home")
    coordinator.refresh_from_db()
    assert coordinator.check_password(ANOTHER)
    assert as_coordinator.get(reverse("accounts:programme_edit")).status_code == 200
    assert elsewhere.get(reverse("accounts:programme_edit")).status_code == 302


@pytest.mark.parametrize(
    ("new", "again", "field"),
    [
        ("quatorze signe", None, "password1"),  # 14 characters
        ("1qaz2wsx3edc4rfv", None, "password1"),  # long, but in the list of common ones
        (ANOTHER, "une autre phrase", "password2"),
    ],
)
def test_password_change_refuses(as_coordinator, coordinator, new, again, field):
    response = change_password(as_coordinator, new, again=again)

    assert list(response.context["form"].errors) == [field]
    coordinator.refresh_from_db()
    assert coordinator.check_password(PASSWORD)


def test_password_of_fifteen_plain_letters_will_do(as_coordinator):
    assert change_password(as_coordinator, "quinzecaractere").status_code == 302


def test_password_change_asks_for_the_present_one(as_coordinator):
    response = change_password(as_coordinator, ANOTHER, old="pas la bonne phrase")

    assert response.context["form"].errors == {"oldpassword": ["Ce n'est pas votre mot de passe actuel."]}


def test_passwords_are_kept_with_argon2(settings):
    from config import settings as product

    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    assert identify_hasher(make_password(PASSWORD)).algorithm == "argon2"


def test_sign_in_form_has_words_of_its_own(client):
    page = client.get(SIGN_IN).content.decode()

    assert re.findall(r"<label[^>]*>\s*([^<]+?)\s*</label>", page) == ["Adresse e-mail", "Mot de passe"]
    assert "placeholder" not in page
