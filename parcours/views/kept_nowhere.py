"""Pages opened by a link without an account: no cache keeps them, no address of theirs is passed on."""

from django.http import HttpResponse


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    """Return the answer with the headers that keep it out of caches, referrers and indexes."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
