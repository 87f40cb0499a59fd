"""Constraints of last resort: raw SQL as the web role, one statement that passes and one that is refused each."""

from datetime import date

import pghistory
import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from participants.models import Convention, Participant
from tests.factories import (
    AllowanceLineFactory,
    AttendanceFactory,
    ChantierFactory,
    ConventionFactory,
    ParticipantFactory,
    PlacementFactory,
    SessionFactory,
    brussels_range,
    make_payable,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)
KNOWN = ("dbname", "user", "password", "host", "port")


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(statement, *values):
    with pytest.raises(DatabaseError) as error:
        run(statement, *values)
    return str(error.value)


def test_write_without_an_actor_is_refused():
    person = ParticipantFactory()
    assert run("UPDATE participants_participant SET first_name = %s WHERE id = %s", "Ana", person.pk) == 1

    with psycopg.connect(**connection_of_the_web_role()) as raw, pytest.raises(psycopg.Error, match="pgh_context_id"):
        raw.execute(
            "INSERT INTO accounts_organisation (kind, name, legal_form, purpose, enterprise_number, address,"
            " postcode, city, phone) VALUES ('partner', 'X', '', '', '', '', '', '', '')"
        )


def test_context_without_a_name_is_refused():
    with (
        pghistory.context(actor=""),
        pytest.raises(DatabaseError, match="context_names_its_actor"),
        transaction.atomic(),
    ):
        ParticipantFactory()


def connection_of_the_web_role():
    """Return psycopg's parameters of a connection outside Django, as the web role."""
    parameters = {key: value for key, value in connection.get_connection_params().items() if key in KNOWN}
    return parameters | {"options": f"-c role={settings.WEB_ROLE}"}


def test_history_keeps_before_and_after_a_bulk_write_and_cannot_be_changed():
    person = ParticipantFactory(first_name="Ana")
    Participant.objects.filter(pk=person.pk).update(first_name="Eva")

    events = connection.cursor()
    events.execute(
        "SELECT e.pgh_label, e.first_name, c.metadata ->> 'actor' FROM participants_participantevent e"
        " JOIN pghistory_context c ON c.id = e.pgh_context_id WHERE e.pgh_obj_id = %s ORDER BY e.pgh_id",
        [person.pk],
    )
    assert events.fetchall() == [("insert", "Ana", "tests"), ("update", "Eva", "tests")]
    for change in (
        "UPDATE participants_participantevent SET first_name = ''",
        "DELETE FROM participants_participantevent",
    ):
        assert "permission denied" in refused(change)


def test_session_stays_within_one_brussels_day_and_never_overlaps():
    session = SessionFactory(on=DAY)
    move = "UPDATE chantiers_session SET period = tstzrange(%s, %s) WHERE id = %s"
    assert run(move, "2025-03-03 08:00+01", "2025-03-03 23:59+01", session.pk) == 1
    assert "session_within_one_day" in refused(move, "2025-03-03 22:00+01", "2025-03-04 01:00+01", session.pk)
    assert "session_within_one_day" in refused(move, "2025-03-03 22:00Z", "2025-03-03 23:30Z", session.pk)

    other = SessionFactory(chantier=session.chantier, on=date(2025, 3, 10))
    assert "session_no_overlap" in refused(move, "2025-03-03 10:00+01", "2025-03-03 11:00+01", other.pk)
    run("UPDATE chantiers_session SET state = 'cancelled', cancel_reason = 'weather' WHERE id = %s", session.pk)
    assert run(move, "2025-03-03 10:00+01", "2025-03-03 11:00+01", other.pk) == 1


def test_nobody_is_present_in_two_places_at_once():
    here = PlacementFactory()
    there = PlacementFactory(chantier=ChantierFactory(programme=here.chantier.programme), participant=here.participant)
    AttendanceFactory(session=SessionFactory(chantier=here.chantier, on=DAY), participant=here.participant)
    mark = AttendanceFactory(
        session=SessionFactory(chantier=there.chantier, on=DAY), participant=here.participant, state="AN", minutes=0
    )

    assert run("UPDATE chantiers_attendance SET state = 'NC' WHERE id = %s", mark.pk) == 1
    assert "one_place_at_a_time" in refused("UPDATE chantiers_attendance SET state = 'P' WHERE id = %s", mark.pk)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("minutes = 361", "no more minutes"),
        ("state = 'X', minutes = 0", "attendance_state_known"),
        ("state = 'AN'", "attendance_absent_has_no_time"),
        ("reason = 'illness'", "attendance_reason_only_when_announced"),
    ],
)
def test_mark_says_what_can_be(change, constraint):
    placement = PlacementFactory()
    AttendanceFactory(session=SessionFactory(chantier=placement.chantier), participant=placement.participant)

    assert run("UPDATE chantiers_attendance SET minutes = 360") == 1
    assert constraint in refused(f"UPDATE chantiers_attendance SET {change}")


