"""Codes by which the people of an imported list come in, each their own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.areas import Area
from db.invitations import code_hash, new_code, spelled
from db.people import Address, Grant, Invitation, Person


@dataclass(frozen=True)
class OwnCode:
    """A code for one person, with what is needed to hand it out. Of a hamlet, `place` names the commune as well."""

    ref: str
    name: str
    role: str
    place: str
    code: str


async def invite_listed(
    session: AsyncSession, secret: str, *, day: date, expires_at: datetime, now: datetime
) -> list[OwnCode]:
    """Makes a code, for one use, for each person of an imported list who has a role and no way in yet, by area.

    That is: neither an address nor such a code that can still be used. The codes themselves are kept nowhere.
    """
    above = aliased(Area)
    found = await session.execute(
        select(
            Person.id,
            Person.ref,
            Person.name,
            Grant.role,
            Grant.area_id,
            Area.name.label("area"),
            Area.kind,
            above.name.label("above"),
        )
        .join_from(Person, Grant, Grant.person_id == Person.id)
        .join(Area, Area.id == Grant.area_id)
        .outerjoin(above, above.id == Area.parent_id)
        .where(
            Person.ref.is_not(None),
            Grant.state == "active",
            or_(Grant.valid_to.is_(None), Grant.valid_to >= day),
            ~exists().where(Address.person_id == Person.id),
            ~exists().where(Invitation.person_id == Person.id, Invitation.uses_left > 0, Invitation.expires_at > now),
        )
        .order_by(Area.code, Person.ref, Grant.id)
    )
    waiting: dict[int, Any] = {}
    for row in found:
        waiting.setdefault(row.id, row)
    codes = {person_id: new_code() for person_id in waiting}
    rows = [
        {
            "code_hash": code_hash(codes[person.id], secret),
            "role": person.role,
            "area_id": person.area_id,
            "person_id": person.id,
            "uses_left": 1,
            "expires_at": expires_at,
            "created_at": now,
        }
        for person in waiting.values()
    ]
    if rows:
        await session.execute(insert(Invitation), rows)
    return [
        OwnCode(person.ref, person.name, person.role, _place(person), spelled(codes[person.id]))
        for person in waiting.values()
    ]


def _place(person: Any) -> str:
    return f"{person.area}, {person.above}" if person.kind == "hamlet" else str(person.area)
