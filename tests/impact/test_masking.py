"""The reader who tries to compute masked cells back, by subtraction or by counting every possible table."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.masking import MaskedTable, mask_cells, mask_list


def entries(table: MaskedTable):
    """Return the printed table with its totals, line by line; None where masked."""
    lines = [(*line, total) for line, total in zip(table.cells, table.row_totals, strict=True)]
    return [*lines, (*table.column_totals, table.total)]


def with_totals(cells):
    """Return the true table with its totals."""
    lines = [(*line, sum(line)) for line in cells]
    return [*lines, tuple(sum(column) for column in zip(*lines, strict=True))]


def solve_from_totals(printed):
    """The attacker: write every "line = its total" as an equation, eliminate, return the entries found exactly."""
    rows, columns = len(printed), len(printed[0])
    unknowns = [(r, c) for r in range(rows) for c in range(columns) if printed[r][c] is None]
    equations = []
    for line in [[(r, c) for c in range(columns)] for r in range(rows)] + [
        [(r, c) for r in range(rows)] for c in range(columns)
    ]:
        signs = {entry: Fraction(-1 if entry == line[-1] else 1) for entry in line}
        known = sum(signs[r, c] * printed[r][c] for r, c in line if printed[r][c] is not None)
        equations.append([signs.get(entry, Fraction(0)) for entry in unknowns] + [Fraction(-known)])
    pivots = []
    for column in range(len(unknowns)):
        pivot = next((row for row in equations[len(pivots) :] if row[column]), None)
        if pivot is None:
            continue
        equations.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        equations = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in equations]
        equations.insert(len(pivots), pivot)
        pivots.append(column)
    found = {}
    for row, column in zip(equations, pivots, strict=False):
        if sum(1 for value in row[:-1] if value) == 1:
            found[unknowns[column]] = row[-1]
    return found


def possible_values(printed, *, largest):
    """The attacker who counts: every whole, non-negative table with these printed entries, by masked entry."""
    rows, columns = len(printed) - 1, len(printed[0]) - 1
    found = {(r, c): set() for r in range(rows + 1) for c in range(columns + 1) if printed[r][c] is None}
    for values in product(range(largest + 1), repeat=rows * columns):
        full = with_totals([values[r * columns : (r + 1) * columns] for r in range(rows)])
        if all(printed[r][c] in (None, full[r][c]) for r in range(rows + 1) for c in range(columns + 1)):
            for r, c in found:
                found[r, c].add(full[r][c])
    return found


tables = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 25), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)
tiny_tables = st.sampled_from([(1, 2), (1, 3), (1, 4), (2, 2)]).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 5), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@given(tables, st.sampled_from([5, 10]))
@settings(deadline=None)
def test_mask_cells_leaves_nothing_to_solve_from_totals(cells, threshold):
    printed = entries(mask_cells(cells, threshold=threshold))

    assert solve_from_totals(printed) == {}


@given(tables, st.sampled_from([5, 10]))
@settings(deadline=None)
def test_mask_cells_hides_every_small_count_and_prints_the_others_as_they_are(cells, threshold):
    printed = entries(mask_cells(cells, threshold=threshold))

    for line, truth in zip(printed, with_totals(cells), strict=True):
        for shown, count in zip(line, truth, strict=True):
            assert shown is None or (shown == count and count >= threshold)


@given(tiny_tables, st.sampled_from([2, 3, 5]))
@settings(max_examples=60, deadline=None)
def test_mask_cells_leaves_two_possible_values_to_who_counts_them_all(cells, threshold):
    printed = entries(mask_cells(cells, threshold=threshold))

    values = possible_values(printed, largest=max(max(line) for line in cells) + 1)

    assert [entry for entry, possible in values.items() if len(possible) < 2] == []


@given(tables, st.sampled_from([5, 10]))
@settings(deadline=None)
def test_mask_cells_beside_public_totals_leaves_nothing_to_solve(cells, threshold):
    masked = mask_cells(cells, threshold=threshold, are_column_totals_public=True)

    assert (*masked.column_totals, masked.total) == with_totals(cells)[-1]
    assert solve_from_totals(entries(masked)) == {}


@given(tiny_tables, st.sampled_from([2, 3, 5]))
@settings(max_examples=60, deadline=None)
def test_mask_cells_beside_public_totals_leaves_two_possible_values(cells, threshold):
    masked = mask_cells(cells, threshold=threshold, are_column_totals_public=True)

    values = possible_values(entries(masked), largest=max(max(line) for line in cells) + 1)

    assert [entry for entry, possible in values.items() if len(possible) < 2] == []


@given(tiny_tables, st.sampled_from([2, 3, 5]))
@settings(max_examples=60, deadline=None)
def test_mask_cells_prints_a_small_count_only_when_public_totals_give_it_away(cells, threshold):
    """A reader who knows the public totals alone already knows each small count that is printed."""
    printed = entries(mask_cells(cells, threshold=threshold, are_column_totals_public=True))
    truth = with_totals(cells)
    alone = [[None] * len(line) for line in truth[:-1]] + [truth[-1]]

    values = possible_values(alone, largest=max(max(line) for line in cells) + 1)

    for (row, column), possible in values.items():
        if printed[row][column] is not None and truth[row][column] < threshold:
            assert len(possible) == 1


@given(tables)
@settings(deadline=None)
def test_mask_cells_masks_nothing_where_no_count_is_small(cells):
    cells = [[count + 5 for count in line] for line in cells]

    assert entries(mask_cells(cells)) == with_totals(cells)


def test_the_attacker_wins_when_only_small_cells_are_masked():
    """The proof has teeth: without the second suppression, subtraction gives the cell."""
    printed = [(None, 20, 23), (30, 40, 70), (33, 60, 93)]

    assert solve_from_totals(printed) == {(0, 0): 3}


def test_the_counting_attacker_wins_where_zeros_cannot_move():
    """Two masked zeros under a printed zero are no secret: the counting attacker knows both."""
    printed = [(None, None, 30, 30), (None, None, 30, 30)]

    assert possible_values(printed, largest=31)[0, 0] == {0}


def test_mask_cells_masks_the_smallest_square():
    assert mask_cells([[3, 20, 30], [12, 15, 60], [40, 50, 70]]) == MaskedTable(
        cells=((None, None, 30), (None, None, 60), (40, 50, 70)),
        row_totals=(53, 87, 160),
        column_totals=(55, 85, 160),
        total=300,
    )


def test_mask_cells_masks_more_for_the_housing_company():
    assert mask_cells([[8, 20], [12, 15]]).cells == ((8, 20), (12, 15))
    assert mask_cells([[8, 20], [12, 15]], threshold=10).cells == ((None, None), (None, None))


def test_mask_list_masks_the_next_smallest_count():
    assert mask_list([3, 20, 30]) == ((None, None, 30), 53)
    assert mask_list([10, 20, 30]) == ((10, 20, 30), 60)


@pytest.mark.parametrize("cells", [[], [[]], [[1, 2], [3]], [[1, -2]]])
def test_mask_cells_refuses_what_is_no_table_of_counts(cells):
    with pytest.raises(ValueError, match=r"A table has cells|A count is never negative"):
        mask_cells(cells)
