"""The demo sites and worksites, with their sessions from the first week to those of next month."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from accounts.demo import Days, Team, clock_at, is_working_day, working_day_before
from chantiers.actions.sessions import cancel_session, create_series, plan_session
from chantiers.actions.worksites import open_chantier
from chantiers.models import Chantier, Session, Site
from chantiers.planning import series_days

FRIDAY = 4
WORKING_DAYS = 5
AFTERNOON = (time(13), time(16, 30))
WEEKS_PLANNED = 4
WEEKS_PER_ACTIVITY = 3
SUPERVISORS = ("Bruno Hallet, Atelier des Deux Rives", "Nathalie Rousseau, Atelier des Deux Rives")
CANCELLED = [  # group, which of its sessions, why
    ("bancs", 6, Session.CancelReason.WEATHER),
    ("bancs", 19, Session.CancelReason.SITE_CLOSED),
    ("halls", 5, Session.CancelReason.SUPERVISION),
    ("cage", 7, Session.CancelReason.OTHER),
    ("cage", -2, Session.CancelReason.SITE_CLOSED),
]
WORKSHOPS = (
    "Atelier CV et candidature",
    "Table de conversation en français",
    "Atelier numérique : mon dossier en ligne",
    "Gestes et postures",
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a worksite is planned: its texts, its weeks, its volunteering sessions and its workshops."""

    group: str
    number: int
    site: str
    works: str
    activities: tuple[str, ...]
    first_day: date
    last_day: date
    hours: tuple[time, time]
    weekdays: frozenset[int]
    workshop_weekday: int | None = None
    workshop_hours: tuple[time, time] = (time(13, 30), time(15, 30))
    facts: dict = field(default_factory=dict)


def build_worksites(days: Days, team: Team, other_team: Team) -> dict[str, Chantier]:
    """Create the sites, the worksites and every session; return the worksites by group."""
    sites = {
        name: Site.objects.create(
            programme=team.programme, name=name, address=address, postcode="1080", access_notes=notes
        )
        for name, address, notes in (
            ("Cour du Canal", "Quai de l’Exemple 20", "Clé du local chez la concierge, bâtiment B."),
            ("Tour des Glycines", "Avenue de l’Exemple 8", "Monte-charge en panne : prévoir deux trajets."),
            ("Îlot des Ateliers", "Rue de l’Exemple 3", "Entrée par la cour, code au numéro de permanence."),
            ("Résidence des Peupliers", "Clos de l’Exemple 14", "Point d’eau à gauche du porche."),
        )
    }
    tilleuls = Site.objects.create(
        programme=other_team.programme, name="Clos des Tilleuls", address="Rue de l’Exemple 60", postcode="1190"
    )
    worksites = {plan.group: _build(plan, sites[plan.site], team, days) for plan in _plans(days)}
    worksites["senne"] = _build(_other_plan(days), tilleuls, other_team, days)
    for group, number, reason in CANCELLED:
        session = list(worksites[group].sessions.volunteering())[number]
        with clock_at(min(session.day, days.last_working_day), time(7)):
            cancel_session(session, reason=reason)
    return worksites


def _plans(days: Days) -> list[Plan]:
    cage_weekdays, caves_weekdays = _weekdays_of_today(days)
    return [
        Plan(
            group="bancs",
            number=1,
            site="Résidence des Peupliers",
            works="Bancs et potagers de la cour",
            activities=("Montage des bacs", "Assemblage des bancs", "Plantations", "Peinture des bancs"),
            first_day=days.earlier[0],
            last_day=days.earlier[1],
            hours=(time(9), time(12, 30)),
            weekdays=frozenset({0, 1, 3}),
            workshop_weekday=2,
            workshop_hours=(time(9, 30), time(12)),
            facts={"day_amount": "25.00", "nuisance": "Bruit de visseuse le matin", "places": 9},
        ),
        Plan(
            group="halls",
            number=2,
            site="Tour des Glycines",
            works="Peinture des halls d’entrée",
            activities=("Protection et ponçage", "Première couche", "Deuxième couche"),
            first_day=days.weeks(-34),
            last_day=days.earlier[1],
            hours=AFTERNOON,
            weekdays=frozenset({1, 3}),
            workshop_weekday=FRIDAY,
            facts={"nuisance": "Odeur de peinture, passage réduit", "places": 8},
        ),
        Plan(
            group="cage",
            number=3,
            site="Cour du Canal",
            works="Peinture de la cage B",
            activities=("Lessivage des murs", "Rebouchage et ponçage", "Première couche", "Finitions"),
            first_day=days.current[0],
            last_day=days.current[1],
            hours=(time(8, 30), time(12)),
            weekdays=cage_weekdays,
            workshop_weekday=min(set(range(WORKING_DAYS)) - caves_weekdays),
            facts={"nuisance": "Odeur de peinture, une rampe à la fois", "places": 16},
        ),
        Plan(
            group="caves",
            number=4,
            site="Îlot des Ateliers",
            works="Caves et local à vélos",
            activities=("Tri et rangement des caves", "Montage des râteliers"),
            first_day=days.weeks(-7),
            last_day=days.current[1],
            hours=AFTERNOON,
            weekdays=caves_weekdays,
            facts={"nuisance": "Allées et venues dans la cour", "places": 10},
        ),
        Plan(
            group="waiting",
            number=5,
            site="Résidence des Peupliers",
            works="Jardin partagé, deuxième saison",
            activities=("Préparation du sol",),
            first_day=days.weeks(3),
            last_day=days.weeks(14, FRIDAY),
            hours=(time(9), time(12)),
            weekdays=frozenset({1, 4}),
            facts={"places": 8},
        ),
    ]


