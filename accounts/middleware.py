"""What every request carries: a session still in use, a named actor for its writes, no copy left in a cache."""

import time

import pghistory
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core import signing
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from accounts.tokens import hide_tokens

ACTIVITY_COOKIE = "activity"
SIGNED_IN_AT = "signed_in_at"  # in the session: seconds since 1970
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


class IdleSessionMiddleware:
    """Signs out a person who left the screen alone for longer than the roles allow (``User.idle_limit``).

    The last activity stands in a signed cookie, bound to the session: a page that is only read writes no row.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and self._is_left_alone(request):
            logout(request)
            messages.info(request, _("Vous étiez absent·e : reconnectez-vous pour continuer."))
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.set_cookie(
                ACTIVITY_COOKIE,
                _signer(request).sign("seen"),
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite=settings.SESSION_COOKIE_SAMESITE,
            )
        return response

    def _is_left_alone(self, request) -> bool:
        try:
            _signer(request).unsign(request.COOKIES.get(ACTIVITY_COOKIE, ""), max_age=request.user.idle_limit)
        except signing.SignatureExpired:
            return True
        except signing.BadSignature:  # the first page of this session, or a cookie that somebody took away
            signed_in_at = request.session.get(SIGNED_IN_AT)
            return signed_in_at is not None and time.time() - signed_in_at > request.user.idle_limit.total_seconds()
        return False


def _signer(request) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"activity:{request.session.session_key}")


class NamedActorMiddleware:
    """Writes of a request are recorded under the user who made it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        user = request.user if request.user.is_authenticated else None
        actor = user.email if user else "visite"
        with pghistory.context(actor=actor, user=user.pk if user else None, path=hide_tokens(request.path)):
            return self.get_response(request)


class PersonalPageMiddleware:
    """A page shown to a signed-in person is never stored by a browser or a proxy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            patch_cache_control(response, no_store=True, private=True)
        return response
