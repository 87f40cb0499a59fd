"""A year of worksites for measures: a thousand people, and one session of fifteen to mark."""

from datetime import date, timedelta

from accounts.roles import Role
from chantiers.models import Attendance, Placement
from participants.models import Enrolment, Participant
from tests.factories import ChantierFactory, ProgrammeFactory, SessionFactory, make_payable
from tests.fixtures import make_user

SURNAMES = ["Benali", "Diallo", "Peeters", "Yılmaz", "El Amrani", "Janssens", "Kaya", "Bah", "Ouali", "D'Hondt"]
FIRST_NAMES = ["Fatima", "Mamadou", "Luc", "Ayşe", "Nadia", "Ionuţ", "Rosa", "Amadou", "Leïla", "Karim"]
PEOPLE, GROUP, PAST_SESSIONS = 1000, 15, 60
DAY = date(2025, 6, 2)  # after the last past session


def fill() -> tuple:
    """Create the data and return the user, the session to mark and one person of its group."""
    programme = ProgrammeFactory()
    user = make_user(programme, Role.OPERATIONS, Role.COORDINATOR, Role.COUNSELLOR)
    people = Participant.objects.bulk_create(
        Participant(
            last_name=f"{SURNAMES[n % 10]} {n // 100}",
            first_name=FIRST_NAMES[n // 10 % 10],
            birth_date=date(1970, 1, 1) + timedelta(days=n * 11),
            emergency_name="Proche",
            emergency_phone="0470 00 00 00",
        )
        for n in range(PEOPLE)
    )
    Enrolment.objects.bulk_create(Enrolment(participant=person, programme=programme) for person in people)
    chantier = ChantierFactory(programme=programme)
    group = people[:GROUP]
    Placement.objects.bulk_create(
        Placement(chantier=chantier, participant=person, starts_on=chantier.starts_on) for person in group
    )
    for person in group:
        make_payable(person, programme)
    for number in range(PAST_SESSIONS):
        session = SessionFactory(chantier=chantier, on=chantier.starts_on + timedelta(days=number))
        Attendance.objects.bulk_create(
            Attendance(session=session, participant=person, state="P", minutes=360, period=session.period)
            for person in group
        )
    return user, SessionFactory(chantier=chantier, on=DAY), group[0]
