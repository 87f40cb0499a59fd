"""Demo data, first floor: its days, its two programmes, its organisations and its staff. Everything is invented."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Membership, Organisation, Programme, User
from accounts.roles import Role
from config.demo import EMAIL_DOMAIN, PASSWORD

MAIN_CODE = "demo"
OTHER_CODE = "demo-isolation"
SATURDAY = 5

_HOLIDAYS = holidays.country_holidays("BE", language="fr")

TEXTS = {
    "liability_text": (
        "Si vous causez un dommage pendant l’activité, c’est l’organisation qui en répond. "
        "Vous n’en répondez vous-même que dans trois cas : vous l’avez fait exprès, la faute est grave, "
        "ou une faute légère se répète souvent (article 5 de la loi du 3 juillet 2005)."
    ),
    "other_risks_text": (
        "Vos accidents corporels pendant l’activité et sur le chemin sont couverts. "
        "La protection juridique ne l’est pas."
    ),
    "payment_text": (
        "Nous versons le défraiement sur votre compte, pour les jours où vous êtes venu·e, "
        "avant le 15 du mois suivant et dans la même année."
    ),
    "discretion_text": (
        "Ce que vous apprenez sur les habitants et sur les autres volontaires reste entre nous, aussi après la fin. "
        "Si quelqu’un vous confie un secret dans ce cadre, le secret professionnel vous lie."
    ),
}

# E-mail before the @, first name, last name, role. All of them work in the main programme.
STAFF = [
    ("operations", "Inès", "Delvaux", Role.OPERATIONS),
    ("conseil", "Koen", "Wouters", Role.COUNSELLOR),
    ("accompagnement", "Amélie", "Decamps", Role.COUNSELLOR),
    ("bailleur", "Martine", "Lambrecht", Role.HOUSING),
    ("coordination", "Sophie", "Maréchal", Role.COORDINATOR),
    ("direction", "Olivier", "Goossens", Role.COORDINATOR),
    ("admin", "Leïla", "Vandamme", Role.ADMINISTRATOR),
]
OTHER_STAFF = ("ailleurs", "Thomas", "Renard", (Role.OPERATIONS, Role.COORDINATOR, Role.ADMINISTRATOR))
IN_BOTH_PROGRAMMES = "coordination"


def moment_of(day: date, at: time = time(10)) -> datetime:
    """Return a moment of ``day`` by the clocks of Brussels."""
    return datetime.combine(day, at, ZoneInfo(settings.TIME_ZONE))


@contextmanager
def clock_at(day: date, at: time = time(10)) -> Iterator[None]:
    """Let what is called inside the block take ``day`` for today, so that a past told with today's actions is dated.

    Stops Django's clock, model defaults included, for the whole process: for commands only, never beside a web server.
    """
    moment = moment_of(day, at)

    class StoppedClock(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return moment.astimezone(tz)

    running = timezone.datetime
    timezone.datetime = StoppedClock
    try:
        yield
    finally:
        timezone.datetime = running


def is_working_day(day: date) -> bool:
    """Tell whether ``day`` is neither in a weekend nor a public holiday in Belgium."""
    return day.weekday() < SATURDAY and day not in _HOLIDAYS


def working_day_before(day: date, days: int = 1) -> date:
    """Return the working day that lies at least ``days`` days before ``day``."""
    found = day - timedelta(days=days)
    while not is_working_day(found):
        found -= timedelta(days=1)
    return found


@dataclass(frozen=True)
class Days:
    """The dates of the demo, all counted from ``today``: one cohort is over, the other is in its thirteenth week."""

    today: date

    @property
    def monday(self) -> date:
        """Monday of this week."""
        return self.today - timedelta(days=self.today.weekday())

    @property
    def last_working_day(self) -> date:
        """The working day before today."""
        return working_day_before(self.today)

    @property
    def programme(self) -> tuple[date, date]:
        """First and last day of both programmes: a little over one year."""
        return self.weeks(-44), self.weeks(16, 4)

    @property
    def earlier(self) -> tuple[date, date]:
        """First and last day of the cohort that is over."""
        return self.weeks(-40), self.weeks(-23, 4)

    @property
    def current(self) -> tuple[date, date]:
        """First and last day of the cohort at work."""
        return self.weeks(-12), self.weeks(10, 4)

    def weeks(self, number: int, days: int = 0) -> date:
        """Return the Monday ``number`` weeks from this one, plus ``days`` days."""
        return self.monday + timedelta(weeks=number, days=days)


@dataclass(frozen=True)
class Team:
    """The staff that signs the writes of the demo, and the programme where it works."""

    programme: Programme
    operations: User
    counsellor: User
    colleague: User
    coordinator: User
    director: User


def build_programmes(days: Days) -> tuple[Team, Team]:
    """Create both programmes with their organisations and accounts: the main team, and the other programme's."""
    operator = _organisation(
        Organisation.Kind.MISSION_LOCALE,
        "Mission locale du Canal (démonstration)",
        legal_form="asbl",
        purpose="accompagner vers l’emploi et la formation les personnes qui en sont éloignées, sans but de lucre",
        enterprise_number="0999.999.922",
    )
    housing = _organisation(
        Organisation.Kind.HOUSING, "Logement du Canal (démonstration)", legal_form="société coopérative"
    )
    _organisation(Organisation.Kind.PARTNER, "Atelier des Deux Rives (démonstration)", legal_form="asbl")
    main = _programme(MAIN_CODE, "Chantiers du Canal", days, operator=operator, housing_company=housing)
    other = _programme(
        OTHER_CODE,
        "Chantiers de la Senne",
        days,
        operator=_organisation(
            Organisation.Kind.MISSION_LOCALE,
            "Mission locale de la Senne (démonstration)",
            legal_form="asbl",
            purpose="accompagner vers l’emploi les habitants de la vallée, sans but de lucre",
            enterprise_number="0999.999.823",
        ),
        housing_company=_organisation(
            Organisation.Kind.HOUSING, "Foyer de la Senne (démonstration)", legal_form="société coopérative"
        ),
    )
    users = {name: _user(name, first, last, main, [role], days) for name, first, last, role in STAFF}
    name, first, last, roles = OTHER_STAFF
    stranger = _user(name, first, last, other, roles, days)
    Membership.objects.create(user=users[IN_BOTH_PROGRAMMES], programme=other, role=Role.COORDINATOR)
    return (
        Team(
            main,
            users["operations"],
            users["conseil"],
            users["accompagnement"],
            users["coordination"],
            users["direction"],
        ),
        Team(other, stranger, stranger, stranger, stranger, stranger),
    )


