"""A worksite prepared on a phone: a series seen date by date, a person found while typing."""

from datetime import date

import pytest

from accounts.roles import Role
from chantiers.models import Placement, Session
from tests.browser.people import PHONE, serious, signed_in
from tests.factories import ChantierFactory, EnrolmentFactory, ParticipantFactory, ProgrammeFactory
from tests.fixtures import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def chantier():
    programme = ProgrammeFactory()
    make_user(programme, Role.OPERATIONS, email="operations@example.org")
    person = ParticipantFactory(first_name="Ayşe", last_name="Yılmaz")
    EnrolmentFactory(programme=programme, participant=person)
    return ChantierFactory(programme=programme)


@pytest.fixture
def phone(browser, live_server, chantier):
    """A phone on the worksite's page, with the console's errors collected in ``phone.complaints``."""
    page = signed_in(browser, live_server, "operations@example.org", lands_on="/aujourdhui/", kind=PHONE)
    page.goto(chantier.get_absolute_url())
    yield page
    page.context.close()


def test_series_is_seen_date_by_date_then_added(phone, chantier):
    phone.get_by_role("link", name="Préparer une série").first.tap()
    phone.get_by_label("Du", exact=True).fill("2027-04-26")
    phone.get_by_label("Au", exact=True).fill("2027-05-07")
    phone.get_by_label("jeudi").check()
    phone.get_by_label("De", exact=True).fill("09:00")
    phone.get_by_label("À", exact=True).fill("15:00")
    phone.get_by_role("button", name="Voir les dates").tap()

    holiday = phone.get_by_label("jeudi 6 mai 2027 férié : Ascension")
    assert (holiday.is_checked(), Session.objects.count(), serious(phone)) == (True, 0, [])
    holiday.uncheck()
    phone.get_by_role("button", name="Ajouter les séances cochées").tap()
    phone.get_by_text("1 séance est ajoutée.").wait_for()

    assert [session.day for session in Session.objects.all()] == [date(2027, 4, 29)]
    assert phone.complaints == []


def test_person_is_found_while_typing_and_joins_the_group(phone, chantier):
    phone.get_by_role("link", name="Ajouter une personne").first.tap()
    phone.get_by_label("Nom ou prénom").press_sequentially("yilmaz")
    phone.get_by_label("Ayşe Yılmaz").wait_for()
    assert serious(phone) == []
    phone.get_by_label("dans le groupe", exact=True).check()
    phone.get_by_role("button", name="Ajouter au groupe").tap()
    phone.get_by_text("Place dans le groupe notée : Ayşe Yılmaz.").wait_for()

    assert Placement.objects.get().state == "active"
    assert phone.complaints == []
