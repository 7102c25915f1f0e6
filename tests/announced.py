"""A commune with as many collaborators as a test wants, an announcement to them, and an hour at which it may go out."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, insert, select

from bot.sandbox.server import Phone
from db.announcements import announce
from db.areas import area_by_code
from db.engine import Db
from db.messages import Outgoing
from db.people import Address, Grant, Person
from tests.db.given import BA_DINH

FIRST = 820_000_001
"""The officer's phone; those of the collaborators follow."""
AGES_AGO = date(2026, 1, 1)


async def crowd(db: Db, count: int, now: datetime) -> Sequence[Phone]:
    """Makes an officer of a commune and so many collaborators; returns their phones."""
    async with db.begin() as session:
        area = await area_by_code(session, BA_DINH, now.date())
        assert area is not None
        people = [{"name": f"Người {n}", "language": "vi", "notice": "t", "created_at": now} for n in range(count + 1)]
        made = insert(Person).returning(Person.id, sort_by_parameter_order=True)
        ids = list(await session.scalars(made, people))
        addresses = [{"channel": "telegram", "chat": str(FIRST + n), "person_id": id} for n, id in enumerate(ids)]
        await session.execute(insert(Address), addresses)
        base = {"area_id": area.id, "valid_from": AGES_AGO}
        roles = ["officer", *["collaborator"] * count]
        grants = [{**base, "person_id": id, "role": role} for id, role in zip(ids, roles, strict=True)]
        await session.execute(insert(Grant), grants)
    return [Phone(FIRST + n, f"Người {n}", started=True) for n in range(count + 1)]


async def announced(db: Db, by: int, now: datetime, words: str = "Mai họp ạ.") -> int:
    """An announcement by somebody to the commune; returns its id."""
    async with db.begin() as session:
        area = await area_by_code(session, BA_DINH, now.date())
        assert area is not None
        return await announce(session, area.id, words, person_id=by, day=now.date(), now=now)


async def unsent(db: Db) -> int:
    """How many letters of announcements lie in the outbox."""
    async with db() as session:
        waiting = (Outgoing.kind == "announcement", Outgoing.sent_at.is_(None), Outgoing.failed_at.is_(None))
        return await session.scalar(select(func.count()).select_from(Outgoing).where(*waiting)) or 0


def noon_somewhere(now: datetime) -> str:
    """A time zone in which it is about noon: there, nobody is woken by an announcement. `now` is in UTC."""
    return f"Etc/GMT{now.hour - 12:+d}"
