"""Every entry of every menu, filled, on a phone and on a computer: what only a browser shows."""

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from accounts.roles import Role
from chantiers.actions.attendance import close_session, mark_all_present
from participants.actions.allowances import approve_lines
from participants.actions.importing import apply_import, keep_staged, stage_file
from participants.models import AllowanceCeiling, AllowanceLine, Convention
from tests.factories import (
    PASSWORD,
    ChantierFactory,
    ConventionFactory,
    EnrolmentFactory,
    PlacementFactory,
    ProgrammeFactory,
    SessionFactory,
    SiteFactory,
    make_payable,
)
from tests.fixtures import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, COMPUTER = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
NARROWEST = {"width": 320, "height": 640}
NAMES = "Aïcha Mamadou Nadia Yusuf Fatima Ionut Rosa Amadou Leïla Karim Sofie Bruno".split()  # noqa: SIM905
LIST = "NOM Prénom;Date de naissance;Téléphone\nKAYA Ela;01/01/1980;0475 48 78 78\n;02/02/1981;\n".encode()


@pytest.fixture
def programme():
    """A programme at work: a group, sessions past and to come, lines and conventions in several states, a list."""
    today = timezone.localdate()
    day = today - timedelta(days=2)
    for year in {day.year, today.year}:
        limits = {"valid_to": date(year, 12, 31), "day_max": "44.02", "year_max": "1760.83", "source": "loi"}
        AllowanceCeiling.objects.get_or_create(valid_from=date(year, 1, 1), defaults=limits)
    programme = ProgrammeFactory(starts_on=today - timedelta(days=90), ends_on=today + timedelta(days=90))
    users = {role: make_user(programme, role, email=f"{role}@example.org") for role in Role.values}
    _worksite_at_work(programme, day, today, users)
    run = stage_file(LIST, "candidats-mission-locale.csv", programme=programme, by=users[Role.OPERATIONS])
    keep_staged(run)
    apply_import(run)
    return programme


def _worksite_at_work(programme, day, today, users):
    worksite = ChantierFactory(
        programme=programme,
        site=SiteFactory(programme=programme, name="Résidence des Peupliers-Ateliers"),
        works="Peinture des halls d'entrée et des cages d'escalier",
        nuisance="Odeur de peinture, passage réduit le matin",
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
    )
    for name in NAMES:
        person = PlacementFactory(chantier=worksite, participant__first_name=name).participant
        signed_on = today if name == "Rosa" else programme.starts_on
        make_payable(person, programme, day.year, signed_on=signed_on)
    held = SessionFactory(chantier=worksite, on=day)
    mark_all_present(held, by=users[Role.OPERATIONS])
    close_session(held, by=users[Role.OPERATIONS])
    approve_lines(AllowanceLine.objects.values_list("pk", flat=True)[:4], by=users[Role.COORDINATOR])
    SessionFactory(chantier=worksite, on=today)
    SessionFactory(chantier=worksite, on=today + timedelta(days=1))
    SessionFactory(chantier=worksite, on=today + timedelta(days=2), state="cancelled", cancel_reason="weather")
    newcomer = EnrolmentFactory(programme=programme).participant
    nothing = {"year": None, "number": None, "issued_at": None, "pdf": "", "pdf_sha256": "", "signed_on": None}
    ConventionFactory(programme=programme, participant=newcomer, state=Convention.State.DRAFT, **nothing)


@pytest.mark.parametrize("role", Role.values)
def test_menu_opens_filled_pages_that_fit_and_read_well(browser, live_server, programme, role):
    page = browser.new_page(base_url=live_server.url, locale="fr-BE", viewport=PHONE)
    complaints = []
    page.on("console", lambda message: complaints.append((page.url, message.text)) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))
    page.goto("/comptes/connexion/")
    page.get_by_label("Adresse e-mail").fill(f"{role}@example.org")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.locator("nav.rail").wait_for(state="attached")
    entries = page.locator("nav.rail a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    ours = [address for address in entries if not address.startswith("/administration/")]  # Django's own pages

    for address in ours:
        page.set_viewport_size(NARROWEST)
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        complaints += [(address, f"{width} px wide")] if width > NARROWEST["width"] else []
        for size in (PHONE, COMPUTER):
            page.set_viewport_size(size)
            complaints += [(address, size["width"], finding) for finding in serious(page)]

    assert ours
    assert complaints == [], "\n".join(map(str, complaints))
    page.context.close()


def serious(page) -> list[str]:
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{found['id']}: {found['nodes'][0]['html'][:200]}"
        for found in violations
        if found["impact"] in ("serious", "critical")
    ]
