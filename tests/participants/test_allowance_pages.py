"""Lines, approvals and the register, as pages and as a command."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from participants.actions.allowances import VolunteeringDay, set_days
from participants.models import AllowanceLine
from tests.factories import EnrolmentFactory, ParticipantFactory, make_payable

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(programme):
    """Return a maker of people with ``days`` volunteering days since 3 March 2025."""

    def make(days=2, payable=True, **names):
        person = ParticipantFactory(**names)
        EnrolmentFactory(participant=person, programme=programme)
        if payable:
            make_payable(person, programme)
        worked = VolunteeringDay(programme.pk, Decimal("30.00"))
        set_days(person.pk, 2025, {date(2025, 3, 3) + timedelta(days=n): worked for n in range(days)})
        return person

    return make


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries(as_coordinator, volunteer, rows, django_assert_num_queries):
    for _ in range(rows):
        volunteer(days=1)

    with django_assert_num_queries(7):
        as_coordinator.get(reverse("participants:line_list"))


def test_held_line_links_to_what_mends_it(as_operations, volunteer):
    person = volunteer(days=1, payable=False)

    page = as_operations.get(reverse("participants:line_list")).content.decode()

    assert f"/participants/{person.pk}/#conventions" in page
    assert "Approuver" not in page.replace("La coordination approuve", "")


def test_coordination_approves_what_is_ticked(as_coordinator, volunteer):
    volunteer(days=2)
    first, second = AllowanceLine.objects.values_list("pk", flat=True)

    as_coordinator.post(reverse("participants:line_approve"), {"line": [first, "x"]})

    assert dict(AllowanceLine.objects.values_list("pk", "state")) == {first: "approved", second: "proposed"}


def test_coordination_approves_a_whole_filter(as_coordinator, volunteer):
    volunteer(days=3, last_name="Diallo")
    volunteer(days=3, last_name="Peeters")

    as_coordinator.post(reverse("participants:line_approve") + "?person=diallo", {"everything": "1"})

    assert AllowanceLine.objects.approved().count() == 3


@pytest.mark.parametrize("client", ["as_operations", "as_counsellor"])
def test_others_approve_nothing(request, client, volunteer):
    volunteer()

    answer = request.getfixturevalue(client).post(reverse("participants:line_approve"), {"everything": "1"})

    assert answer.status_code == 403
    assert AllowanceLine.objects.approved().count() == 0


def test_foreign_line_is_a_404(as_stranger, volunteer):
    volunteer()

    answer = as_stranger.get(reverse("participants:line_release", args=[AllowanceLine.objects.first().pk]))

    assert answer.status_code == 404


def test_register_counts_days_and_sums_after_a_correction(as_coordinator, volunteer):
    volunteer(days=3, first_name="Ayşe", last_name="Yılmaz")
    volunteer(days=1, payable=False, first_name="Luc", last_name="Peeters")
    as_coordinator.post(reverse("participants:line_approve"), {"everything": "1"})
    line = AllowanceLine.objects.approved().first()
    as_coordinator.post(
        reverse("participants:line_correct", args=[line.pk]), {"net": "0", "reason": "Absente ce jour-là"}
    )
    out = io.StringIO()

    call_command("register", "--year", "2025", "--json", stdout=out)

    register = json.loads(out.getvalue())
    assert (register["year"], register["programme"]) == (2025, "pilote")
    assert (register["total_approved"], register["total_held"]) == ("60.00", "30.00")
    assert [(p["name"], p["days"], p["approved"], p["held"]) for p in register["people"]] == [
        ("Luc Peeters", 1, "0.00", "30.00"),
        ("Ayşe Yılmaz", 2, "60.00", "0.00"),
    ]
    assert register["people"][0]["lines"][0]["state"] == "held"
    assert len(register["people"][0]["lines"][0]["reasons"]) == 5


def test_register_page_and_pdf(as_operations, volunteer):
    volunteer(days=1, last_name="Benali")

    page = as_operations.get(reverse("participants:register_year", args=[2025]))
    document = as_operations.get(reverse("participants:register_pdf", args=[2025]))

    assert "Benali" in page.content.decode()
    assert document.content.startswith(b"%PDF")
    assert document["Content-Disposition"] == 'attachment; filename="registre-2025.pdf"'


def test_empty_pages_say_so(as_operations):
    assert "Aucun défraiement" in as_operations.get(reverse("participants:line_list")).content.decode()
    assert "Aucun jour de volontariat" in as_operations.get(reverse("participants:register")).content.decode()
