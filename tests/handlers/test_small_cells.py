"""Small cells: what is hidden cannot be computed from what is shown."""

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.small_cells import LARGE, LEAST, SMALL, Sum, Told, told, told_parts, told_share

Key = tuple[str, ...]
MOST = 9
"""The largest figure of a single cell in the tables tried."""


def possible(value: Told) -> Sequence[int]:
    """What a figure may be, going by what is shown of it."""
    if value == SMALL:
        return range(LEAST)
    return range(LEAST, MOST + 4) if value == LARGE else (int(value),)


def consistent(shown: Mapping[Key, Told], cells: Sequence[Key], sums: Sequence[Sum[Key]]) -> list[dict[Key, int]]:
    """Every table that agrees with what is shown. The sums are in an order in which each has its parts before it."""
    found = []
    for values in product(*(possible(shown[cell]) for cell in cells)):
        table = dict(zip(cells, values, strict=True))
        for one in sums:
            total = sum(table[part] for part in one.parts)
            told_of_it = shown[one.total]
            fits = (
                total < LEAST if told_of_it == SMALL else total >= LEAST if told_of_it == LARGE else total == told_of_it
            )
            if not fits or table.setdefault(one.total, total) != total:
                break
        else:
            found.append(table)
    return found


def assert_nothing_can_be_computed(figures: Mapping[Key, int], cells: Sequence[Key], sums: Sequence[Sum[Key]]) -> None:
    shown = told(figures, sums)
    for key, value in figures.items():
        assert not 0 < value < LEAST or shown[key] == SMALL
        assert shown[key] in (value, SMALL if value < LEAST else LARGE)
    tables = consistent(shown, cells, sums)
    assert any(all(table[key] == value for key, value in figures.items()) for table in tables)
    for key in figures:
        if shown[key] in (SMALL, LARGE):
            assert len({table[key] for table in tables}) > 1, (key, figures, shown)


def added(cells: Mapping[Key, int], sums: Sequence[Sum[Key]]) -> dict[Key, int]:
    """Cells together with their sums."""
    figures = dict(cells)
    for one in sums:
        figures[one.total] = sum(figures[part] for part in one.parts)
    return figures


counts = st.integers(0, MOST)


@given(st.lists(counts, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_no_part_of_a_total_can_be_computed(values: list[int]) -> None:
    cells: dict[Key, int] = {(str(number),): value for number, value in enumerate(values)}
    sums = [Sum((), tuple(cells))]
    assert_nothing_can_be_computed(added(cells, sums), list(cells), sums)


@given(st.lists(st.lists(counts, min_size=1, max_size=3), min_size=1, max_size=2))
@settings(max_examples=60, deadline=None)
def test_no_commune_can_be_computed_from_its_cluster_and_the_city(clusters: list[list[int]]) -> None:
    cells: dict[Key, int] = {(str(a), str(b)): value for a, row in enumerate(clusters) for b, value in enumerate(row)}
    sums = [Sum((str(a),), tuple(key for key in cells if key[0] == str(a))) for a in range(len(clusters))]
    sums.append(Sum((), tuple(one.total for one in sums)))
    assert_nothing_can_be_computed(added(cells, sums), list(cells), sums)


@given(
    st.lists(st.tuples(counts, counts), min_size=2, max_size=2) | st.lists(st.tuples(counts), min_size=2, max_size=4)
)
@settings(max_examples=60, deadline=None)
def test_no_month_of_a_commune_can_be_computed_from_totals_both_ways(rows: list[tuple[int, ...]]) -> None:
    cells: dict[Key, int] = {
        (f"r{row}", f"c{column}"): value for row, values in enumerate(rows) for column, value in enumerate(values)
    }
    lines = sorted({key[0] for key in cells}), sorted({key[1] for key in cells})
    sums = [Sum((line,), tuple(key for key in cells if key[way] == line)) for way in (0, 1) for line in lines[way]]
    sums += [Sum((), tuple((line,) for line in lines[way])) for way in (0, 1)]
    assert_nothing_can_be_computed(added(cells, sums), list(cells), sums)


@pytest.mark.parametrize(
    ("total", "parts", "shown_total", "shown_parts"),
    [
        (30, (10, 20), 30, (10, 20)),
        (33, (10, 20, 3), 33, (LARGE, 20, SMALL)),  # else 33 − 30
        (33, (30, 3, 0), 33, (30, SMALL, SMALL)),  # a zero is hidden before anything is lost
        (36, (30, 3, 3), 36, (30, SMALL, SMALL)),  # two hidden ones protect each other
        (38, (30, 4, 4), 38, (LARGE, SMALL, SMALL)),  # … unless both have to be four
        (3, (3, 0), SMALL, (SMALL, 0)),
        (0, (0, 0), 0, (0, 0)),
    ],
)
def test_what_is_hidden_beside_a_small_figure(
    total: int, parts: tuple[int, ...], shown_total: Told, shown_parts: tuple[Told, ...]
) -> None:
    whole, shown = told_parts(total, dict(enumerate(parts)))
    assert (whole, tuple(shown.values())) == (shown_total, shown_parts)


def test_a_share_tells_neither_a_few_nor_all_but_a_few() -> None:
    assert told_share(40, 100) == (40, 100)
    assert told_share(3, 100)[0] == SMALL
    assert told_share(97, 100)[0] == LARGE
    assert told_share(100, 100) == (100, 100)


def test_a_city_of_126_communes_hides_only_what_it_must() -> None:
    cells: dict[Key, int] = {(str(number % 10), str(number)): number * number % 40 for number in range(126)}
    sums = [Sum((str(a),), tuple(key for key in cells if key[0] == str(a))) for a in range(10)]
    sums.append(Sum((), tuple(one.total for one in sums)))
    figures = added(cells, sums)
    shown = told(figures, sums)
    small = [key for key, value in figures.items() if 0 < value < LEAST]
    assert small
    assert all(shown[key] == SMALL for key in small)
    assert sum(value == LARGE for value in shown.values()) <= len(small)
    assert shown[()] == figures[()]


def test_a_sum_that_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        told({"a": 1, "b": 2, "total": 4}, [Sum("total", ("a", "b"))])
