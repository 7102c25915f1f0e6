"""Areas: the city, clusters, districts (until 2025), communes and hamlets, each for its time, and what became of them.

Codes are those of the General Statistics Office and are used again for other units, so an area is known by its code
and the day (code 00004 was Trúc Bạch until 30 June 2025 and is Ba Đình since).
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base

KINDS = ("city", "cluster", "district", "commune", "hamlet")


class Area(Base):
    """A unit from `valid_from` to `valid_to` (both included; None: still valid)."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("code", "valid_from"), Index("ix_areas_parent", "parent_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Succession(Base):
    """That an old unit went into a new one, as a whole or in part (`part_main`: the part with most of its people)."""

    __tablename__ = "successions"

    old_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    share: Mapped[str] = mapped_column(String(10))


SHARES = ("whole", "part_main", "part")
"""What can be said of a succession, the most telling first."""


@dataclass(frozen=True)
class Heir:
    """What a unit became: the unit that most of it is now, and `others` that parts of it went into. `approximate`: it
    was divided on the way, so that its figures as those of `area_id` are not exact, nor are those of the others."""

    area_id: int
    others: tuple[int, ...]
    approximate: bool = False


@dataclass(frozen=True)
class AreaRow:
    """An area as a file tells it. Its parent is the unit that bears the code `parent` when the area ends (or today)."""

    code: str
    name: str
    kind: str
    parent: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class SuccessionRow:
    """A succession as a file tells it: the old unit's last day is the one before `day`, the new unit's first is `day`
    or earlier."""

    day: date
    old: str
    new: str
    share: str


class BadNameError(ValueError):
    """A name that an area cannot have: `fault` says why."""

    def __init__(self, fault: Literal["empty", "long", "taken"]) -> None:
        super().__init__(f"the name is {fault}")
        self.fault = fault


def valid_on(day: date) -> ColumnElement[bool]:
    """The condition that an area exists on that day."""
    return (Area.valid_from <= day) & or_(Area.valid_to.is_(None), Area.valid_to >= day)


async def area_by_code(session: AsyncSession, code: str, day: date) -> Area | None:
    """The unit that bears this code on that day."""
    return (await session.scalars(select(Area).where(Area.code == code, valid_on(day)))).one_or_none()


async def all_areas(session: AsyncSession, hamlets_of: Iterable[int] | None = None) -> Sequence[Area]:
    """Every unit that ever was; of hamlets only those of some communes, if these are named."""
    wanted = select(Area)
    if hamlets_of is not None:
        wanted = wanted.where(or_(Area.kind != "hamlet", Area.parent_id.in_(sorted(hamlets_of))))
    return (await session.scalars(wanted)).all()


async def successions(session: AsyncSession) -> list[tuple[int, int]]:
    """Every old unit with each unit that it went into, by their ids."""
    return [(old, new) for old, new in await session.execute(select(Succession.old_id, Succession.new_id))]


async def heirs(session: AsyncSession, day: date) -> dict[int, Heir]:
    """What each unit that is no more is on that day, by its id; whatever is known of no successor is left out.

    By this, figures of old units can be told in today's: the exact ones, and those that are approximate.
    """
    went: dict[int, list[tuple[int, str]]] = {}
    rows = await session.execute(select(Succession.old_id, Succession.new_id, Succession.share))
    for old_id, new_id, share in sorted(rows, key=lambda row: (SHARES.index(row.share), row.new_id)):
        went.setdefault(old_id, []).append((new_id, share))
    ended = frozenset(await session.scalars(select(Area.id).where(Area.valid_to < day)))
    found: dict[int, Heir] = {}

    def heir(area_id: int) -> Heir | None:
        if area_id not in ended:
            return Heir(area_id, ())
        if area_id not in found and area_id in went:
            parts = [one for new_id, _ in went[area_id] if (one := heir(new_id)) is not None]
            if parts:
                others = {area_id for one in parts for area_id in (one.area_id, *one.others)} - {parts[0].area_id}
                found[area_id] = Heir(parts[0].area_id, tuple(sorted(others)), _divided(went[area_id], parts))
        return found.get(area_id)

    for area_id in went:
        if area_id in ended:
            heir(area_id)
    return found


def _divided(went: Sequence[tuple[int, str]], parts: Sequence[Heir]) -> bool:
    return len(went) > 1 or went[0][1] != "whole" or parts[0].approximate


async def children(session: AsyncSession, area_id: int, day: date) -> Sequence[Area]:
    """The areas directly below, as they are on that day, by code."""
    found = await session.scalars(select(Area).where(Area.parent_id == area_id, valid_on(day)).order_by(Area.code))
    return found.all()


async def areas_among(session: AsyncSession, ids: Iterable[int], kinds: Sequence[str], day: date) -> Sequence[Area]:
    """Those of these areas that are of such kinds and exist on that day, by kind and code."""
    found = select(Area).where(Area.id.in_(sorted(ids)), Area.kind.in_(kinds), valid_on(day)).order_by(Area.code)
    return sorted(await session.scalars(found), key=lambda area: kinds.index(area.kind))


async def subtree(session: AsyncSession, area_ids: Iterable[int]) -> frozenset[int]:
    """These areas and all that ever lay below them, whatever day it is: records keep the unit of their day."""
    below = select(Area.id).where(Area.id.in_(sorted(area_ids))).cte("below", recursive=True)
    below = below.union(select(Area.id).join(below, Area.parent_id == below.c.id))
    return frozenset(await session.scalars(select(below.c.id)))


