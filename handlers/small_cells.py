"""Small cells: in clinical tables nobody is told a figure under five, nor what it can be worked out from. Pure.

The rule, for those who see sums and not the records themselves:

* A figure from 1 to 4 is shown as "<5". Nobody stands behind a 0, so it is shown.
* What would give such a figure away is hidden too: where a total and all its parts but one are shown, the missing part
  is a subtraction away. Hidden besides are zeros first (they become "<5" as well, which is true and costs nothing; so
  "<5" means 0 to 4), then the smallest of the others (they become "≥5"), totals last.
* That is done until each hidden figure could as well be another one: there is a second table, with every shown figure
  the same and every hidden one within what it says, in which this one differs. So nothing hidden can be computed.
* A table is all that an answer shows together, with all its sums: parts and their totals, levels below levels, one
  period beside another. Who asks twice may compare two answers; so an answer about a place is cut out of the table of
  its whole level (the places beside it and the one above), whatever of that is shown.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

LEAST = 5
"""The smallest number of people that is told."""
Hidden = Literal["<5", "≥5"]
SMALL: Hidden = "<5"
LARGE: Hidden = "≥5"
Told = int | Hidden
"""A figure as it may be shown."""

K = TypeVar("K", bound=Hashable)
_STEPS = 300
"""Changes tried in search of a second table: enough for trees and plain tables. Where not, more is hidden instead."""


@dataclass(frozen=True)
class Sum(Generic[K]):
    """That one figure is the sum of others, all named by their keys."""

    total: K
    parts: tuple[K, ...]


def told(figures: Mapping[K, int], sums: Iterable[Sum[K]] = (), also: Iterable[K] = ()) -> dict[K, Told]:
    """The figures of a clinical table as they may be shown, by their keys.

    `sums` are all sums that hold between them; `also` are figures that have to be hidden for another table's sake.
    ValueError for a sum that does not hold.
    """
    hidden = _Table(figures, tuple(sums), frozenset(also)).hide()
    return {key: _words(value) if key in hidden else value for key, value in figures.items()}


def told_parts(total: int, parts: Mapping[K, int]) -> tuple[Told, dict[K, Told]]:
    """A total and its parts as they may be shown."""
    figures: dict[K | None, int] = {None: total, **dict[K | None, int](parts.items())}
    shown = told(figures, [Sum(None, tuple(parts))])
    return shown[None], {key: shown[key] for key in parts}


def told_share(part: int, whole: int) -> tuple[Told, Told]:
    """Some of a whole, and the whole, as they may be shown: what is left of it is not to be worked out either."""
    shown = told({"part": part, "rest": whole - part, "whole": whole}, [Sum("whole", ("part", "rest"))])
    return shown["part"], shown["whole"]


def _words(value: int) -> Hidden:
    return SMALL if value < LEAST else LARGE


class _Table(Generic[K]):
    """Figures, their sums, and which of them are hidden."""

    def __init__(self, figures: Mapping[K, int], sums: tuple[Sum[K], ...], also: frozenset[K]) -> None:
        self._figures = figures
        self._places = {key: place for place, key in enumerate(figures)}
        self._hidden = {key for key, value in figures.items() if 0 < value < LEAST or key in also}
        self._sums = [{one.total: -1, **dict.fromkeys(one.parts, 1)} for one in sums]
        self._in: dict[K, list[int]] = {key: [] for key in figures}
        for number, one in enumerate(self._sums):
            if sum(figures[key] * sign for key, sign in one.items()):
                raise ValueError(f"the parts of {sums[number].total!r} do not add up to it")
            for key in one:
                self._in[key].append(number)

    def hide(self) -> set[K]:
        """What has to be hidden so that nothing hidden can be computed."""
        safe: set[K] = set()  # hiding more never makes a safe one unsafe
        while exposed := [key for key in self._figures if key in self._hidden and key not in safe]:
            if changed := self._second_table(exposed[0]):
                safe |= changed.keys()
            elif (another := self._cheapest_near(exposed[0])) is not None:
                self._hidden.add(another)
            else:
                safe.add(exposed[0])  # all around it is hidden: nothing is left to compute it from
        return self._hidden

    def _second_table(self, key: K) -> dict[K, int]:
        """How hidden figures would change if this one were another: by one each. Nothing if no such table is found."""
        for step in (-1, 1):
            changes: dict[K, int] = {}
            if self._has_room(key, step) and self._balanced(changes, {}, key, step, [_STEPS]):
                return changes
        return {}

    def _balanced(self, changes: dict[K, int], off: dict[int, int], key: K, step: int, steps: list[int]) -> bool:
        """Changes a figure and then others until all sums hold again; takes back what leads nowhere. `off` are the sums
        that do not hold now, and by how much; `steps` what may still be tried."""
        changes[key] = step
        self._shift(off, key, step)
        if not off:
            return True
        number, by = next(iter(off.items()))
        one = self._sums[number]
        for other in sorted(self._hidden & one.keys() - changes.keys(), key=self._order):
            needed = -one[other] if by > 0 else one[other]
            if steps[0] and self._has_room(other, needed):
                steps[0] -= 1
                if self._balanced(changes, off, other, needed, steps):
                    return True
        del changes[key]
        self._shift(off, key, -step)
        return False

    def _shift(self, off: dict[int, int], key: K, step: int) -> None:
        for number in self._in[key]:
            by = off.pop(number, 0) + self._sums[number][key] * step
            if by:
                off[number] = by

    def _has_room(self, key: K, step: int) -> bool:
        """Whether a hidden figure, changed by so much, would still be what is said of it."""
        value = self._figures[key]
        return value + step >= LEAST if value >= LEAST else 0 <= value + step < LEAST

    def _cheapest_near(self, key: K) -> K | None:
        """The figure that is best hidden next: of a sum in which nothing else is hidden, else of any that is near."""
        alone = [one for one in (self._sums[number] for number in self._in[key]) if len(self._hidden & one.keys()) == 1]
        near = alone or [self._sums[number] for number in self._connected(key)]
        shown = {other for one in near for other in one} - self._hidden
        return min(shown, key=self._order, default=None)

    def _connected(self, key: K) -> set[int]:
        """The sums that hidden figures connect with this one."""
        found: set[int] = set()
        waiting = [key]
        while waiting:
            for number in self._in[waiting.pop()]:
                if number not in found:
                    found.add(number)
                    waiting.extend(self._hidden & self._sums[number].keys())
        return found

    def _order(self, key: K) -> tuple[int, int, int]:
        """What is hidden or changed first: small figures, of few sums; of equals the first in the table."""
        return self._figures[key], len(self._in[key]), self._places[key]