def _other_plan(days: Days) -> Plan:
    return Plan(
        group="senne",
        number=1,
        site="Clos des Tilleuls",
        works="Rénovation de la salle commune",
        activities=("Peinture de la salle",),
        first_day=days.weeks(-6),
        last_day=days.current[1],
        hours=(time(9), time(12)),
        weekdays=frozenset({2}),
    )


def _weekdays_of_today(days: Days) -> tuple[frozenset[int], frozenset[int]]:
    """Return the weekdays of the two worksites at work, so that both meet today and one met the last working day."""
    before = days.last_working_day.weekday()
    today = days.today.weekday() if days.today.weekday() < WORKING_DAYS else (before + 1) % WORKING_DAYS
    third = next(day for day in ((before + 3) % WORKING_DAYS, (before + 2) % WORKING_DAYS) if day != today)
    return frozenset({before, today, third}), frozenset({today, (today + 2) % WORKING_DAYS})


def _build(plan: Plan, site: Site, team: Team, days: Days) -> Chantier:
    chantier = Chantier.objects.create(
        programme=team.programme,
        site=site,
        code=f"CH{plan.first_day:%y}-{plan.number}",
        works=plan.works,
        description=", ".join(plan.activities) + ".",
        starts_on=plan.first_day,
        ends_on=plan.last_day,
        indicative_hours=_hours_in_words(plan),
        lead=team.operations,
        state=Chantier.State.PREPARED,
        **plan.facts,
    )
    with clock_at(working_day_before(min(plan.first_day, days.today), 20)):
        _plan_sessions(chantier, plan, days)
    if plan.first_day < days.today:
        with clock_at(plan.first_day, time(8)):
            chantier = open_chantier(chantier)
    return chantier


def _plan_sessions(chantier: Chantier, plan: Plan, days: Days) -> None:
    """Write the series, holidays left out, one activity every three weeks, and today's session if it is not in it."""
    last_day = min(plan.last_day, days.weeks(WEEKS_PLANNED, FRIDAY))
    start, end = plan.hours
    for number, week in enumerate(range(0, (last_day - plan.first_day).days, 7 * WEEKS_PER_ACTIVITY)):
        first = plan.first_day + timedelta(days=week)
        last = min(last_day, first + timedelta(days=7 * WEEKS_PER_ACTIVITY - 1))
        create_series(
            chantier,
            days=_days_open(first, last, plan.weekdays),
            start=start,
            end=end,
            kind=Session.Kind.VOLUNTEERING,
            activity=plan.activities[number % len(plan.activities)],
            supervisor=SUPERVISORS[plan.number % 2],
        )
    if plan.group in ("cage", "caves") and not chantier.sessions.on(days.today).exists():
        plan_session(
            chantier,
            day=days.today,
            start=start,
            end=end,
            kind=Session.Kind.VOLUNTEERING,
            activity="Journée ouverte aux habitants",
            supervisor=SUPERVISORS[plan.number % 2],
        )
    if plan.workshop_weekday is not None:
        _plan_workshops(chantier, plan, last_day)


def _plan_workshops(chantier: Chantier, plan: Plan, last_day: date) -> None:
    """Write one workshop every second week."""
    start, end = plan.workshop_hours
    mondays = range(0, (last_day - plan.first_day).days, 14)
    workshop_days = [plan.first_day + timedelta(days=monday + plan.workshop_weekday) for monday in mondays]
    for number, day in enumerate(day for day in workshop_days if is_working_day(day)):
        plan_session(
            chantier,
            day=day,
            start=start,
            end=end,
            kind=Session.Kind.ACCOMPANIMENT,
            activity=WORKSHOPS[number % len(WORKSHOPS)],
            supervisor="Équipe de la mission locale",
        )


def _days_open(first_day: date, last_day: date, weekdays: frozenset[int]) -> list[date]:
    return [day for day in series_days(first_day, last_day, weekdays) if is_working_day(day)]


def _hours_in_words(plan: Plan) -> str:
    names = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
    start, end = plan.hours
    words = [names[weekday] for weekday in sorted(plan.weekdays)]
    listed = " et ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    return f"{listed}, de {start:%H:%M} à {end:%H:%M}"