@functools.cache
def _hashed_password() -> str:
    """Hash the password that every demo account shares once: it is slow on purpose."""
    return make_password(PASSWORD)


def _organisation(kind: str, name: str, **facts) -> Organisation:
    place = {"address": "Quai de l’Exemple 1", "postcode": "1080", "city": "Bruxelles", "phone": "02 000 00 00"}
    return Organisation.objects.create(kind=kind, name=name, **place, **facts)


def _programme(code: str, name: str, days: Days, **partners) -> Programme:
    starts_on, ends_on = days.programme
    return Programme.objects.create(
        code=code,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        day_amount="30.00",
        liability_insurer="Les Trois Ponts (assureur inventé)",
        liability_policy="RC-000-DEMO",
        accident_insurer="La Boussole (assureur inventé)",
        accident_policy="AC-000-DEMO",
        duty_line="02 000 00 00",
        is_demo=True,
        **TEXTS,
        **partners,
    )


def _user(name: str, first_name: str, last_name: str, programme: Programme, roles, days: Days) -> User:
    user = User.objects.create(
        email=f"{name}@{EMAIL_DOMAIN}",
        password=_hashed_password(),
        first_name=first_name,
        last_name=last_name,
        active_programme=programme,
        joined_at=moment_of(days.programme[0]),
    )
    Membership.objects.bulk_create(Membership(user=user, programme=programme, role=role) for role in roles)
    return user
