"""Shares with their interval, and how complete the facts behind them are."""

from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _

SMALLEST_DENOMINATOR = 10
"""People under which no percentage is printed."""
SOUND_COMPLETENESS = 0.8
POOR_COMPLETENESS = 0.6
_Z = 1.959963984540054  # two-sided 95 % of the normal distribution


@dataclass(frozen=True)
class Interval:
    """Bounds of a 95 % interval, as proportions between 0 and 1."""

    low: float
    high: float


def wilson_interval(count: int, denominator: int) -> Interval:
    """Return the 95 % score interval of ``count`` among ``denominator``; nobody asked says nothing: 0 to 1.

    Source: E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22:209–212. Raises ``ValueError`` unless 0 ≤ count ≤ denominator.
    """
    if not 0 <= count <= denominator:
        raise ValueError(f"{count} among {denominator} is not a share")
    if denominator == 0:
        return Interval(0.0, 1.0)
    share, squared = count / denominator, _Z * _Z
    centre = share + squared / (2 * denominator)
    spread = _Z * sqrt(share * (1 - share) / denominator + squared / (4 * denominator * denominator))
    scale = 1 + squared / denominator
    low = 0.0 if count == 0 else (centre - spread) / scale
    high = 1.0 if count == denominator else (centre + spread) / scale
    return Interval(low, high)


@dataclass(frozen=True)
class Share:
    """A part counted among a whole: "9 sur 30" comes before the percentage.

    Only shares of people have an interval: marks of one person resemble each other, and sessions are not a sample.
    """

    count: int
    denominator: int
    counts_people: bool = True

    def __str__(self) -> str:
        if self.percentage is None:
            return self.counts
        bounds = self.interval_percentages
        return f"{self.counts} · {self.percentage} %" + (f" ({bounds[0]}–{bounds[1]})" if bounds else "")

    @property
    def counts(self) -> str:
        """The share in counts alone: "9 sur 30"."""
        return _("%(count)s sur %(denominator)s") % {"count": self.count, "denominator": self.denominator}

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % interval of the share."""
        return wilson_interval(self.count, self.denominator)

    @property
    def is_percentage_shown(self) -> bool:
        """Whether enough stands behind the share to print a percentage."""
        return self.denominator >= SMALLEST_DENOMINATOR

    @property
    def proportion(self) -> float | None:
        """The share between 0 and 1, or None when nothing is in the denominator."""
        return self.count / self.denominator if self.denominator else None

    @property
    def percentage(self) -> int | None:
        """The rounded percentage, or None when too little stands behind it."""
        return round(100 * self.count / self.denominator) if self.is_percentage_shown else None

    @property
    def interval_percentages(self) -> tuple[int, int] | None:
        """The rounded bounds in percent, or None when none is printed."""
        if not (self.is_percentage_shown and self.counts_people):
            return None
        return round(100 * self.interval.low), round(100 * self.interval.high)


@dataclass(frozen=True)
class Completeness:
    """How many of the values an indicator needs are known."""

    known: int
    expected: int

    @property
    def proportion(self) -> float:
        """Known values among the expected ones; nothing expected is complete."""
        return self.known / self.expected if self.expected else 1.0

    @property
    def percentage(self) -> int:
        """The rounded percentage of known values."""
        return round(100 * self.proportion)

    @property
    def is_sound(self) -> bool:
        """Whether at least 80 % of the values are known."""
        return self.proportion >= SOUND_COMPLETENESS

    @property
    def is_headline_allowed(self) -> bool:
        """Whether the figure may stand as a headline: at least 60 % of the values are known."""
        return self.proportion >= POOR_COMPLETENESS
