"""The inbox, the conversations and the outbox."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from db.engine import Db
from db.invitations import keep_stranger, stranger
from db.messages import (
    ANSWER,
    UNASKED,
    Letter,
    Outgoing,
    due,
    first_time,
    forget_old,
    heard_from,
    keep_conversation,
    mark_failed,
    mark_sent,
    put,
    put_off,
)
from db.people import Inbox
from tests.db.given import NOW, TODAY, somebody

SOON = timedelta(seconds=10)


async def write(db: Db, period: str, *, chat: str = "1", kind: str = "answer", priority: int = ANSWER) -> Letter | None:
    async with db.begin() as session:
        return await put(session, "telegram", chat, kind, period, priority, {"text": period}, NOW)


async def waiting(db: Db, after: timedelta = timedelta(0), limit: int = 100) -> list[str]:
    async with db() as session:
        return [letter.payload["text"] for letter in await due(session, NOW + after, limit)]


async def test_an_update_is_new_once_per_channel(db: Db) -> None:
    for expected, channel, number in ((True, "telegram", 1), (False, "telegram", 1), (True, "zalo", 1)):
        async with db.begin() as session:
            assert await first_time(session, channel, number, NOW) == expected


async def test_an_update_of_a_transaction_that_failed_is_new_again(db: Db) -> None:
    async with db() as session:
        assert await first_time(session, "telegram", 1, NOW)
        await session.rollback()
    async with db.begin() as session:
        assert await first_time(session, "telegram", 1, NOW)


async def test_a_conversation_is_kept_and_replaced_with_its_marks_and_emoji(db: Db) -> None:
    who = await somebody(db)
    form: dict[str, Any] = {"form": "talk", "answers": {"note": "Họp 🎉", "topics": ["a"]}, "doubt": None}
    offered = [["📣 Ghi buổi", "talk", ""]]
    async with db() as session:
        assert (await heard_from(session, "telegram", who.chat, TODAY))[1:] == (None, None)
    for open_form, menu in ((form, None), (None, offered), (None, None)):
        async with db.begin() as session:
            await keep_conversation(session, who.id, open_form, menu, NOW)
        async with db() as session:
            assert (await heard_from(session, "telegram", who.chat, TODAY))[1:] == (open_form, menu)


async def test_the_same_thing_is_put_in_the_outbox_once(db: Db) -> None:
    first = await write(db, "7")
    assert first is not None
    assert first.payload == {"text": "7"}
    assert await write(db, "7") is None
    assert await write(db, "8") is not None
    assert await write(db, "7", chat="2") is not None
    assert await write(db, "7", kind="commands") is not None
    assert len(await waiting(db)) == 4


async def test_what_is_due_comes_by_priority_then_age(db: Db) -> None:
    for period, priority in (("digest", UNASKED), ("second", ANSWER), ("reminder", UNASKED + 1), ("third", ANSWER)):
        await write(db, period, priority=priority)
    assert await waiting(db) == ["second", "third", "digest", "reminder"]
    assert await waiting(db, limit=2) == ["second", "third"]
    async with db() as session:
        found = await due(session, NOW, 100)
        assert sorted(found) == list(found)
        rest = await due(session, NOW, 100, {found[0].id, found[2].id})
    assert [letter.payload["text"] for letter in rest] == ["third", "reminder"]


async def test_what_was_sent_or_given_up_or_put_off_is_not_due(db: Db) -> None:
    letters = [await write(db, period) for period in ("sent", "failed", "later", "behind", "now")]
    ids = [letter.id for letter in letters if letter is not None]
    async with db.begin() as session:
        await mark_sent(session, ids[:1], NOW)
        await mark_failed(session, ids[1], "forbidden " * 50, NOW)
        await put_off(session, ids[2], "throttled", NOW + SOON)
        await put_off(session, ids[3], "waits", NOW + SOON, tried=False)
    assert await waiting(db) == ["now"]
    assert await waiting(db, SOON) == ["later", "behind", "now"]
    async with db() as session:
        rows = {row.period: row for row in await session.scalars(select(Outgoing))}
    assert rows["sent"].sent_at == NOW
    assert (rows["failed"].failed_at, rows["failed"].attempts, len(rows["failed"].error or "")) == (NOW, 1, 200)
    assert (rows["later"].attempts, rows["behind"].attempts) == (1, 0)


async def test_what_has_served_is_forgotten_and_what_waits_is_not(db: Db) -> None:
    sent, failed, waits = [await write(db, period) for period in ("sent", "failed", "waits")]
    assert sent is not None
    assert failed is not None
    assert waits is not None
    async with db.begin() as session:
        await first_time(session, "telegram", 1, NOW)
        await mark_sent(session, [sent.id], NOW)
        await mark_failed(session, failed.id, "gone", NOW)
        await keep_stranger(session, "telegram", "9", tries=5, paused_until=NOW, invitation_id=None, language="vi")

    async def left() -> tuple[int, int, bool]:
        async with db() as session:
            letters = await session.scalar(select(func.count()).select_from(Outgoing))
            updates = await session.scalar(select(func.count()).select_from(Inbox))
            return letters or 0, updates or 0, await stranger(session, "telegram", "9") is not None

    async with db.begin() as session:
        await forget_old(session, NOW + timedelta(days=30))
    assert await left() == (3, 1, True)
    async with db.begin() as session:
        await forget_old(session, NOW + timedelta(days=30, seconds=1))
    assert await left() == (1, 0, False)
    assert await waiting(db) == ["waits"]
