"""Records for tests: invented people, one programme and what each story needs."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from factory.django import DjangoModelFactory

from accounts.models import Membership, Organisation, Programme, User
from chantiers.models import Attendance, Chantier, Placement, Session, Site
from participants.models import (
    AllowanceLine,
    AllowanceYear,
    Convention,
    Enrolment,
    IncomePeriod,
    InformationReceipt,
    Participant,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
PASSWORD = "une phrase de passe assez longue"


def brussels_range(day: date, start: time = time(9), end: time = time(15)) -> DateTimeTZRange:
    """Return the range of a session of ``day``, in Brussels time."""
    return DateTimeTZRange(datetime.combine(day, start, BRUSSELS), datetime.combine(day, end, BRUSSELS))


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = Organisation.Kind.MISSION_LOCALE
    name = factory.Sequence(lambda n: f"Mission locale {n}")
    legal_form = "asbl"
    purpose = "Aider chacun à trouver sa place dans le travail."
    enterprise_number = "0400.000.000"
    address = "Rue de l'Exemple 1"
    postcode = "1080"
    city = "Bruxelles"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    code = factory.Sequence(lambda n: f"pilote-{n}")
    name = factory.Sequence(lambda n: f"Programme {n}")
    operator = factory.SubFactory(OrganisationFactory)
    housing_company = factory.SubFactory(OrganisationFactory, kind=Organisation.Kind.HOUSING)
    starts_on = date(2025, 3, 3)
    ends_on = date(2026, 12, 31)
    day_amount = "30.00"
    liability_insurer = "Assureur Un"
    liability_policy = "RC-1"
    accident_insurer = "Assureur Deux"
    accident_policy = "AC-1"
    liability_text = "L'organisation répond des dommages causés pendant l'activité."
    other_risks_text = "Accidents pendant l'activité et sur le chemin."
    payment_text = "Par virement, chaque mois."
    discretion_text = "Ce qui est appris sur les habitants reste entre nous."
    duty_line = "02 000 00 00"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Équipe{n}")

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return model_class.objects.create_user(password=fields.pop("password", PASSWORD), **fields)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    programme = factory.SubFactory(ProgrammeFactory)


class ParticipantFactory(DjangoModelFactory):
    class Meta:
        model = Participant

    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = factory.Sequence(lambda n: f"Nom{n}")
    birth_date = date(1985, 5, 5)
    emergency_name = "Proche"
    emergency_phone = "0470 00 00 00"


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    participant = factory.SubFactory(ParticipantFactory)
    programme = factory.SubFactory(ProgrammeFactory)


class ConventionFactory(DjangoModelFactory):
    """A signed convention over the programme's dates."""

    class Meta:
        model = Convention

    programme = factory.SubFactory(ProgrammeFactory)
    participant = factory.SubFactory(ParticipantFactory)
    task = "Peindre les halls d'entrée"
    places = "Cour d'essai"
    indicative_hours = "lundi et mardi, de 9 h à 15 h"
    starts_on = date(2025, 3, 1)
    ends_on = date(2026, 12, 31)
    day_amount = "30.00"
    state = Convention.State.SIGNED
    year = 2025
    number = factory.Sequence(lambda n: n + 1)
    issued_at = datetime(2025, 2, 20, 9, tzinfo=BRUSSELS)
    pdf = "conventions/essai.pdf"
    pdf_sha256 = "0" * 64
    signed_on = date(2025, 2, 25)


def make_payable(participant: Participant, programme: Programme, year: int = 2025, **convention) -> Convention:
    """Complete every condition of rule 10 for ``year`` and return the signed convention."""
    InformationReceipt.objects.create(participant=participant, programme=programme, acknowledged_on=date(year, 1, 1))
    IncomePeriod.objects.create(participant=participant, kind="none")
    AllowanceYear.objects.update_or_create(
        participant=participant,
        year=year,
        defaults={"regime": AllowanceYear.Regime.LUMP_SUM, "declared_on_honour_on": date(year, 1, 1)},
    )
    dates = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31), "signed_on": date(year, 1, 1)}
    return ConventionFactory(participant=participant, programme=programme, **dates | {"year": year} | convention)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Site {n}")
    address = "Rue du Site 1"


class ChantierFactory(DjangoModelFactory):
    class Meta:
        model = Chantier

    programme = factory.SubFactory(ProgrammeFactory)
    site = factory.SubFactory(SiteFactory, programme=factory.SelfAttribute("..programme"))
    code = factory.Sequence(lambda n: f"CH-{n}")
    works = "Peinture des halls"
    starts_on = date(2025, 3, 3)
    ends_on = date(2026, 12, 31)


class PlacementFactory(DjangoModelFactory):
    """A person of the programme, active in the group since the worksite's first day."""

    class Meta:
        model = Placement
        skip_postgeneration_save = True

    chantier = factory.SubFactory(ChantierFactory)
    participant = factory.SubFactory(ParticipantFactory)
    starts_on = factory.SelfAttribute("chantier.starts_on")

    @factory.post_generation
    def enrolled(self, create, extracted, **kwargs):
        if not Enrolment.objects.filter(participant=self.participant, programme=self.chantier.programme).exists():
            EnrolmentFactory(participant=self.participant, programme=self.chantier.programme, entered_on=self.starts_on)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    class Params:
        on = date(2025, 3, 3)

    chantier = factory.SubFactory(ChantierFactory)
    period = factory.LazyAttribute(lambda session: brussels_range(session.on))


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    participant = factory.SubFactory(ParticipantFactory)
    state = "P"
    minutes = factory.LazyAttribute(lambda mark: mark.session.planned_minutes if mark.state in ("P", "R", "D") else 0)
    period = factory.SelfAttribute("session.period")


class AllowanceLineFactory(DjangoModelFactory):
    class Meta:
        model = AllowanceLine

    participant = factory.SubFactory(ParticipantFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    day = factory.Sequence(lambda n: date(2025, 1, 1) + timedelta(days=n % 364))
    expected_amount = "30.00"
    amount = "30.00"
