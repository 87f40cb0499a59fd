"""Tables of counts whose small cells nobody can compute back from the totals."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SMALL_CELL = 5
"""Count under which a cell is masked in a report of the programme."""
SMALL_CELL_OUTSIDE = 10
"""Count under which a cell is masked in open data and for the housing company."""


@dataclass(frozen=True)
class MaskedTable:
    """A table of counts with its totals; a masked entry is None."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def mask_cells(
    cells: Sequence[Sequence[int]], *, threshold: int = SMALL_CELL, are_column_totals_public: bool = False
) -> MaskedTable:
    """Mask every count under ``threshold``, and as many others as it takes to keep it hidden.

    Totals are printed beside the cells and masked by the same rule; zero counts as small. A reader who subtracts what
    is printed, and knows that counts are whole and never negative, finds at least two possible values for every
    masked entry. (Someone who replays this very function on every possible table can know more of a tiny one.)

    With ``are_column_totals_public`` the totals of the columns are figures printed elsewhere, such as an indicator of
    the whole programme: they are never masked, and what they give away by themselves (a column whose total is zero) is
    printed.

    The table with its totals is a graph: lines and columns are its nodes, entries its edges. An entry stays hidden
    when it lies on a cycle of masked entries along which counts can move up and down; the cheapest such cycle is
    masked for each small count. Source: D. Gusfield (1988), "A graph theoretic approach to statistical data
    security", SIAM Journal on Computing 17:552–571.

    Raises ``ValueError`` for a table without cells, of unequal lines or with a negative count.
    """
    graph = _Graph(_with_totals(cells), are_column_totals_public)
    masked = {entry for entry in graph.entries() if graph.count(entry) < threshold and not graph.is_public(entry)}
    for entry in sorted(masked):
        cycle = graph.cheapest_cycle(entry, masked)
        masked = masked | cycle if cycle else masked - {entry}
    printed = [
        [None if (row, column) in masked else count for column, count in enumerate(line)]
        for row, line in enumerate(graph.table)
    ]
    *lines, totals = printed
    return MaskedTable(
        cells=tuple(tuple(line[:-1]) for line in lines),
        row_totals=tuple(line[-1] for line in lines),
        column_totals=tuple(totals[:-1]),
        total=totals[-1],
    )


def mask_list(counts: Sequence[int], *, threshold: int = SMALL_CELL) -> tuple[tuple[int | None, ...], int | None]:
    """Mask the small counts of one list printed with its total; return the list and the total."""
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


Entry = tuple[int, int]
Node = tuple[str, int]


@dataclass(frozen=True)
class _Graph:
    """A table with its totals, as a graph of its lines and columns.

    Totals of a line or a column count negatively, so that every line and every column sums to zero. Raising a signed
    entry by one leads from its line to its column, lowering it leads back.
    """

    table: list[list[int]]
    are_column_totals_public: bool

    def entries(self) -> Iterator[Entry]:
        return ((row, column) for row in range(len(self.table)) for column in range(len(self.table[0])))

    def count(self, entry: Entry) -> int:
        return self.table[entry[0]][entry[1]]

    def is_public(self, entry: Entry) -> bool:
        """Whether the entry is printed elsewhere, so that it can be neither masked nor moved."""
        return self.are_column_totals_public and entry[0] == len(self.table) - 1

    def cheapest_cycle(self, entry: Entry, masked: set[Entry]) -> set[Entry] | None:
        """Return the entries to mask so that ``entry`` may as well be one more or less; None when nothing can."""
        line, column = ("line", entry[0]), ("column", entry[1])
        ways = []
        if self._may_rise(entry):
            ways.append(self._cheapest_path(column, line, avoided=entry, masked=masked))
        if self._may_fall(entry):
            ways.append(self._cheapest_path(line, column, avoided=entry, masked=masked))
        _cost, cycle = min((way for way in ways if way), key=lambda way: way[0], default=(0, None))
        return cycle

    def _cheapest_path(self, start: Node, goal: Node, *, avoided: Entry, masked: set[Entry]):
        """Return (cost, entries) of the cheapest path between two nodes, or None. Dijkstra; masked ones are free."""
        queue, seen = [(0, start, ())], set()
        while queue:
            cost, node, path = heapq.heappop(queue)
            if node == goal:
                return cost, set(path)
            if node in seen:
                continue
            seen.add(node)
            for entry, following in self._steps(node):
                if entry != avoided and following not in seen:
                    price = 0 if entry in masked else self._price(entry)
                    heapq.heappush(queue, (cost + price, following, (*path, entry)))
        return None

    def _steps(self, node: Node) -> Iterator[tuple[Entry, Node]]:
        """Yield the entries by which a change goes on from a line or a column, each with the node it leads to."""
        kind, index = node
        if kind == "line":
            around = [((index, column), ("column", column)) for column in range(len(self.table[0]))]
            return (step for step in around if self._may_rise(step[0]))
        around = [((row, index), ("line", row)) for row in range(len(self.table))]
        return (step for step in around if self._may_fall(step[0]))

    def _may_rise(self, entry: Entry) -> bool:
        """Whether the signed entry can be one more: a total that counts negatively must then be one less."""
        return not self.is_public(entry) and (self.count(entry) > 0 or self._totals_crossed(entry) != 1)

    def _may_fall(self, entry: Entry) -> bool:
        """Whether the signed entry can be one less."""
        return not self.is_public(entry) and (self.count(entry) > 0 or self._totals_crossed(entry) == 1)

    def _totals_crossed(self, entry: Entry) -> int:
        """Return 0 for a cell, 1 for the total of a line or a column, 2 for the total of totals."""
        return (entry[0] == len(self.table) - 1) + (entry[1] == len(self.table[0]) - 1)

    def _price(self, entry: Entry) -> int:
        """Return what masking an entry costs: its people, and a total costs more than all cells together."""
        dearer = self.table[-1][-1] + len(self.table) * len(self.table[0])
        return (1 + self.count(entry)) * dearer ** self._totals_crossed(entry)
