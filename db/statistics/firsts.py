"""Counting different persons: clients who were served, collaborators who wrote something down.

They cannot be added up over time, so each standard period has a count of its own. Whoever appears is counted in those
periods in which no other record of the commune names the same person. Whether one does is seen from the nearest day
before and the nearest day after: if neither lies in the period, nothing does. That is a look at a few index entries,
where a table of who was counted when would be some 30 million rows in ten years.

Persons are counted by commune. Somebody who appears in two communes is counted in both, and twice in their sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, column, func, or_, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.statistics.spans import GRAINS, period


@dataclass(frozen=True)
class Appearance:
    """That a record of that day names a person, for a subject and key that count different persons."""

    subject: str
    key: str
    who: int
    day: date


_NAMED_BY = {
    "collaborators": ("person_id", ("talk", "distribution", "referral")),
    "clients": ("client_id", ("distribution", "referral")),
}
"""For each subject, the column that names the person, and the kinds of records that have it."""

_RECORDS = {
    kind: table(
        f"{kind}s", *map(column, ("id", "person_id", "client_id", "area_id", "withdrawn_at")), column("day", Date)
    )
    for kind in ("talk", "distribution", "referral")
}
"""The tables of records, as far as they matter here (db/records.py writes to sums and cannot be known to them)."""


async def firsts(
    session: AsyncSession, commune_id: int, appearances: Iterable[Appearance], besides: tuple[str, int]
) -> list[tuple[Appearance, list[int]]]:
    """For each appearance the periods in which no record of the commune but this one (`besides`) names the person."""
    found: dict[tuple[str, int, date], dict[str, tuple[date | None, date | None]]] = {}
    told = []
    for one in sorted(appearances, key=lambda one: (one.subject, one.key, one.who, one.day)):
        asked = one.subject, one.who, one.day
        if asked not in found:
            found[asked] = await _nearest(session, commune_id, *asked, besides)
        days = [day for kind, both in found[asked].items() if one.key in ("", kind) for day in both if day]
        told.append((one, _first_in(one.day, days)))
    return told


def _first_in(day: date, others: Iterable[date]) -> list[int]:
    """The standard periods of a day in which none of the others lies."""
    numbers = {grain: period(grain, day) for grain in GRAINS}
    return [number for grain, number in numbers.items() if all(period(grain, one) != number for one in others)]


async def _nearest(
    session: AsyncSession, commune_id: int, subject: str, who: int, day: date, besides: tuple[str, int]
) -> dict[str, tuple[date | None, date | None]]:
    """By kind of record, the nearest days up to and from this one on which another record names the person."""
    kinds = _NAMED_BY[subject][1]
    but = {f"but_{kind}": besides[1] if kind == besides[0] else 0 for kind in kinds}
    asked = {"commune_id": commune_id, "who": who, "day": day, **but}
    days = (await session.execute(_NEAREST[subject], asked)).one()
    return {kind: (days[2 * at], days[2 * at + 1]) for at, kind in enumerate(kinds)}


def _nearest_of(subject: str) -> Select[Any]:
    name, kinds = _NAMED_BY[subject]
    here = select(Area.id).where(or_(Area.id == bindparam("commune_id"), Area.parent_id == bindparam("commune_id")))
    days = []
    for kind in kinds:
        records = _RECORDS[kind].c
        other = (
            records[name] == bindparam("who"),
            records.withdrawn_at.is_(None),
            records.area_id.in_(here),
            records.id != bindparam(f"but_{kind}"),
        )
        up_to, since = records.day <= bindparam("day", type_=Date), records.day >= bindparam("day", type_=Date)
        days.append(select(func.max(records.day)).where(*other, up_to).scalar_subquery())
        days.append(select(func.min(records.day)).where(*other, since).scalar_subquery())
    return select(*days)


_NEAREST = {subject: _nearest_of(subject) for subject in _NAMED_BY}
