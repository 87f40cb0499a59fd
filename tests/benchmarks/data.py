"""A year of worksites for measures: a thousand people, one session of fifteen to mark, a caseload of 150 files."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.roles import Role
from chantiers.models import Attendance, Placement
from parcours.models import Contact, Parcours, Step
from participants.models import Enrolment, Participant
from tests.factories import ChantierFactory, ProgrammeFactory, SessionFactory, make_payable
from tests.fixtures import make_user
from tests.parcours.factories import PartnerFactory, ReferralFactory, make_sent

SURNAMES = ["Benali", "Diallo", "Peeters", "Yılmaz", "El Amrani", "Janssens", "Kaya", "Bah", "Ouali", "D'Hondt"]
FIRST_NAMES = ["Fatima", "Mamadou", "Luc", "Ayşe", "Nadia", "Ionuţ", "Rosa", "Amadou", "Leïla", "Karim"]
PEOPLE, GROUP, PAST_SESSIONS = 1000, 15, 60
FILES, LONG = 150, 40
DAY = date(2025, 6, 2)  # after the last past session


def fill() -> tuple:
    """Create the data and return the user, the session to mark and one person of its group, whose pathway is long."""
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
    places = Enrolment.objects.bulk_create(Enrolment(participant=person, programme=programme) for person in people)
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
    _fill_caseload(places[:FILES], user)
    return user, SessionFactory(chantier=chantier, on=DAY), group[0]


def _fill_caseload(places, user) -> None:
    """Open a pathway for each place, with contacts, steps and a referral; the first one is long."""
    today = timezone.localdate()
    partner = PartnerFactory(programme=places[0].programme)
    files = Parcours.objects.bulk_create(
        Parcours(enrolment=place, referent=user, opened_by=user, opened_on=today - timedelta(days=90))
        for place in places
    )
    Contact.objects.bulk_create(
        Contact(
            parcours=parcours,
            kind="call",
            held_on=today - timedelta(days=index % 45 + number * 7),
            next_on=today + timedelta(days=index % 20 - 3) if index % 20 > 3 else None,
            sentence="Va bien.",
            by=user,
        )
        for index, parcours in enumerate(files)
        for number in range(LONG if index == 0 else 6)
    )
    Step.objects.bulk_create(
        Step(parcours=parcours, kind="fle", words=f"Étape {number}", due_on=today + timedelta(days=number * 9 - 5))
        for index, parcours in enumerate(files)
        for number in range(LONG if index == 0 else 3)
    )
    for index, parcours in enumerate(files[:40]):
        make_sent(ReferralFactory(parcours=parcours, partner=partner, contact=None), days_ago=index)
