"""A city's worth of collaborators, so that figures are taken on a database of the size that is promised."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.sandbox.world import FIRST_PHONE
from db.areas import area_by_code, children
from db.catalogue import topics
from db.engine import Db
from db.people import Address, Grant, Person
from db.talks import Talk, TalkTopic

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CITY = "01"
BATCH = 3000
"""Rows of one INSERT."""


async def settle(db: Db, now: datetime, collaborators: int, talks_each: int) -> None:
    """Fills a migrated, empty database. The n-th collaborator writes from the n-th phone (FIRST_PHONE + n)."""
    today, chance = now.astimezone(ZONE).date(), random.Random(818)
    async with db.begin() as session:
        city = await area_by_code(session, CITY, today)
        if city is None:
            raise LookupError("the areas are not loaded")
        communes = [area.id for area in await children(session, city.id, today)]
        homes = {n: communes[n % len(communes)] for n in range(1, collaborators + 1)}
        for first in range(1, collaborators + 1, BATCH):
            numbers = range(first, min(first + BATCH, collaborators + 1))
            await _let_in(session, numbers, homes, now)
            await _log(session, numbers, homes, now, talks_each, chance)


async def _let_in(session: AsyncSession, numbers: range, homes: dict[int, int], now: datetime) -> None:
    people = [
        {"name": f"Cộng tác viên {n}", "language": "vi", "notice": "2026-11", "notice_at": now, "created_at": now}
        for n in numbers
    ]
    ids = (await session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), people)).all()
    if list(ids) != list(numbers):
        raise LookupError("the database is not empty")
    await session.execute(
        insert(Address), [{"channel": "telegram", "chat": str(FIRST_PHONE + n - 1), "person_id": n} for n in numbers]
    )
    joined = date(2026, 1, 1)
    await session.execute(
        insert(Grant),
        [{"person_id": n, "role": "collaborator", "area_id": homes[n], "valid_from": joined} for n in numbers],
    )


async def _log(
    session: AsyncSession, numbers: range, homes: dict[int, int], now: datetime, each: int, chance: random.Random
) -> None:
    today = now.astimezone(ZONE).date()
    codes = [entry.code for entry in await topics(session, today)]
    talks = [
        {
            "person_id": n,
            "area_id": homes[n],
            "day": today - timedelta(days=1 + 3 * nth),
            "form": chance.choice(("household_visit", "counselling", "group_talk")),
            "attendees": chance.randint(1, 40),
            "leaflets": chance.randint(0, 40),
            "entered_at": now - timedelta(days=1 + 3 * nth),
            "channel": "bench",
            "update_id": n * each + nth,
            "version": 1,
        }
        for n in numbers
        for nth in range(each)
    ]
    if talks:
        ids = (await session.scalars(insert(Talk).returning(Talk.id), talks)).all()
        await session.execute(insert(TalkTopic), [{"talk_id": id, "topic": chance.choice(codes)} for id in ids])


async def logged(db: Db) -> set[int]:
    """The talks that came in by messenger."""
    async with db() as session:
        return set(await session.scalars(select(Talk.id).where(Talk.channel == "telegram")))
