"""What looks wrong in the records of a week: numbers far from what is usual, and things that were told twice. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from handlers.digests.facts import Row

FAR = 5
"""So many times the usual number of people is worth a look,"""
MANY = 50
"""and so many people at the least."""
ENOUGH = 5
"""Talks of a form from which one can tell what is usual."""
ONCE = 5
"""Two talks of fewer people may well be the same but for the people: only of so many they are doubted."""
REPEATED = ("loudspeaker",)
"""Forms of talks that are the same several times a day."""


@dataclass(frozen=True)
class Doubt:
    """A record that should be looked at: it tells of very many (`usual`: what is usual, if known), or again what
    another one tells."""

    why: Literal["many", "twice"]
    row: Row
    usual: int | None = None


def doubts(rows: Sequence[Row], sizes: Mapping[str, Mapping[int, int]], unusual: Iterable[Row] = ()) -> list[Doubt]:
    """The doubtful ones among the records of a week, by day. `sizes` are how many talks of each form had how many
    people before; `unusual` are handouts of more than is usual."""
    found = [Doubt("many", row) for row in unusual]
    for row in rows:
        if row.kind == "talk":
            usual = median(sizes.get(row.facts["form"], {}))
            if usual is not None and row.facts["attendees"] >= max(FAR * usual, MANY):
                found.append(Doubt("many", row, usual))
    found += [Doubt("twice", row) for row in _again(rows)]
    return sorted(found, key=lambda doubt: (doubt.row.day, doubt.row.name))


def median(counts: Mapping[int, int]) -> int | None:
    """The middle one of values that occur so often; None when they are too few to tell what is usual."""
    total, passed = sum(counts.values()), 0
    if total < ENOUGH:
        return None
    for value in sorted(counts):
        passed += counts[value]
        if 2 * passed >= total:
            return value
    return None


def _again(rows: Sequence[Row]) -> list[Row]:
    """Of records that tell the same the later ones."""
    same: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if key := _told(row):
            same[row.kind, row.name, row.area, row.day, *key].append(row)
    return [row for found in same.values() for row in found[1:]]


def _told(row: Row) -> tuple[Any, ...]:
    """What a record tells, if two that tell the same are probably one."""
    facts = row.facts
    if row.kind == "talk" and facts["attendees"] >= ONCE and facts["form"] not in REPEATED:
        return facts["form"], facts["attendees"], *facts["topics"]
    if row.kind == "distribution" and row.code:
        return row.code, *((item["product"], item["pieces"]) for item in facts["items"])
    if row.kind == "referral" and row.code:
        return row.code, *facts["purposes"]
    return ()
