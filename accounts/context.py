"""What every template may use."""


def navigation(request) -> dict:
    """Give the entries of the menu."""
    return {"navigation": [], "is_demo": False, "programmes": []}
