"""Cells that hold more than a text: several words, a number that may be missing."""

import re
from collections.abc import Collection

from db.sheet import Line


def words(line: Line, column: str, *, most: int) -> tuple[str, ...]:
    """Words with `|` between them, at most `most` characters together; none is fine."""
    cell = line.text(column, most=most, required=False)
    return tuple(word.strip() for word in cell.split("|") if word.strip())


def choices(line: Line, column: str, known: Collection[str]) -> tuple[str, ...]:
    """Words with `|` between them, each one of the known and there once; none is fine."""
    chosen = words(line, column, most=300)
    for word in dict.fromkeys(chosen):
        if word not in known:
            line.fault(column, f"{word!r} is none of {', '.join(known)}")
        elif chosen.count(word) > 1:
            line.fault(column, f"{word!r} is there twice")
    return chosen


def choice(line: Line, column: str, known: Collection[str]) -> str | None:
    """One of the known words, or None for an empty cell."""
    return line.choice(column, known) if line.cells.get(column) else None


def number(line: Line, column: str, *, least: int = 1, most: int) -> int | None:
    """A whole number within bounds, or None for an empty cell."""
    return line.whole_number(column, least=least, most=most) if line.cells.get(column) else None


def months(line: Line, column: str) -> dict[str, int]:
    """Months by method, as `hpv 60|cytology 36`; none is fine."""
    told: dict[str, int] = {}
    for part in words(line, column, most=200):
        found = re.fullmatch(r"([a-z][a-z0-9_]*) ([0-9]{1,3})", part)
        if not found or not int(found[2]):
            line.fault(column, f"{part!r} is not a method and its months (write hpv 60)")
        elif found[1] in told:
            line.fault(column, f"{found[1]!r} is there twice")
        else:
            told[found[1]] = int(found[2])
    return told
