"""Counting different persons: clients who were served, collaborators who wrote something down.

They cannot be added up over time, so each standard period has a count of its own. Whoever appears is counted in those
periods in which no other record of the commune names the same person. Whether one does is seen from the nearest day
before and the nearest day after: if neither lies in the period, nothing does. That is a look at a few index entries,
where a table of who was counted when would be some 30 million rows in ten years.

Persons are counted by commune. Somebody who appears in two communes is counted in both, and twice in their sum.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, case, column, func, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from db.areas import Area
from db.statistics.spans import GRAINS, Grain, period


@dataclass(frozen=True)
class Appearance:
    """That a record of that day names a person, for a subject and key that count different persons."""

    subject: str
    key: str
    who: int
    day: date

    def meant(self, subject: str, kind: str) -> bool:
        """Whether a record of that kind counts here, if it names the person as that subject does."""
        return subject == self.subject and self.key in ("", kind)


NAMED_BY = {
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
    connection: AsyncConnection, commune_id: int, appearances: Collection[Appearance], besides: tuple[str, int]
) -> list[tuple[Appearance, list[Grain]]]:
    """For each appearance in a record the grains in whose period of the day no record of the commune but this one
    (`besides`) names the person."""
    if not appearances:
        return []
    day = next(iter(appearances)).day
    asked: dict[str, Any] = {**_NOBODY, f"but_{besides[0]}": besides[1], "commune_id": commune_id, "day": day}
    found = (await connection.execute(_NEAREST, asked | {one.subject: one.who for one in appearances})).one()
    told = []
    for one in sorted(appearances, key=lambda one: (one.subject, one.key)):
        days = [near for (subject, kind), near in zip(_ASKED, found, strict=True) if near and one.meant(subject, kind)]
        told.append((one, _first_in(day, days)))
    return told


def _first_in(day: date, others: Collection[date]) -> list[Grain]:
    """The grains in whose standard period of a day none of the others lies."""
    return [grain for grain in GRAINS if all(period(grain, one) != period(grain, day) for one in others)]


_NOBODY = {**dict.fromkeys(NAMED_BY), **{f"but_{kind}": 0 for kind in _RECORDS}}
_ASKED = [(subject, kind) for subject, (_, kinds) in NAMED_BY.items() for kind in kinds for _ in range(2)]
"""What the columns of `_NEAREST` tell of."""


def _nearest() -> Select[Any]:
    """For each subject and kind of record, the nearest days up to and from this one on which another names the person.

    The records of a person are few and read in order of days, so that the commune of one or two is looked up, where a
    list of the commune's areas would be made ten times.
    """
    days = []
    for subject, (name, kinds) in NAMED_BY.items():
        for kind in kinds:
            records = _RECORDS[kind].c
            other = (
                records[name] == bindparam(subject),
                records.withdrawn_at.is_(None),
                records.id != bindparam(f"but_{kind}"),
                bindparam("commune_id")
                == select(case((Area.kind == "hamlet", Area.parent_id), else_=Area.id))
                .where(Area.id == records.area_id)
                .scalar_subquery(),
            )
            this = bindparam("day", type_=Date)
            days.append(select(func.max(records.day)).where(*other, records.day <= this).scalar_subquery())
            days.append(select(func.min(records.day)).where(*other, records.day >= this).scalar_subquery())
    return select(*days)


_NEAREST = _nearest()
