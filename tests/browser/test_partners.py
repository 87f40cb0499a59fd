"""The directory in a browser: started on a phone, then searched while typing."""

import pytest

from accounts.roles import Role
from parcours.models import Partner
from tests.browser.people import PHONE, serious, signed_in
from tests.factories import ProgrammeFactory
from tests.fixtures import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_directory_is_started_then_searched_by_need(browser, live_server):
    make_user(ProgrammeFactory(), Role.COUNSELLOR, email="conseil@example.org")
    phone = signed_in(browser, live_server, "conseil@example.org", lands_on="/parcours/", kind=PHONE)
    phone.goto("/partenaires/")
    assert serious(phone) == []

    phone.get_by_role("button", name="Partir de la liste de départ").tap()
    phone.get_by_text("18 partenaires sont ajoutés, tous à vérifier.").wait_for()
    phone.get_by_label("Besoin").select_option("money")
    phone.get_by_label("Langue").press_sequentially("NL")
    phone.get_by_label("Mots").press_sequentially("aide")
    phone.get_by_text("1 partenaire · Mots : aide · Besoin : finances · Langue : NL").wait_for()
    assert serious(phone) == []

    phone.get_by_role("link", name="CPAS de la commune (à préciser)").tap()
    phone.get_by_role("button", name="C’est vérifié").tap()
    phone.get_by_text("« CPAS de la commune (à préciser) » est vérifié.").wait_for()
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (wide, serious(phone), Partner.objects.to_verify().count()) == (0, [], 17)
    assert phone.complaints == []
    phone.context.close()
