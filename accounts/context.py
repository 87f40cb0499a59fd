"""What every page of a signed-in person shows around its own content."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.navigation import menu


def navigation(request: HttpRequest) -> dict:
    """Give the menu, the programmes to switch to (none when there is no choice) and the mark of demo data.

    Costs no query beyond the user's own (programme and roles).
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "programmes": [], "is_demo": False}
    programme = user.active_programme
    return {
        "navigation": SimpleLazyObject(lambda: menu(user, request.path)),  # a fragment shows none
        "programmes": user.programmes if user.programmes != [programme] else [],
        "is_demo": programme is not None and programme.is_demo,
    }
