"""Access rules, declared beside each URL: ``page(path, view, name=…, access=…)``."""

from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.urls import path, resolve

PUBLIC = "public"
SIGNED_IN = "signed-in"


def page(route: str, view, *, name: str, access: str):
    """Return a ``path`` whose rule stands beside it.

    ``access`` is the name of a right (``participants.see_people``), ``SIGNED_IN`` for anybody with an account, or
    ``PUBLIC``. The rule is kept on the view as ``access_rule``: the generated matrix of tests reads it there.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if access not in (PUBLIC, SIGNED_IN) and not request.user.has_perm(access):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    if access == PUBLIC:
        guarded = login_not_required(guarded)
    else:
        guarded.login_required = True
    guarded.access_rule = access
    return path(route, guarded, name=name)


def may_open(user, url: str) -> bool:
    """Tell whether ``user`` meets the rule declared beside the page of an address of ours."""
    rule = resolve(urlsplit(url).path).func.access_rule
    return rule in (PUBLIC, SIGNED_IN) or user.has_perm(rule)
