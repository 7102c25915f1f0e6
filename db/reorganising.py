"""What becomes of roles when units are merged or divided: they end with their unit and go on in the one that follows.

Where several follow, nobody guesses: whoever held a role there is listed until an administrator says where it goes on.
What people wrote and have in hand is not touched; who may see it follows from where they work (see db/reach.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.acts import note_act
from db.areas import Area, Succession
from db.people import Closing, Grant, Person
from db.scope import Scope

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stranded:
    """A role that ended with its unit, on that unit's `last` day, and goes on nowhere yet."""

    grant_id: int
    person_id: int
    name: str
    role: str
    area_id: int
    area_name: str
    last: date


async def ends_of_areas(session: AsyncSession) -> dict[int, date | None]:
    """The last day of every area, by its id."""
    return {area_id: last for area_id, last in await session.execute(select(Area.id, Area.valid_to))}


async def end_with_areas(session: AsyncSession, before: Mapping[int, date | None]) -> None:
    """Ends hamlets with their commune and roles with their area, where ends differ from those `before`. What ended with
    an area before ends with it still when that day is moved."""
    now = await ends_of_areas(session)
    changed = {area_id: last for area_id, last in now.items() if area_id in before and last != before[area_id]}
    for area_id, last in sorted(changed.items()):
        hamlets = (Area.parent_id == area_id, Area.kind == "hamlet", _ends_with(Area, last, before[area_id]))
        ended = await session.scalars(update(Area).where(*hamlets).values(valid_to=last).returning(Area.id))
        await _end_roles(session, [area_id, *ended], last, before[area_id])


async def _end_roles(session: AsyncSession, area_ids: Sequence[int], last: date | None, before: date | None) -> None:
    held = (Grant.area_id.in_(area_ids), _ends_with(Grant, last, before))
    await session.execute(update(Grant).where(*held).values(valid_to=last))


def _ends_with(table: type[Area] | type[Grant], last: date | None, before: date | None) -> ColumnElement[bool]:
    """Whether a row would outlast that day, or ended on the day that was said before."""
    moved = table.valid_to == before if before is not None else table.id.is_(None)
    if last is None:
        return moved
    return moved | table.valid_to.is_(None) | (table.valid_to > last)


async def go_on(session: AsyncSession) -> int:
    """Lets roles that ended with their unit go on in the only one that follows it; returns how many were added."""
    follows: dict[int, list[int]] = {}
    for old_id, new_id in await session.execute(select(Succession.old_id, Succession.new_id)):
        follows.setdefault(old_id, []).append(new_id)
    heirs = {old_id: new_ids[0] for old_id, new_ids in follows.items() if len(new_ids) == 1}
    held = await session.execute(
        select(Grant.person_id, Grant.role, Grant.area_id, Grant.valid_to, Grant.state)
        .join(Area, Area.id == Grant.area_id)
        .where(Grant.area_id.in_(sorted(heirs)), *_ended_with_area())
    )
    added = [
        {
            "person_id": one.person_id,
            "role": one.role,
            "area_id": heirs[one.area_id],
            "valid_from": one.valid_to + ONE_DAY,
            "state": one.state,
        }
        for one in held
    ]
    if added:
        await session.execute(insert(Grant), added)
    return len(added)


async def stranded(session: AsyncSession, scope: Scope) -> list[Stranded]:
    """The roles in the areas of a scope that ended, or will end, with their unit, and go on nowhere yet."""
    asked = (
        select(Grant.id, Grant.person_id, Person.name, Grant.role, Grant.area_id, Area.name, Grant.valid_to)
        .join(Person, Person.id == Grant.person_id)
        .join(Area, Area.id == Grant.area_id)
        .where(scope.covers(Grant), *_ended_with_area(), ~exists().where(Closing.person_id == Grant.person_id))
        .order_by(Area.code, Grant.id)
    )
    rows: Sequence[Any] = (await session.execute(asked)).all()
    return [Stranded(*row) for row in rows]


async def parts_of(session: AsyncSession, area_id: int) -> Sequence[Area]:
    """The units that followed one, by code."""
    found = select(Area).join(Succession, Succession.new_id == Area.id).where(Succession.old_id == area_id)
    return (await session.scalars(found.order_by(Area.code))).all()


async def settle(session: AsyncSession, one: Stranded, area_id: int, *, person_id: int, now: datetime) -> None:
    """Lets a role go on in an area, from the day after the unit's last, and puts that on record."""
    values = {"person_id": one.person_id, "role": one.role, "area_id": area_id, "valid_from": one.last + ONE_DAY}
    grant_id: int = (await session.execute(insert(Grant).values(**values).returning(Grant.id))).scalar_one()
    await note_act(session, "grant", "grant", grant_id, person_id=person_id, now=now)


def _ended_with_area() -> tuple[ColumnElement[bool], ...]:
    """That a role ended on the last day of its unit, and the person has none of its kind that began after that."""
    later = aliased(Grant)
    on = exists().where(later.person_id == Grant.person_id, later.role == Grant.role, later.valid_from > Grant.valid_to)
    return Grant.valid_to == Area.valid_to, Grant.state.in_(("active", "waiting", "suspended")), ~on
