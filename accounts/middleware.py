"""What every request carries: a named actor for its writes, and no copy left in a cache."""

import pghistory
from django.utils.cache import patch_cache_control

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


class NamedActorMiddleware:
    """Writes of a request are recorded under the user who made it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        user = request.user if request.user.is_authenticated else None
        actor = user.email if user else "visite"
        with pghistory.context(actor=actor, user=user.pk if user else None, path=request.path):
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
