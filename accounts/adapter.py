"""allauth, as this product uses it: no public sign-up, few tries, a programme to work in."""

import time
import unicodedata
from http import HTTPStatus

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy as _

from accounts.actions import enter_programme_at_sign_in
from accounts.middleware import SIGNED_IN_AT
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("L'adresse e-mail ou le mot de passe ne convient pas."),
        "enter_current_password": _("Ce n'est pas votre mot de passe actuel."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account alone."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Count the try, and answer with the page "trop d'essais" once there were too many (ACCOUNT_RATE_LIMITS)."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refusal:
            raise ImmediateHttpResponse(_too_many_tries(request)) from refusal

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials) -> str:
        # One key an account: allauth's own key changes with the host name, and with letters such as "ſ" that the
        # database takes for an "s" when it looks for the e-mail.
        return unicodedata.normalize("NFKC", credentials.get("email", "")).casefold()

    def forget_failed_tries(self, request: HttpRequest, email: str) -> None:
        """Let a person who just chose a new password sign in at once."""
        self._delete_login_attempts_cached_email(request, email=email)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, in a programme where a role is held."""
        enter_programme_at_sign_in(user)
        super().login(request, user)
        request.session[SIGNED_IN_AT] = time.time()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the first page once the password is changed."""
        return resolve_url("home")


def _too_many_tries(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "300"
    return response