async def lies_in(session: AsyncSession, area_id: int, above: Iterable[int]) -> bool:
    """Whether an area is one of these, or lies below one of them."""
    wanted = frozenset(above)
    area = await session.get(Area, area_id)
    while area is not None and area.id not in wanted:
        area = await session.get(Area, area.parent_id) if area.parent_id is not None else None
    return area is not None


async def commune_of(session: AsyncSession, area_id: int) -> Area | None:
    """The commune that an area lies in, itself included; None for an area above."""
    area = await session.get(Area, area_id)
    while area is not None and area.kind != "commune":
        area = await session.get(Area, area.parent_id) if area.parent_id is not None else None
    return area


async def add_hamlet(session: AsyncSession, commune: Area, name: str, day: date) -> Area:
    """A new hamlet (tổ dân phố, thôn) of a commune from that day on, with the commune's next code (00004-01, …).

    Raises BadNameError for a name that is empty, over 120 characters, or borne by another hamlet of the commune.
    """
    name = await _free_name(session, commune.id, name, day)
    hamlet = Area(
        code=await _next_hamlet_code(session, commune.code),
        name=name,
        kind="hamlet",
        parent_id=commune.id,
        valid_from=day,
        valid_to=None,
    )
    session.add(hamlet)
    await session.flush()
    return hamlet


async def rename_hamlet(session: AsyncSession, hamlet: Area, name: str, day: date) -> None:
    """Gives a hamlet another name. It stays the same hamlet, and what is on record stays with it.

    Raises BadNameError as `add_hamlet` does.
    """
    assert hamlet.kind == "hamlet"
    assert hamlet.parent_id is not None
    hamlet.name = await _free_name(session, hamlet.parent_id, name, day, besides=hamlet.id)
    await session.flush()


async def _free_name(session: AsyncSession, commune_id: int, name: str, day: date, besides: int | None = None) -> str:
    """The name of a hamlet as it is kept. Raises BadNameError when no hamlet of the commune can have it."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name:
        raise BadNameError("empty")
    if len(name) > 120:
        raise BadNameError("long")
    await session.execute(select(Area.id).where(Area.id == commune_id).with_for_update())
    siblings = await children(session, commune_id, day)
    if any(sibling.name.casefold() == name.casefold() and sibling.id != besides for sibling in siblings):
        raise BadNameError("taken")
    return name


async def put_areas(session: AsyncSession, rows: Sequence[AreaRow], *, keep_arranged: bool = False) -> int:
    """Adds areas and brings those that exist (same code, same first day) up to date; returns how many rows changed.

    With `keep_arranged`, what administrators may have arranged stays in areas that exist: under what they stand, and
    an end that the row does not give. Raises LookupError for a parent that does not exist until the area's end.
    """
    present = {(area.code, area.valid_from): area for area in await session.scalars(select(Area))}
    ids = _Ids(present.values())
    changed = 0
    for kind in KINDS:
        new: list[Area] = []
        for row in rows:
            if row.kind != kind:
                continue
            parent_id = ids.on(row.parent, row.valid_to or date.max) if row.parent else None
            area = present.get((row.code, row.valid_from))
            if area is None:
                new.append(
                    Area(
                        code=row.code,
                        name=row.name,
                        kind=kind,
                        parent_id=parent_id,
                        valid_from=row.valid_from,
                        valid_to=row.valid_to,
                    )
                )
                continue
            before = (area.name, area.parent_id, area.valid_to)
            area.name = row.name
            if not keep_arranged:
                area.parent_id = parent_id
            if row.valid_to or not keep_arranged:
                area.valid_to = row.valid_to
            changed += before != (area.name, area.parent_id, area.valid_to)
        session.add_all(new)
        await session.flush()
        ids.add(new)
        changed += len(new)
    return changed


async def put_successions(session: AsyncSession, rows: Sequence[SuccessionRow]) -> int:
    """Adds successions and brings the shares of those that exist up to date; returns how many rows changed.

    Raises LookupError for a unit that does not exist on its day.
    """
    ids = _Ids(await session.scalars(select(Area)))
    present = {(old.old_id, old.new_id): old.share for old in await session.scalars(select(Succession))}
    told = {(ids.on(row.old, row.day - timedelta(days=1)), ids.on(row.new, row.day)): row.share for row in rows}
    changed = [
        {"old_id": old, "new_id": new, "share": share}
        for (old, new), share in told.items()
        if present.get((old, new)) != share
    ]
    new = [row for row in changed if (row["old_id"], row["new_id"]) not in present]
    updates = [row for row in changed if (row["old_id"], row["new_id"]) in present]
    if new:
        await session.execute(insert(Succession), new)
    if updates:
        await session.execute(update(Succession), updates)
    return len(changed)


class _Ids:
    """Finds areas by code and day without asking the database for each."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._terms: dict[str, list[Area]] = {}
        self.add(areas)

    def add(self, areas: Iterable[Area]) -> None:
        for area in areas:
            self._terms.setdefault(area.code, []).append(area)

    def on(self, code: str, day: date) -> int:
        for area in self._terms.get(code, ()):
            if area.valid_from <= day and (area.valid_to is None or area.valid_to >= day):
                return area.id
        raise LookupError(f"no area has the code {code} on {day}")


async def _next_hamlet_code(session: AsyncSession, commune_code: str) -> str:
    # Codes of hamlets that ended count as well: a code once given means one hamlet for ever.
    codes = await session.scalars(select(Area.code).where(Area.code.startswith(f"{commune_code}-", autoescape=True)))
    numbers = [int(number) for code in codes if (number := code.rpartition("-")[2]).isdecimal()]
    return f"{commune_code}-{max(numbers, default=0) + 1:02}"
