"""Ceilings, order of day and approvals, in the figures of the domain's rules 1 to 15."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pghistory
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participants.actions.allowances import (
    AllowanceError,
    VolunteeringDay,
    approve_lines,
    correct_line,
    release_line,
    review_person,
    set_days,
)
from participants.models import AllowanceCeiling, AllowanceLine, AllowanceYear
from tests.factories import EnrolmentFactory, ParticipantFactory, ProgrammeFactory, UserFactory, make_payable


def attended(person, programme, amounts, year=2026, start=None):
    """Give ``person`` one day an amount, from the first of January on, and return the lines by day."""
    first = start or date(year, 1, 1)
    days = {
        first + timedelta(days=n): VolunteeringDay(programme.pk, Decimal(amount)) for n, amount in enumerate(amounts)
    }
    return set_days(person.pk, year, days)


def payable(programme, amount, year=2026):
    person = ParticipantFactory()
    EnrolmentFactory(participant=person, programme=programme)
    make_payable(person, programme, year, day_amount=amount)
    return person


def approve_all(by):
    return approve_lines(AllowanceLine.objects.values_list("pk", flat=True), by=by)


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "proposed"), [("44.02", "44.02"), ("44.03", "44.02")])
def test_day_is_cut_at_its_ceiling(programme, amount, proposed):
    attended(payable(programme, amount), programme, [amount])

    assert AllowanceLine.objects.get().amount == Decimal(proposed)


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "accepted"), [("44.02", True), ("44.03", False)])
def test_database_refuses_a_cent_over_the_day(programme, coordinator, amount, accepted):
    person = payable(programme, amount)
    attended(person, programme, [amount])
    update = AllowanceLine.objects.filter(participant=person)
    values = {"state": "approved", "amount": amount, "approved_by": coordinator, "approved_at": "2026-01-02T10:00Z"}

    if accepted:
        assert update.update(**values) == 1
    else:
        with pytest.raises(DatabaseError, match="net of a day"), transaction.atomic():
            update.update(**values)


@pytest.mark.django_db
@pytest.mark.parametrize(("counted", "proposed"), [("1716.81", "44.02"), ("1716.82", "44.01")])
def test_amounts_of_other_organisations_count(programme, counted, proposed):
    person = payable(programme, "44.02")
    AllowanceYear.objects.filter(participant=person).update(declared=counted, ceiling="1760.83")

    attended(person, programme, ["44.02"])

    assert AllowanceLine.objects.get().amount == Decimal(proposed)


@pytest.mark.django_db
def test_forty_full_days_leave_three_cents(programme, coordinator):
    person = payable(programme, "44.02")
    lines = attended(person, programme, ["44.02"] * 42)

    approval = approve_all(coordinator)

    amounts = [line.amount for _, line in sorted(lines.items())]
    assert amounts[39:] == [Decimal("44.02"), Decimal("0.03"), Decimal("0.00")]
    assert approval.total == Decimal("1760.83")
    assert list(AllowanceLine.objects.order_by("-day").values_list("state", flat=True)[:2]) == ["nil", "approved"]


@pytest.mark.django_db
def test_2022_cuts_the_fortieth_day(programme):
    person = payable(programme, "36.84", 2022)
    lines = attended(person, programme, ["36.84"] * 40, 2022)

    assert lines[date(2022, 2, 9)].amount == Decimal("1473.37") - 39 * Decimal("36.84")


@pytest.mark.django_db
def test_day_without_a_ceiling_on_record_is_held(programme, coordinator):
    person = payable(programme, "30.00", 2027)
    attended(person, programme, ["30.00"], 2027)

    assert approve_all(coordinator).approved == []
    assert AllowanceLine.objects.get().reasons == ["no_ceiling"]


@pytest.mark.django_db
def test_earlier_day_added_late_recomputes_the_open_lines(programme, coordinator):
    person = payable(programme, "44.02")
    AllowanceYear.objects.filter(participant=person).update(declared="1700.00", ceiling="1760.83")
    attended(person, programme, ["44.02", "44.02"], start=date(2026, 5, 1))

    attended(person, programme, ["44.02"] * 3, start=date(2026, 4, 30))

    amounts = AllowanceLine.objects.order_by("day").values_list("amount", flat=True)
    assert list(amounts) == [Decimal("44.02"), Decimal("16.81"), Decimal("0.00")]


@pytest.mark.django_db
def test_day_before_signature_waits_for_coordination(programme, coordinator):
    person = ParticipantFactory()
    make_payable(person, programme, 2026, signed_on=date(2026, 1, 5))
    line = attended(person, programme, ["30.00"])[date(2026, 1, 1)]
    assert line.reasons == ["before_signature"]

    with pytest.raises(AllowanceError, match="Écrivez"):
        release_line(line, reason=" ", by=coordinator)
    release_line(line, reason="Convention signée le lendemain de la visite.", by=coordinator)

    line.refresh_from_db()
    assert (line.state, line.reasons) == ("proposed", [])


@pytest.mark.django_db
def test_late_breach_stops_approvals(programme, coordinator):
    person = payable(programme, "30.00")
    attended(person, programme, ["30.00"])
    AllowanceYear.objects.filter(participant=person).update(declared="1800.00", needs_review=True)
    review_person(person.pk)

    assert approve_all(coordinator).approved == []
    assert "under_review" in AllowanceLine.objects.get().reasons


@pytest.mark.django_db
def test_approved_line_is_immutable_and_corrected_by_another(programme, coordinator):
    person = payable(programme, "30.00")
    attended(person, programme, ["30.00"])
    approve_all(coordinator)
    line = AllowanceLine.objects.get()

    for change in ("UPDATE participants_allowanceline SET amount = 1", "DELETE FROM participants_allowanceline"):
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(change)
    correct_line(line, net=Decimal("20.00"), reason="Demi-journée", by=coordinator)

    assert AllowanceLine.objects.total() == Decimal("20.00")
    assert AllowanceYear.objects.get().own == Decimal("20.00")
    with pytest.raises(AllowanceError, match="motif"):
        correct_line(line, net=Decimal("10.00"), reason="", by=coordinator)
    with pytest.raises(AllowanceError, match="sous 0"):
        correct_line(line, net=Decimal("-1.00"), reason="Trop", by=coordinator)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.decimals("0", "60", places=2), min_size=1, max_size=60),
    declared=st.decimals("0", "1760.83", places=2),
)
def test_proposals_never_pass_a_ceiling(programme, amounts, declared):
    person = ParticipantFactory()
    AllowanceYear.objects.create(participant=person, year=2026, declared=declared, ceiling="1760.83")

    lines = attended(person, programme, amounts)

    assert all(Decimal("0") <= line.amount <= Decimal("44.02") for line in lines.values())
    wanted = sum(min(amount, Decimal("44.02")) for amount in amounts)
    assert sum(line.amount for line in lines.values()) == min(wanted, Decimal("1760.83") - declared)


@pytest.mark.django_db(transaction=True)
def test_sixteen_concurrent_approvals_never_pass_a_ceiling():
    for row in [("2026-01-01", "2026-12-31", "44.02", "1760.83")]:
        AllowanceCeiling.objects.get_or_create(
            valid_from=row[0], defaults={"valid_to": row[1], "day_max": row[2], "year_max": row[3], "source": "loi"}
        )
    programme, coordinator = ProgrammeFactory(), UserFactory()
    person = payable(programme, "44.02")
    attended(person, programme, ["44.02"] * 60)
    ids = list(AllowanceLine.objects.values_list("pk", flat=True))
    approvals, errors = [], []

    def approve(part):
        try:
            with pghistory.context(actor="tests"):
                approvals.append(approve_lines(part, by=coordinator))
        except DatabaseError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[ids[n % 4 :: 2]]) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert sum(approval.total for approval in approvals) == Decimal("1760.83")
    assert AllowanceYear.objects.get().own == AllowanceLine.objects.approved().total() == Decimal("1760.83")
