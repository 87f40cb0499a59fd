"""Coordination's first figures: eight indicators, one chart, and breakdowns whose small cells stay hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Programme
from chantiers.models import Placement
from impact.charts import DotIntervalChart, dot_interval_chart
from impact.indicators import Figure, Period, compute, entrants
from impact.masking import mask_cells
from participants.models import Participant

CODES = ("R01", "R02", "R03", "R04", "P02", "P03", "P04", "P08")
CHARTED = ("R02", "R03", "R04")


@dataclass(frozen=True)
class Row:
    """A line of a breakdown: its label and its cells in words, each with the heading of its column."""

    label: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Breakdown:
    """Entries counted by a feature of the person and by time without work; the last line is the programme's total."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class FirstFigures:
    """Everything the page and its PDF show, so that both show the same."""

    programme: Programme
    period: Period
    made_on: date
    figures: tuple[Figure, ...]
    chart: DotIntervalChart | None
    tables: tuple[Breakdown, ...]


def compute_first_figures(programme: Programme, period: Period, *, made_on: date) -> FirstFigures:
    """Compute the figures of a programme and a period, as they stand on ``made_on``."""
    figures = {code: compute(code, programme, period) for code in CODES}
    people = entrants(programme, period)
    has_entries = figures["R04"].measure.share.denominator > 0
    return FirstFigures(
        programme=programme,
        period=period,
        made_on=made_on,
        figures=tuple(figures.values()),
        chart=_chart([figures[code] for code in CHARTED]) if has_entries else None,
        tables=tuple(_breakdowns(people)) if has_entries else (),
    )


def _chart(figures: Sequence[Figure]) -> DotIntervalChart | None:
    """Draw the shares of the people entered of which enough is known; None without any."""
    shares = [(figure.name, figure.measure.share) for figure in figures if figure.measure.is_headline_allowed]
    if not shares:
        return None
    sentence = _("Sur %(people)s personnes entrées : %(parts)s.") % {
        "people": shares[0][1].denominator,
        "parts": ", ".join(f"{name} {share.count}" for name, share in shares),
    }
    return dot_interval_chart(sentence, shares)


def _breakdowns(people) -> list[Breakdown]:
    """Return the entries by gender, by age and by site of the first group, each by time without work."""
    age = Case(
        When(age_at_entry__lt=30, then=Value("young")),
        When(age_at_entry__lt=55, then=Value("middle")),
        When(age_at_entry__gte=55, then=Value("older")),
        default=Value(""),
    )
    ages = {"young": _("moins de 30 ans"), "middle": _("de 30 à 54 ans"), "older": _("55 ans et plus")}
    groups = Placement.objects.in_group().filter(participant=OuterRef("participant"))
    first_group = groups.filter(chantier__programme=OuterRef("programme")).order_by("starts_on", "pk")
    site = Coalesce(Subquery(first_group.values("chantier__site__name")[:1]), Value(""))
    tables = [
        _breakdown(
            _("Personnes entrées, par genre"), people, F("participant__gender"), dict(Participant.Gender.choices)
        ),
        _breakdown(_("Personnes entrées, par âge à l’entrée"), people, age, ages),
        _breakdown(_("Personnes entrées, par site du premier groupe"), people, site, {}),
    ]
    return [table for table in tables if len(table.rows) > 2]  # one line and its total say nothing new


def _breakdown(caption: str, people, feature, labels: dict[str, str]) -> Breakdown:
    """Count people by ``feature``: in the order of ``labels``, then by name, the unknown last; empty lines left out."""
    counted = (
        people.annotate(feature=feature)
        .order_by()
        .values("feature")
        .annotate(
            very_long=Count("pk", filter=Q(months_at_entry__gte=24)),
            shorter=Count("pk", filter=Q(months_at_entry__lt=24)),
            unknown=Count("pk", filter=Q(months_at_entry__isnull=True)),
        )
    )
    rank = {value: position for position, value in enumerate(labels)}
    lines = sorted(counted, key=lambda line: (not line["feature"], rank.get(line["feature"], 0), line["feature"]))
    masked = mask_cells(
        [(line["very_long"], line["shorter"], line["unknown"]) for line in lines], are_column_totals_public=True
    )
    names = [str(labels.get(line["feature"], line["feature"] or _("inconnu"))) for line in lines]
    columns = (_("24 mois ou plus"), _("moins de 24 mois"), _("durée inconnue"), _("Total"))
    counts = [(*cells, total) for cells, total in zip(masked.cells, masked.row_totals, strict=True)]
    counts.append((*masked.column_totals, masked.total))
    rows = [
        Row(name, tuple(zip(columns, map(_in_words, line), strict=True)))
        for name, line in zip([*names, _("Total")], counts, strict=True)
    ]
    return Breakdown(caption=caption, columns=columns, rows=tuple(rows))


def _in_words(count: int | None) -> str:
    return _("masqué") if count is None else str(count)
