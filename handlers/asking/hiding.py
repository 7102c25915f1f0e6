"""Figures as they may be told to those who do not see the records themselves (see handlers/small_cells.py). Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

from db.statistics.asked import codes_of
from db.statistics.counts import parts
from handlers.small_cells import Sum, Told, told


@dataclass(frozen=True)
class Raw:
    """A figure as it is counted; of a share also the whole that it is a part of."""

    part: int = 0
    whole: int | None = None

    def __add__(self, other: "Raw") -> "Raw":
        if self.whole is None and other.whole is None:
            return Raw(self.part + other.part)
        return Raw(self.part + other.part, (self.whole or 0) + (other.whole or 0))


@dataclass(frozen=True)
class Value:
    """A figure as it may be told. `rough`: it is approximate, for units were split since."""

    part: Told
    whole: Told | None = None
    rough: bool = False

    @property
    def hidden(self) -> bool:
        """Whether it, or what it is a part of, is not told."""
        return isinstance(self.part, str) or isinstance(self.whole, str)

    @property
    def number(self) -> float | None:
        """The figure as a number, of a share in percent; None when it is hidden or a share of nothing."""
        if isinstance(self.part, str) or isinstance(self.whole, str):
            return None
        if self.whole is None:
            return float(self.part)
        return 100 * self.part / self.whole if self.whole else None


def cells(raw: Raw) -> dict[str, int]:
    """A figure as cells of a table: of a share also the rest and the whole."""
    if raw.whole is None:
        return {"part": raw.part}
    return {"part": raw.part, "rest": raw.whole - raw.part, "whole": raw.whole}


def told_alone(raw: Raw, also: Collection[str] = ()) -> Value:
    """A figure as it may be told by itself; of its cells those of `also` are hidden anyway."""
    shown = told(cells(raw), [Sum("whole", ("part", "rest"))] if raw.whole is not None else [], also)
    return Value(shown["part"], shown.get("whole"))


def told_parts(raws: Mapping[int, Raw], also: Collection[tuple[int, str]]) -> dict[int, Value]:
    """Figures as they may be told beside their total."""
    told_of = {(one, name): value for one, raw in raws.items() for name, value in cells(raw).items()}
    names = {name for _, name in told_of}
    sums = [Sum((0, name), tuple((one, name) for one in raws)) for name in names]
    told_of |= {(0, name): sum(told_of[one, name] for one in raws) for name in names}
    if "whole" in names:
        sums += [Sum((one, "whole"), ((one, "part"), (one, "rest"))) for one in (0, *raws)]
    shown = told(told_of, sums, [cell for cell in also if cell in told_of])
    return {one: Value(shown[one, "part"], shown.get((one, "whole"))) for one in raws}


def told_codes(
    subject: str, part: str, combined: Mapping[str, Raw], raws: Mapping[str, Raw], also: Collection[tuple[str, str]]
) -> dict[str, Value] | None:
    """Figures by code as they may be told beside their total; None if the total would have to be hidden, too. Somebody
    may be under several codes, so what is added up are the combinations that occur."""
    table: dict[tuple[str, str, str], int] = {}
    sums: list[Sum[tuple[str, str, str]]] = []
    names = {name for raw in combined.values() for name in cells(raw)}
    for key, raw in combined.items():
        table |= {("key", key, name): value for name, value in cells(raw).items()}
    for code, raw in raws.items():
        table |= {("code", code, name): value for name, value in cells(raw).items()}
        members = [key for key in combined if code in codes_of(part, parts(subject, key)[part])]
        sums += [Sum(("code", code, name), tuple(("key", key, name) for key in members)) for name in cells(raw)]
    whole = sum(combined.values(), Raw())
    for name, value in cells(whole).items() if combined else ():
        table["all", "", name] = value
        sums.append(Sum(("all", "", name), tuple(("key", key, name) for key in combined)))
    if "whole" in names:
        for kind, name, _ in [cell for cell in table if cell[2] == "whole"]:
            sums.append(Sum((kind, name, "whole"), ((kind, name, "part"), (kind, name, "rest"))))
    shown = told(table, sums, [("code", code, name) for code, name in also])
    if any(isinstance(value, str) for (kind, _, _), value in shown.items() if kind == "all"):
        return None
    return {code: Value(shown["code", code, "part"], shown.get(("code", code, "whole"))) for code in raws}


def subsets(names: Collection[str]) -> list[frozenset[str]]:
    """All sets of some of the names."""
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def gives_away(counted: Mapping[frozenset[str], int], kept: frozenset[str], *, others: bool = True) -> bool:
    """Whether the figure of what has all of these has to be hidden beside those of what has some of them, or others:
    with these, how many have just some is a subtraction away (what "<5" and "≥5" on several cards bound together is not
    traced). `counted` are the figures by what they have, of all sets
    of it; `others`: there may be some that have none of it."""
    every = max(counted, key=len)
    table: dict[tuple[str, frozenset[str]], int] = {}
    sums = []
    for some in counted:
        more = [one for one in counted if one >= some]
        if some or others:
            table["just", some] = sum((-1) ** (len(one) - len(some)) * counted[one] for one in more)
        if some != every:
            table["all", some] = counted[some]
            sums.append(Sum(("all", some), tuple(("just", one) for one in more if one or others)))
    return isinstance(told(table, sums)["just" if kept == every else "all", kept], str)
