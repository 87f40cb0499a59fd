"""What attendance sheets are tried with: three days of March, people, and how an answer is read."""

from datetime import date

from chantiers.models import Attendance
from tests.factories import (
    EnrolmentFactory,
    ParticipantFactory,
)

MARCH = [date(2025, 3, day) for day in (3, 4, 6)]
DAYS = ["03/03", "04/03", "06/03"]


def enrol(programme, first_name, last_name, **fields):
    """Put a new person into the programme."""
    person = ParticipantFactory(first_name=first_name, last_name=last_name, **fields)
    return EnrolmentFactory(programme=programme, participant=person).participant


def states(person):
    """Return the marks of a person, by session."""
    return list(Attendance.objects.filter(participant=person).order_by("period").values_list("state", flat=True))


def reasons(entries):
    """Return where and why of each refusal or warning."""
    return [(entry["row"], entry["column"], entry["reason"]) for entry in entries]
