"""Figures that keep fewer codes do not give away how few are left out by one that keeps more."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.asking.hiding import gives_away, subsets
from handlers.small_cells import LEAST

Atoms = tuple[int, int, int, int]
"""How many have none of two codes, the first alone, the second alone, both."""
NONE, FIRST, SECOND, BOTH = frozenset[str](), frozenset(("a",)), frozenset(("b",)), frozenset(("a", "b"))
few = st.integers(0, 14)


def margins(atoms: Atoms) -> dict[frozenset[str], int]:
    """The figures that can be asked for: of all, of those with the one code, with the other, with both."""
    none, first, second, both = atoms
    return {NONE: sum(atoms), FIRST: first + both, SECOND: second + both, BOTH: both}


def told(atoms: Atoms) -> dict[frozenset[str], int | str]:
    """Each of them as its own card tells it."""
    found = margins(atoms)
    shown: dict[frozenset[str], int | str] = {}
    for kept, value in found.items():
        hidden = 0 < value < LEAST or gives_away({some: found[some] for some in subsets(kept)}, kept)
        shown[kept] = ("<5" if value < LEAST else "≥5") if hidden else value
    return shown


def fits(atoms: Atoms, shown: dict[frozenset[str], int | str]) -> bool:
    """Whether a table could stand behind the numbers that were told. What "<5" and "≥5" on several cards bound together
    is not looked at."""
    found = margins(atoms)
    return min(atoms) >= 0 and all(found[kept] == said for kept, said in shown.items() if isinstance(said, int))


@settings(deadline=None)
@given(st.tuples(few, few, few, few))
def test_no_few_people_are_found_by_subtracting_what_four_cards_tell(atoms: Atoms) -> None:
    shown = told(atoms)
    others = [
        table
        for step in product(range(-2, 3), repeat=4)
        if fits(table := (atoms[0] + step[0], atoms[1] + step[1], atoms[2] + step[2], atoms[3] + step[3]), shown)
    ]
    for place, value in enumerate(atoms):
        if 0 < value < LEAST:
            assert any(table[place] != value for table in others), (atoms, shown)


def test_a_figure_is_told_where_what_it_leaves_out_is_large_or_nothing() -> None:
    assert told((9, 9, 9, 9)) == margins((9, 9, 9, 9))
    assert told((0, 9, 0, 9)) == margins((0, 9, 0, 9))
    assert told((9, 2, 9, 9))[BOTH] == "≥5"
    assert told((9, 9, 9, 3))[BOTH] == "<5"


@settings(deadline=None)
@given(few, few, few)
def test_clients_who_were_served_in_one_manner_do_not_tell_how_few_were_in_the_other(
    first: int, second: int, both: int
) -> None:
    atoms = (0, first, second, both)
    found = margins(atoms)
    shown: dict[frozenset[str], int | str] = {NONE: found[NONE]}  # of all clients it is always told how many
    for kept in (FIRST, SECOND):
        value = found[kept]
        hidden = 0 < value < LEAST or gives_away(found, kept, others=False)
        shown[kept] = ("<5" if value < LEAST else "≥5") if hidden else value
    for place, value in enumerate(atoms):
        if 0 < value < LEAST and found[NONE] >= LEAST:
            tables = [(0, atoms[1] + i, atoms[2] + j, atoms[3] + k) for i, j, k in product(range(-4, 5), repeat=3)]
            assert any(fits(table, shown) and table[place] != value for table in tables), (atoms, shown)
