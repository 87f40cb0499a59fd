"""The demo data on the days when dates are hard, and twice on the same one."""

from datetime import date

import pytest
from django.db import transaction

from chantiers.demo import groups
from chantiers.models import Attendance, Placement, Session
from impact.demo import build_demo
from participants.models import AllowanceLine, AllowanceYear, Convention, Enrolment, Participant, PreStartCheck
from tests.demo_coherence import incoherences

YEAR_WITHOUT_CEILING = 2027

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_layout(monkeypatch):
    """Spare the layout of forty documents: these tests look at records only."""
    monkeypatch.setattr(groups, "PRINTED_IN_FULL", "")
    monkeypatch.setattr(groups, "short_convention_pdf", lambda convention: convention.reference.encode())


def written_on(today: date) -> list:
    """Build the demo, check it, return what it wrote in words and dates, and forget it."""
    with transaction.atomic():
        build_demo(today)
        assert incoherences(today) == []
        told = [
            list(Participant.objects.order_by("pk").values_list("first_name", "last_name", "iban", "phone")),
            list(Enrolment.objects.order_by("pk").values_list("source", "entered_on", "exited_on", "months_at_entry")),
            list(PreStartCheck.objects.order_by("pk").values_list("kind", "done_on", "valid_until")),
            list(Placement.objects.order_by("pk").values_list("state", "starts_on", "ends_on")),
            list(Convention.objects.order_by("pk").values_list("year", "number", "state", "signed_on", "pdf_sha256")),
            list(Session.objects.order_by("pk").values_list("period", "kind", "state", "activity", "remark")),
            list(
                Attendance.objects.order_by("pk").values_list(
                    "participant__phone", "session__day", "state", "minutes", "reason", "arrived_at", "left_at"
                )
            ),
            list(
                AllowanceLine.objects.order_by("pk").values_list(
                    "participant__phone", "day", "amount", "state", "reasons", "approved_at"
                )
            ),
            list(AllowanceYear.objects.order_by("pk").values_list("year", "regime", "own", "declared", "needs_review")),
        ]
        transaction.set_rollback(True)
    return told


def test_demo_is_the_same_twice_on_a_sunday_of_december():
    today = date(2025, 12, 28)
    first = written_on(today)

    assert written_on(today) == first


def test_demo_is_coherent_on_a_second_of_january():
    """A Saturday, the day after a holiday, in a year that has no ceiling yet."""
    today = date(2027, 1, 2)

    build_demo(today)

    assert incoherences(today) == []


def test_demo_holds_the_lines_of_a_year_without_ceiling():
    today = date(2027, 3, 1)

    build_demo(today)

    new_year = AllowanceLine.objects.filter(year=YEAR_WITHOUT_CEILING)
    assert incoherences(today) == []
    assert {line.state for line in new_year} == {"held"}
    assert AllowanceLine.objects.filter(year=YEAR_WITHOUT_CEILING - 1).approved().exists()