def test_convention_is_numbered_once_hashed_and_frozen_after_signing():
    convention = ConventionFactory(number=7)
    assert "convention_numbered_and_hashed" in refused(
        "INSERT INTO participants_convention (programme_id, participant_id, state, language, task, places,"
        " indicative_hours, referent, referent_phone, starts_on, ends_on, day_amount, pdf, pdf_sha256, signed_on,"
        " ended_side, created_at) VALUES (%s, %s, 'signed', 'fr', '', '', '', '', '', '2030-01-01', '2030-01-02', 1,"
        " '', '', '2030-01-01', '', now())",
        convention.programme_id,
        convention.participant_id,
    )
    assert "convention_number_unique" in refused(
        "UPDATE participants_convention SET number = 7 WHERE id = %s",
        ConventionFactory(programme=convention.programme, number=8, state=Convention.State.ISSUED, signed_on=None).pk,
    )
    for change in ("day_amount = 1", "pdf_sha256 = repeat('1', 64)", "signed_on = '2020-01-01'", "state = 'draft'"):
        message = refused(f"UPDATE participants_convention SET {change} WHERE id = %s", convention.pk)
        assert "does not change" in message
    assert run(
        "UPDATE participants_convention SET state = 'ended', ended_on = '2025-06-01', ended_side = 'volunteer'"
        " WHERE id = %s",
        convention.pk,
    )
    assert "Cannot delete" in refused("DELETE FROM participants_convention WHERE id = %s", convention.pk)


def test_person_has_one_live_convention_a_day():
    first = ConventionFactory()
    second = ConventionFactory(
        programme=first.programme, participant=first.participant, state=Convention.State.ISSUED, signed_on=None
    )
    sign = "UPDATE participants_convention SET state = 'signed', signed_on = '2025-02-26' WHERE id = %s"

    assert "convention_one_live_per_day" in refused(sign, second.pk)
    run(
        "UPDATE participants_convention SET state = 'ended', ended_on = '2025-04-01', ended_side = 'term'"
        " WHERE id = %s",
        first.pk,
    )
    assert run(sign, second.pk) == 1


def test_line_is_one_a_day_and_approved_with_everything(coordinator, programme):
    person = ParticipantFactory()
    line = AllowanceLineFactory(participant=person, programme=programme, day=DAY)

    with pytest.raises(DatabaseError, match="line_one_original_per_day"), transaction.atomic():
        AllowanceLineFactory(participant=person, programme=programme, day=DAY)
    assert "line_approved_complete" in refused(
        "UPDATE participants_allowanceline SET state = 'approved' WHERE id = %s", line.pk
    )
    convention = make_payable(person, programme)
    approve = (
        "UPDATE participants_allowanceline SET state = 'approved', convention_id = %s, approved_by_id = %s,"
        " approved_at = now() WHERE id = %s"
    )
    assert "allowance_year_under_ceiling" in refused(approve, convention.pk, coordinator.pk, line.pk)
    run("UPDATE participants_allowanceyear SET ceiling = 1692.51")
    assert run(approve, convention.pk, coordinator.pk, line.pk) == 1


def test_budget_row_never_passes_its_ceiling_unless_it_is_under_review(programme):
    make_payable(ParticipantFactory(), programme)
    assert run("UPDATE participants_allowanceyear SET ceiling = 100, declared = 100") == 1

    assert "allowance_year_under_ceiling" in refused("UPDATE participants_allowanceyear SET declared = 100.01")
    assert run("UPDATE participants_allowanceyear SET declared = 100.01, needs_review = true") == 1


def test_ceilings_never_overlap():
    insert = (
        "INSERT INTO participants_allowanceceiling (valid_from, valid_to, day_max, year_max, source)"
        " VALUES (%s, %s, 45, 1800, 'loi')"
    )
    assert "ceiling_one_per_day" in refused(insert, "2026-12-31", "2027-12-31")
    assert run(insert, "2027-01-01", "2027-12-31") == 1


def test_placement_of_one_person_never_overlaps_in_a_group():
    placement = PlacementFactory()

    with pytest.raises(DatabaseError, match="placement_no_overlap"), transaction.atomic():
        PlacementFactory(chantier=placement.chantier, participant=placement.participant)


def test_range_of_a_session_is_local():
    session = SessionFactory(period=brussels_range(date(2025, 7, 1)))

    session.refresh_from_db()
    assert (session.day, session.start.hour, session.end.hour) == (date(2025, 7, 1), 9, 15)
