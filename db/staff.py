"""Who did what to whom, by name: joined to acts when they are read, for acts themselves hold no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.leave import Leave
from db.people import Grant, Person, held_on


@dataclass(frozen=True)
class Staff:
    """A person as the log names them: the name, and the roles of the day."""

    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """What an act was done to, as far as it has a name: a person, perhaps a role, an area."""

    name: str = ""
    role: str = ""
    area: str = ""


Key = tuple[str, int]
"""The kind of a subject and its id."""


async def staff_named(session: AsyncSession, person_ids: Iterable[int], day: date) -> dict[int, Staff]:
    """The names and roles of these people."""
    rows = await session.execute(
        select(Person.id, Person.name, Grant.role)
        .outerjoin(Grant, and_(Grant.person_id == Person.id, Grant.state == "active", held_on(day)))
        .where(Person.id.in_(sorted(person_ids)))
        .order_by(Grant.id)
    )
    found: dict[int, Staff] = {}
    for person_id, name, role in rows:
        roles = found[person_id].roles if person_id in found else ()
        found[person_id] = Staff(name, roles if role is None or role in roles else (*roles, role))
    return found


async def subjects_named(session: AsyncSession, keys: Iterable[Key]) -> dict[Key, Subject]:
    """What the people, roles, areas and leaves among these subjects are called. Clients have no names."""
    ids: dict[str, set[int]] = {}
    for kind, subject_id in keys:
        ids.setdefault(kind, set()).add(subject_id)
    found: dict[Key, Subject] = {}
    people = select(Person.id, Person.name).where(Person.id.in_(ids.get("person", ())))
    found |= {("person", row.id): Subject(row.name) for row in await session.execute(people)}
    grants = (
        select(Grant.id, Person.name, Grant.role, Area.name.label("area"))
        .join(Person, Person.id == Grant.person_id)
        .join(Area, Area.id == Grant.area_id)
        .where(Grant.id.in_(ids.get("grant", ())))
    )
    found |= {("grant", row.id): Subject(row.name, row.role, row.area) for row in await session.execute(grants)}
    areas = select(Area.id, Area.name).where(Area.id.in_(ids.get("area", ())))
    found |= {("area", row.id): Subject(area=row.name) for row in await session.execute(areas)}
    leaves = (
        select(Leave.id, Person.name)
        .join(Person, Person.id == Leave.person_id)
        .where(Leave.id.in_(ids.get("leave", ())))
    )
    return found | {("leave", row.id): Subject(row.name) for row in await session.execute(leaves)}
