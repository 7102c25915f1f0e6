"""Telling somebody else something that they did not ask for."""

from datetime import datetime

import pytest
from sqlalchemy import select

from db.accounts import choose_channel
from db.engine import Db
from db.messages import Outgoing
from db.people import Address
from handlers.telling import tell
from tests.conftest import ZONE
from tests.db.given import somebody
from tests.db.referred import turn_of


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-11-18 12:00", "2026-11-18 12:00"),
        ("2026-11-18 22:15", "2026-11-19 06:30"),
        ("2026-11-18 05:00", "2026-11-18 06:30"),
    ],
)
async def test_nobody_is_woken_by_what_somebody_else_did(db: Db, now: str, sent: str) -> None:
    who, other = await somebody(db), await somebody(db, "2")
    async with db.begin() as session:
        turn = await turn_of(session, who.id, datetime.fromisoformat(now).replace(tzinfo=ZONE))
        await tell(turn, [other.id], "news", "1", lambda lang: "x")
        waits = (await session.scalars(select(Outgoing.next_at))).one()
    assert waits == datetime.fromisoformat(sent).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("everywhere", "reached"), [(False, ["7"]), (True, ["2", "7"])])
async def test_somebody_with_several_chats_is_told_where_they_want_to_be(
    db: Db, everywhere: bool, reached: list[str]
) -> None:
    who, other = await somebody(db), await somebody(db, "2")
    async with db.begin() as session:
        session.add(Address(channel="zalo", chat="7", person_id=other.id))
        await session.flush()
        await choose_channel(session, other.id, "zalo")
        turn = await turn_of(session, who.id)
        await tell(turn, [other.id], "news", "1", lambda lang: "x", everywhere=everywhere)
        assert list(await session.scalars(select(Outgoing.chat).order_by(Outgoing.id))) == reached
