"""What is kept of one person: asked for by that person, and by nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.acts import Act, Done
from db.areas import Area
from db.clients import count_clients
from db.leave import Away, leaves
from db.people import Address, Grant, Person
from db.phrases import learned_by
from db.records import Kept, Ledger, Record
from db.scope import Scope


@dataclass(frozen=True)
class Held:
    """A role that somebody has or had; `last_on` is None while it goes on."""

    role: str
    area_name: str
    first_on: date
    last_on: date | None
    state: str


@dataclass(frozen=True)
class AboutMe:
    """What is kept of a person besides the records. `records` counts those by kind, without the withdrawn ones;
    `phrases` were taught to the quick log."""

    name: str
    language: str
    ref: str | None
    since: datetime
    notice: str | None
    notice_at: datetime | None
    chats: tuple[tuple[str, str], ...]
    roles: tuple[Held, ...]
    leaves: tuple[Away, ...]
    records: dict[str, int]
    clients: int
    acts: int
    phrases: tuple[str, ...]


async def about(session: AsyncSession, person_id: int, ledgers: Sequence[Ledger]) -> AboutMe:
    """What is kept of a person; `ledgers` are the kinds of records to be counted."""
    person, own = await session.get_one(Person, person_id), Scope.own(person_id)
    chats = await session.execute(
        select(Address.channel, Address.chat).where(Address.person_id == person_id).order_by(Address.id)
    )
    roles = await session.execute(
        select(Grant.role, Area.name, Grant.valid_from, Grant.valid_to, Grant.state)
        .join(Area, Area.id == Grant.area_id)
        .where(Grant.person_id == person_id)
        .order_by(Grant.valid_from, Grant.id)
    )
    return AboutMe(
        person.name,
        person.language,
        person.ref,
        person.created_at,
        person.notice,
        person.notice_at,
        tuple((channel, chat) for channel, chat in chats),
        tuple(Held(*row) for row in roles),
        tuple(await leaves(session, [person_id], date.min, date.max)),
        {ledger.kind: await _count(session, own, ledger.table) for ledger in ledgers},
        await count_clients(session, own),
        await session.scalar(select(func.count(Act.id)).where(Act.person_id == person_id)) or 0,
        tuple(learned.phrase for learned in await learned_by(session, person_id)),
    )


async def records_of(session: AsyncSession, scope: Scope, ledger: Ledger) -> list[Kept]:
    """All records of a kind within a scope, latest first, without the withdrawn ones."""
    count = await _count(session, scope, ledger.table)
    return await ledger.between(session, scope, date.min, date.max, limit=count)


async def acts_of(session: AsyncSession, person_id: int) -> list[Done]:
    """What a person did that is on record, latest first."""
    rows = await session.execute(
        select(Act.id, Act.at, Act.person_id, Act.act, Act.subject, Act.subject_id)
        .where(Act.person_id == person_id)
        .order_by(Act.id.desc())
    )
    return [Done(*row) for row in rows]


async def _count(session: AsyncSession, scope: Scope, table: type[Record]) -> int:
    standing = select(func.count(table.id)).where(scope.covers(table), table.withdrawn_at.is_(None))
    return await session.scalar(standing) or 0
