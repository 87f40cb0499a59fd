"""The records' own constraints, tried by raw SQL as the web role: one row that passes, one that is refused."""

import pytest
from django.db import DatabaseError, connection

from participants.models import Participant
from tests.factories import (
    AttendanceFactory,
    ParticipantFactory,
    PlacementFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


def test_search_finds_in_any_order_without_accents_and_with_a_typo():
    yilmaz = ParticipantFactory(last_name="Yılmaz", first_name="Ayşe")
    fatima = ParticipantFactory(last_name="Benali", first_name="Fatima")
    ParticipantFactory(last_name="Peeters", first_name="Luc")

    assert list(Participant.objects.search("yilmaz")) == [yilmaz]
    assert list(Participant.objects.search("benali fatma")) == [fatima]
    assert list(Participant.objects.search("100%")) == []


def test_web_role_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("apo_web",)
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE '%event'"
            " AND (has_table_privilege(tablename, 'UPDATE') OR has_table_privilege(tablename, 'DELETE'))"
        )
        assert cursor.fetchall() == []


def test_mark_needs_a_place_in_the_group():
    placement = PlacementFactory()
    session = SessionFactory(chantier=placement.chantier)
    assert AttendanceFactory(session=session, participant=placement.participant).pk

    with pytest.raises(DatabaseError, match="place in the group"):
        AttendanceFactory(session=session)
