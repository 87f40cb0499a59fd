"""Signing in with a real browser, whose console is listened to, and what axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe

from tests.factories import PASSWORD

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "fr-BE", "has_touch": True, "is_mobile": True}
DESK = {"locale": "fr-BE"}


def signed_in(browser, live_server, email: str, *, lands_on: str, kind: dict):
    """Return a page where ``email`` is signed in; the console's errors gather in its ``complaints``.

    ``lands_on`` is the first page of the role, ``kind`` the machine: ``PHONE`` or ``DESK``.
    """
    page = browser.new_context(**kind, base_url=live_server.url).new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto("/comptes/connexion/")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    button = page.get_by_role("button", name="Se connecter")
    button.tap() if kind.get("has_touch") else button.click()
    page.wait_for_url(f"**{lands_on}")
    return page


def serious(page) -> list[str]:
    """Return the axe violations of level serious or critical."""
    violations = Axe().run(page).response["violations"]
    return [found["id"] for found in violations if found["impact"] in ("serious", "critical")]
