"""The messenger or the database is away for a while: nothing is lost, nothing doubled, the program goes on."""

import asyncio
import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import make_url, select, text

from bot import polling
from bot.clock import FixedClock
from bot.sandbox.server import Phone, Sandbox
from db.engine import Db
from db.messages import Outgoing
from db.people import Address, Inbox
from tests.conftest import TODAY, ZONE
from tests.faults.collaborators import enrol, phones
from tests.faults.notebook import at_work, settled

THROTTLED = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}


@pytest.fixture
async def lan(db: Db, clock: FixedClock) -> Phone:
    (phone,) = phones(1)
    async with db.begin() as session:
        await enrol(session, phone, clock.now(), day=TODAY)
    return phone


def heard(sandbox: Sandbox, phone: Phone) -> list[str]:
    return [message["text"] for message in sandbox.messages(phone.id) if message["from"]["is_bot"]]


async def answered(sandbox: Sandbox, phone: Phone, times: int) -> None:
    await sandbox.wait(phone.id, lambda _: len(heard(sandbox, phone)) >= times, timeout=15)


@pytest.mark.parametrize(
    "fault",
    [("drop", False), ("drop", True), ("answer", 502, None), ("answer", 200, "<html>"), ("answer", 429, THROTTLED)],
)
async def test_updates_are_fetched_again_after_the_messenger_failed(
    db: Db, lan: Phone, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, fault: tuple[Any, ...]
) -> None:
    monkeypatch.setattr(polling, "PAUSES", (0.05,))
    async with Sandbox(clock=clock, zone=ZONE, phones=[lan]) as sandbox:
        if fault[0] == "drop":
            sandbox.faults.drop("getUpdates", times=3, after_effect=fault[1])
        else:
            sandbox.faults.answer("getUpdates", fault[1], fault[2], times=2)
        sandbox.say(lan.id, "menu")
        async with at_work(db, sandbox, clock):
            await answered(sandbox, lan, 1)
            await settled(db, sandbox)
        assert len(heard(sandbox, lan)) == 1


async def test_answers_that_could_not_be_sent_go_out_in_order_when_the_messenger_is_back(
    db: Db, lan: Phone, clock: FixedClock
) -> None:
    async with Sandbox(clock=clock, zone=ZONE, phones=[lan]) as sandbox, at_work(db, sandbox, clock):
        sandbox.faults.answer("sendMessage", 502, times=1)
        for words in ("một hai ba", "bốn năm sáu", "bảy tám chín"):
            sandbox.say(lan.id, words)
        async with asyncio.timeout(10):
            while await _put_off(db) < 3:  # noqa: ASYNC110 - the table cannot tell
                await asyncio.sleep(0.02)
        assert heard(sandbox, lan) == []
        clock.at += timedelta(seconds=2)
        await answered(sandbox, lan, 3)
        assert ["một hai ba" in heard(sandbox, lan)[0], "bảy tám chín" in heard(sandbox, lan)[2]] == [True, True]


async def test_what_was_not_sent_before_a_restart_is_sent_after_it(db: Db, lan: Phone, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, zone=ZONE, phones=[lan]) as sandbox:
        sandbox.faults.drop("sendMessage", times=None)
        sandbox.say(lan.id, "menu")
        async with at_work(db, sandbox, clock):
            async with asyncio.timeout(10):
                while await _put_off(db) < 1:  # noqa: ASYNC110 - the table cannot tell
                    await asyncio.sleep(0.02)
        sandbox.faults.clear()
        sandbox.say(lan.id, "chữ sau")
        clock.at += timedelta(seconds=5)
        async with at_work(db, sandbox, clock):
            await settled(db, sandbox)
        first, second = heard(sandbox, lan)
        assert ("chữ sau" in first, "chữ sau" in second) == (False, True)


async def test_an_answer_lost_on_the_way_back_is_the_only_thing_said_twice(
    db: Db, lan: Phone, clock: FixedClock
) -> None:
    async with Sandbox(clock=clock, zone=ZONE, phones=[lan]) as sandbox, at_work(db, sandbox, clock):
        sandbox.faults.drop("sendMessage", after_effect=True)
        sandbox.say(lan.id, "menu")
        await answered(sandbox, lan, 1)
        async with asyncio.timeout(10):
            while await _put_off(db) < 1:  # noqa: ASYNC110 - the table cannot tell
                await asyncio.sleep(0.02)
        clock.at += timedelta(seconds=2)
        await settled(db, sandbox)
        first, second = heard(sandbox, lan)
        assert first == second


async def test_who_blocked_the_bot_is_reachable_again_when_they_write(db: Db, lan: Phone, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, zone=ZONE, phones=[lan]) as sandbox, at_work(db, sandbox, clock):
        sandbox.say(lan.id, "menu")
        await answered(sandbox, lan, 1)
        sandbox.block(lan.id)
        await settled(db, sandbox)
        assert await _unreachable(db) is True
        sandbox.say(lan.id, "menu")
        await answered(sandbox, lan, 2)
        await settled(db, sandbox)
        assert await _unreachable(db) is False


async def test_the_database_is_away_for_a_while(
    db: Db, lan: Phone, clock: FixedClock, database: str, database_url: str
) -> None:
    async with Sandbox(clock=clock, zone=ZONE, phones=[lan]) as sandbox, at_work(db, sandbox, clock):
        sandbox.say(lan.id, "menu")
        await answered(sandbox, lan, 1)
        if database == "sqlite":
            held = sqlite3.connect(make_url(database_url).database or "", isolation_level=None)
            held.execute("BEGIN IMMEDIATE")
            sandbox.say(lan.id, "menu")
            await asyncio.sleep(2)
            assert len(heard(sandbox, lan)) == 1
            held.execute("ROLLBACK")
            held.close()
        else:
            for _ in range(3):
                await _end_all_connections(db)
                sandbox.say(lan.id, "menu")
                await asyncio.sleep(0.3)
        asked = len([m for m in sandbox.messages(lan.id) if not m["from"]["is_bot"]])
        await answered(sandbox, lan, asked)
        await settled(db, sandbox)
        sandbox.say(lan.id, "menu")
        await answered(sandbox, lan, asked + 1)
        await settled(db, sandbox)
        assert len(heard(sandbox, lan)) == asked + 1
    async with db() as session:
        assert len((await session.scalars(select(Inbox.update_id))).all()) == asked + 1


async def _end_all_connections(db: Db) -> None:
    async with db() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


async def _put_off(db: Db) -> int:
    async with db() as session:
        rows = await session.scalars(select(Outgoing.id).where(Outgoing.error.is_not(None), Outgoing.kind == "answer"))
        return len(rows.all())


async def _unreachable(db: Db) -> bool:
    async with db() as session:
        return await session.scalar(select(Address.unreachable_since)) is not None
