"""Indicators: each is a function of a programme and a period, under its code in reference/indicators.csv.

Their docstrings are in French on purpose: they are the definitions printed for the funder.
"""

import csv
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Programme
from chantiers.models import Attendance, Session
from config.templatetags.formats import duration, money
from impact.statistics import Completeness, Share
from participants.models import AllowanceLine, AllowanceYear, Enrolment

NEAR_CEILING = Decimal("0.9")


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    first_day: date
    last_day: date


@dataclass(frozen=True)
class Measure:
    """What an indicator found: a value in words, or a share, and how complete the facts behind it are."""

    value: str = ""
    share: Share | None = None
    completeness: Completeness | None = None

    @property
    def is_headline_allowed(self) -> bool:
        """Whether enough is known for a percentage: under 60 % of known facts, counts stand alone."""
        return self.completeness is None or self.completeness.is_headline_allowed

    @property
    def words(self) -> str:
        """What is printed, counts first."""
        if self.value or self.share is None:
            return self.value
        return str(self.share) if self.is_headline_allowed else self.share.counts


@dataclass(frozen=True)
class Figure:
    """An indicator as it is printed: code, name, measure and definition."""

    code: str
    name: str
    measure: Measure
    definition: str


INDICATORS: dict[str, Callable[[Programme, Period], Measure]] = {}


def _indicator(code: str):
    """Register a function under its code of the reference list."""

    def register(function):
        INDICATORS[code] = function
        return function

    return register


def compute(code: str, programme: Programme, period: Period) -> Figure:
    """Return one indicator of a programme and a period, under its reference name."""
    function = INDICATORS[code]
    definition = " ".join(inspect.getdoc(function).split())
    return Figure(code=code, name=name_of(code), measure=function(programme, period), definition=definition)


def name_of(code: str) -> str:
    """Return the name of an indicator in the language of the page, else in French."""
    names = _reference()[code]
    return names.get(f"name_{get_language()}", names["name_fr"])


@functools.cache
def _reference() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "reference" / "indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@_indicator("R01")
def entries(programme: Programme, period: Period) -> Measure:
    """Personnes différentes entrées pendant la période. L’entrée est le premier jour dans un groupe de chantier."""
    count = entrants(programme, period).count()
    if count == 0:
        return Measure(_("aucune personne"))
    return Measure(ngettext("%(n)s personne", "%(n)s personnes", count) % {"n": count})


@_indicator("R02")
def job_seekers(programme: Programme, period: Period) -> Measure:
    """Personnes qui cherchaient un emploi à l’entrée, parmi toutes les personnes entrées. Une situation inconnue
    reste dans le dénominateur."""
    people = entrants(programme, period)
    return _share_of(people, people.seeking_work(), people.with_known_status())


@_indicator("R03")
def long_term(programme: Programme, period: Period) -> Measure:
    """Personnes sans travail depuis plus de 12 mois à l’entrée (plus de 6 mois avant 25 ans), parmi toutes les
    personnes entrées. Une durée inconnue reste dans le dénominateur."""
    people = entrants(programme, period)
    return _share_of(people, people.long_without_work(), people.with_known_months())


@_indicator("R04")
def very_long_term(programme: Programme, period: Period) -> Measure:
    """Personnes sans travail depuis 24 mois ou plus à l’entrée, parmi toutes les personnes entrées. Une durée
    inconnue reste dans le dénominateur."""
    people = entrants(programme, period)
    return _share_of(people, people.very_long_without_work(), people.with_known_months())


@_indicator("P02")
def sessions_held(programme: Programme, period: Period) -> Measure:
    """Séances clôturées, parmi les séances clôturées ou annulées de la période. La complétude compte les registres
    clôturés ou annulés parmi les séances dont le jour est passé."""
    sessions = _sessions(programme, period)
    held, cancelled = sessions.held().count(), sessions.cancelled().count()
    open_registers = sessions.to_close(timezone.localdate()).count()
    share = Share(held, held + cancelled, counts_people=False)
    completeness = Completeness(held + cancelled, held + cancelled + open_registers)
    return Measure(share=share, completeness=completeness)


@_indicator("P03")
def hours(programme: Programme, period: Period) -> Measure:
    """Heures de présence (présent, arrivé plus tard, parti plus tôt) dans les séances clôturées de la période."""
    minutes = _marks(programme, period).present().aggregate(sum=Sum("minutes"))["sum"] or 0
    return Measure(duration(minutes))


@_indicator("P04")
def presence(programme: Programme, period: Period) -> Measure:
    """Présences, parmi les présences et les absences annoncées ou non, dans les séances clôturées. Les personnes non
    concernées sont hors du calcul. Ce sont des pointages : pas d’intervalle. La complétude compte les personnes
    pointées parmi celles du groupe ce jour-là."""
    marks = _marks(programme, period)
    share = Share(marks.present().count(), marks.counted().count(), counts_people=False)
    expected = _sessions(programme, period).held().with_headcount().aggregate(sum=Sum("headcount"))["sum"] or 0
    marked = marks.marked().count()
    return Measure(share=share, completeness=Completeness(marked, max(expected, marked)))


@_indicator("P08")
def allowances(programme: Programme, period: Period) -> Measure:
    """Défraiements approuvés pour les jours de la période, en euros. Puis les personnes à 90 % ou plus du plafond de
    l’année, parmi celles qui ont un défraiement approuvé, toutes organisations confondues, et les dépassements, dont
    la cible est 0."""
    lines = AllowanceLine.objects.filter(programme=programme).between(period.first_day, period.last_day).approved()
    people = lines.humans()
    budgets = AllowanceYear.objects.filter(
        participant__in=people, year__range=(period.first_day.year, period.last_day.year)
    )
    share = Share(budgets.near_ceiling(NEAR_CEILING).humans().count(), people.count())
    words = _("%(sum)s · à 90 %% du plafond ou plus : %(share)s · dépassements : %(over)s") % {
        "sum": money(lines.total()),
        "share": share,
        "over": budgets.over_ceiling().humans().count(),
    }
    return Measure(value=words, share=share)


def entrants(programme: Programme, period: Period):
    """Return one enrolment a person entered in the period, with ``age_at_entry``."""
    return Enrolment.objects.first_entries(programme, period.first_day, period.last_day)


def _share_of(people, counted, known) -> Measure:
    share = Share(counted.count(), people.count())
    return Measure(share=share, completeness=Completeness(known.count(), share.denominator))


def _sessions(programme: Programme, period: Period):
    sessions = Session.objects.filter(chantier__programme=programme)
    return sessions.between(period.first_day, period.last_day)


def _marks(programme: Programme, period: Period):
    return Attendance.objects.of_held_sessions(programme, period.first_day, period.last_day)
