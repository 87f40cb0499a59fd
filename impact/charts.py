"""Charts drawn by our own SVG templates: this module only computes where things stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from impact.statistics import Share

_WIDTH = 360  # a phone's width, so that letters keep their size there
_MARGIN = 8
_ROW_HEIGHT = 58
_AXIS_HEIGHT = 22


@dataclass(frozen=True)
class DotIntervalRow:
    """One share of the chart: its label, the share and, in pixels, its dot and interval."""

    label: str
    share: Share
    top: int
    dot: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class DotIntervalChart:
    """Shares on one scale from 0 to 100 %, each a dot on its 95 % interval."""

    sentence: str
    rows: tuple[DotIntervalRow, ...]
    ticks: tuple[tuple[int, int], ...]
    left = _MARGIN
    right = _WIDTH - _MARGIN
    width = _WIDTH

    @property
    def height(self) -> int:
        """Pixels the rows and the scale take."""
        return len(self.rows) * _ROW_HEIGHT + _AXIS_HEIGHT

    @property
    def axis_top(self) -> int:
        """Pixels above the scale."""
        return len(self.rows) * _ROW_HEIGHT


def dot_interval_chart(sentence: str, shares: Sequence[tuple[str, Share]]) -> DotIntervalChart:
    """Lay out labelled shares; ``sentence`` says in full what the chart shows, for who cannot see it.

    A share of fewer than ten people keeps its line and its counts and gets no dot.
    """
    rows = []
    for index, (label, share) in enumerate(shares):
        shown = share.is_percentage_shown
        rows.append(
            DotIntervalRow(
                label=label,
                share=share,
                top=index * _ROW_HEIGHT,
                dot=_position(share.proportion) if shown else None,
                low=_position(share.interval.low) if shown else None,
                high=_position(share.interval.high) if shown else None,
            )
        )
    ticks = tuple((percent, _position(percent / 100)) for percent in (0, 25, 50, 75, 100))
    return DotIntervalChart(sentence=sentence, rows=tuple(rows), ticks=ticks)


def _position(proportion: float) -> int:
    """Return the pixel of a proportion on the scale."""
    return round(_MARGIN + proportion * (_WIDTH - 2 * _MARGIN))
