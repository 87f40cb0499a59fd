"""Shares with their interval, and tables whose small cells nobody can compute back."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

SMALLEST_DENOMINATOR = 10
"""People under which no percentage is printed."""
SMALL_CELL = 5
"""Count under which a cell is masked in a report of the programme."""
SMALL_CELL_OUTSIDE = 10
"""Count under which a cell is masked in open data and for the housing company."""
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
    """People counted among people asked: "9 sur 30" comes before the percentage."""

    count: int
    denominator: int

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % interval of the share."""
        return wilson_interval(self.count, self.denominator)

    @property
    def is_percentage_shown(self) -> bool:
        """Whether enough people stand behind the share to print a percentage."""
        return self.denominator >= SMALLEST_DENOMINATOR

    @property
    def proportion(self) -> float | None:
        """The share between 0 and 1, or None when nobody is in the denominator."""
        return self.count / self.denominator if self.denominator else None

    @property
    def percentage(self) -> int | None:
        """The rounded percentage, or None when too few people stand behind it."""
        return round(100 * self.count / self.denominator) if self.is_percentage_shown else None

    @property
    def interval_percentages(self) -> tuple[int, int] | None:
        """The rounded bounds in percent, or None when no percentage is printed."""
        if not self.is_percentage_shown:
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


@dataclass(frozen=True)
class MaskedTable:
    """A table of counts with its totals; a masked entry is None."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def mask_cells(cells: Sequence[Sequence[int]], *, threshold: int = SMALL_CELL) -> MaskedTable:
    """Mask every count under ``threshold``, and as many others as it takes to keep it hidden.

    Totals are published beside the cells and masked by the same rule; zero counts as small. A reader who subtracts
    what is printed, and knows that counts are whole and never negative, finds at least two possible values for every
    masked entry. (Someone who replays this very function on every possible table can know more of a tiny one.)

    The table with its totals is a graph: lines and columns are its nodes, entries its edges. An entry stays hidden
    when it lies on a cycle of masked entries along which counts can move up and down; the cheapest such cycle is
    masked for each small count. Source: D. Gusfield (1988), "A graph theoretic approach to statistical data
    security", SIAM Journal on Computing 17:552–571.

    Raises ``ValueError`` for a table without cells, of unequal lines or with a negative count.
    """
    table = _with_totals(cells)
    rows, columns = len(table) - 1, len(table[0]) - 1
    masked = {(row, column) for row, line in enumerate(table) for column, count in enumerate(line) if count < threshold}
    for entry in sorted(masked):
        masked |= _cheapest_cycle(table, masked, entry)

    def shown(row: int, column: int) -> int | None:
        return None if (row, column) in masked else table[row][column]

    return MaskedTable(
        cells=tuple(tuple(shown(row, column) for column in range(columns)) for row in range(rows)),
        row_totals=tuple(shown(row, columns) for row in range(rows)),
        column_totals=tuple(shown(rows, column) for column in range(columns)),
        total=shown(rows, columns),
    )


def mask_list(counts: Sequence[int], *, threshold: int = SMALL_CELL) -> tuple[tuple[int | None, ...], int | None]:
    """Mask the small counts of one list published with its total; return the list and the total."""
    table = mask_cells([counts], threshold=threshold)
    return table.cells[0], table.total


def _with_totals(cells: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the table with a column of line totals and a line of column totals."""
    lines = [list(line) for line in cells]
    if not lines or not lines[0] or len({len(line) for line in lines}) > 1:
        raise ValueError("A table has cells, in lines of one length")
    if any(count < 0 for line in lines for count in line):
        raise ValueError("A count is never negative")
    lines = [[*line, sum(line)] for line in lines]
    return [*lines, [sum(column) for column in zip(*lines, strict=True)]]


def _cheapest_cycle(table, masked: set, entry: tuple[int, int]) -> set:
    """Return the entries to mask so that ``entry`` may as well be one more or one less, whichever costs less.

    Totals of a line or a column count negatively, so that every line and every column of the table sums to zero.
    Raising a signed entry leads from its line to its column, lowering it leads back, and a count of zero only grows.
    """
    line, column = ("line", entry[0]), ("column", entry[1])
    ways = []
    if _may_rise(table, *entry):
        ways.append(_cheapest_path(table, masked, entry, column, line))
    if _may_fall(table, *entry):
        ways.append(_cheapest_path(table, masked, entry, line, column))
    return min((way for way in ways if way), key=lambda way: way[0])[1]


def _cheapest_path(table, masked: set, avoided: tuple[int, int], start: tuple, goal: tuple) -> tuple | None:
    """Return (cost, entries) of the cheapest path between two nodes, or None. Dijkstra; masked entries are free."""
    queue, seen = [(0, start, ())], set()
    while queue:
        cost, node, path = heapq.heappop(queue)
        if node == goal:
            return cost, set(path)
        if node in seen:
            continue
        seen.add(node)
        for entry, following in _steps(table, node):
            if entry != avoided and following not in seen:
                price = 0 if entry in masked else _price(table, *entry)
                heapq.heappush(queue, (cost + price, following, (*path, entry)))
    return None


def _steps(table, node: tuple[str, int]):
    """Yield the (entry, next node) pairs by which a change goes on from a line or a column."""
    kind, index = node
    if kind == "line":
        for column in range(len(table[0])):
            if _may_rise(table, index, column):
                yield (index, column), ("column", column)
    else:
        for row in range(len(table)):
            if _may_fall(table, row, index):
                yield (row, index), ("line", row)


def _may_rise(table, row: int, column: int) -> bool:
    """Whether the signed entry can be one more: a total that counts negatively must then be one less."""
    return table[row][column] > 0 or _totals_crossed(table, row, column) != 1


def _may_fall(table, row: int, column: int) -> bool:
    """Whether the signed entry can be one less."""
    return table[row][column] > 0 or _totals_crossed(table, row, column) == 1


def _totals_crossed(table, row: int, column: int) -> int:
    """Return 0 for a cell, 1 for the total of a line or a column, 2 for the total of totals."""
    return (row == len(table) - 1) + (column == len(table[0]) - 1)


def _price(table, row: int, column: int) -> int:
    """Return what masking an entry costs: its people, and a total costs more than all cells together."""
    dearer = table[-1][-1] + len(table) * len(table[0])
    return (1 + table[row][column]) * dearer ** _totals_crossed(table, row, column)
