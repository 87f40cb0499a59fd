"""Attendance of fifteen people on a phone: taps counted, no console error, no serious axe finding."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from chantiers.models import Attendance, Session
from participants.models import AllowanceCeiling
from tests.browser.people import PHONE, serious, signed_in
from tests.factories import (
    ChantierFactory,
    PlacementFactory,
    ProgrammeFactory,
    SessionFactory,
    make_payable,
)
from tests.fixtures import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = (
    "Aïcha Mamadou Nadia Yusuf Fatima Ionut Rosa Amadou Leïla Karim Sofie Bruno Zeynep Hassan Marie".split()  # noqa: SIM905
)


class Thumb:
    """Counts every tap on the page."""

    def __init__(self, page):
        self.page = page
        self.taps = 0

    def tap(self, target):
        """Tap a locator once it can be, and wait for what it asked of the server."""
        with self.page.expect_response(lambda response: response.status < 500):
            target.tap()
        self.taps += 1


@pytest.fixture
def session():
    today = timezone.localdate()
    AllowanceCeiling.objects.get_or_create(
        valid_from=today.replace(month=1, day=1),
        defaults={
            "valid_to": today.replace(month=12, day=31),
            "day_max": "44.02",
            "year_max": "1760.83",
            "source": "loi",
        },
    )
    programme = ProgrammeFactory(starts_on=today - timedelta(days=90), ends_on=today + timedelta(days=90))
    make_user(programme, Role.OPERATIONS, email="operations@example.org")
    chantier = ChantierFactory(programme=programme, starts_on=programme.starts_on, ends_on=programme.ends_on)
    for name in NAMES:
        person = PlacementFactory(chantier=chantier, participant__first_name=name).participant
        make_payable(person, programme, today.year)
    return SessionFactory(chantier=chantier, on=today)


@pytest.fixture
def phone(browser, live_server, session):
    """A phone where operations is signed in, with the console's errors collected in ``phone.complaints``."""
    page = signed_in(browser, live_server, "operations@example.org", lands_on="/aujourdhui/", kind=PHONE)
    yield page
    page.context.close()


def test_fifteen_present_take_three_taps(phone, session):
    thumb = Thumb(phone)

    thumb.tap(phone.get_by_role("link", name="Pointer"))
    phone.get_by_text("0 / 15").wait_for()
    thumb.tap(phone.get_by_role("button", name="Tous présents (15)"))
    phone.get_by_text("15 / 15").wait_for()
    assert serious(phone) == []
    thumb.tap(phone.get_by_role("button", name="Clôturer"))
    phone.get_by_text("15 présences").wait_for()

    assert thumb.taps == 3
    assert Session.objects.get().state == Session.State.CLOSED
    assert phone.complaints == []


def test_three_exceptions_take_nine_taps(phone, session):
    thumb = Thumb(phone)
    thumb.tap(phone.get_by_role("link", name="Pointer"))

    for name, choice in (
        ("Mamadou", "Absence annoncée"),
        ("Nadia", "Arrivé·e plus tard"),
        ("Yusuf", "Absence non annoncée"),
    ):
        row = phone.locator(".roster-row", has_text=name)
        thumb.tap(row.get_by_role("link", name="Autres choix"))
        assert serious(phone) == []
        thumb.tap(row.get_by_role("button", name=choice))
    phone.get_by_text("3 / 15").wait_for()
    thumb.tap(phone.get_by_role("button", name="Tous présents (12)"))
    thumb.tap(phone.get_by_role("button", name="Clôturer"))
    phone.get_by_text("Clôturée le").wait_for()

    assert thumb.taps == 9
    states = list(Attendance.objects.values_list("state", flat=True))
    assert (states.count("P"), states.count("R"), states.count("AP"), states.count("AN")) == (12, 1, 1, 1)
    assert phone.complaints == []


def test_second_tap_on_p_clears_it(phone, session):
    phone.goto(session.get_absolute_url())
    button = phone.get_by_role("button", name="Aïcha N")
    button.tap()
    phone.get_by_text("1 / 15").wait_for()
    phone.locator("button[aria-pressed=true]").tap()
    phone.get_by_text("0 / 15").wait_for()

    assert Attendance.objects.get().state == ""
    assert phone.complaints == []
