"""One process, both messengers: by polling and by webhook, each minding its own trouble."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr
from sqlalchemy import func, select

from bot import polling as telegram_polling
from bot.app import App
from bot.clock import FixedClock
from bot.demo import with_sandbox, with_zalo_sandbox
from bot.sandbox.server import Phone, Sandbox
from bot.sandbox.zalo.phones import ZaloChat, ZaloPhone
from bot.sandbox.zalo.server import ZaloServer
from bot.settings import Settings
from bot.tasks import Tasks
from bot.zalo import polling as zalo_polling
from bot.zalo.messenger import SECRET_HEADER
from db.engine import Db
from db.messages import Outgoing
from db.people import Inbox
from tests.bot.zalo.conftest import LAN
from tests.bot.zalo.people import enrol
from tests.conftest import TODAY, ZONE
from tests.faults import collaborators

HOA = 501
SECRET = "shown-with-each-call"
MESSAGES = 9
"""With each of them delivered twice, still fewer than the flood guard minds."""


@pytest.fixture
async def sandbox(db: Db, clock: FixedClock) -> AsyncIterator[Sandbox]:
    hoa, lan = Phone(HOA, "Hoa", started=True), ZaloPhone(LAN, "Lan", started=True)
    async with db.begin() as session:
        await collaborators.enrol(session, hoa, clock.now(), day=TODAY)
        await enrol(session, lan.user_id, lan.name, clock.now(), day=TODAY)
    async with Sandbox(clock=clock, zone=ZONE, phones=[hoa, lan]) as running:
        yield running


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zalo_polling, "PAUSES", (0.1,))
    monkeypatch.setattr(telegram_polling, "PAUSES", (0.1,))


def both(sandbox: Sandbox, **changes: Any) -> Settings:
    plain = Settings.model_construct(secret_key=SecretStr("a key"))
    settings = with_zalo_sandbox(with_sandbox(plain, sandbox.url), sandbox.zalo_url)
    return settings.model_copy(update=changes)


@asynccontextmanager
async def at_work(db: Db, clock: FixedClock, settings: Settings) -> AsyncIterator[Tasks]:
    async with App(settings, db, clock).running() as tasks:
        yield tasks
        assert not tasks.failed.is_set()


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


async def on_zalo(zalo: ZaloServer, number: int = 1) -> list[str]:
    """What the bot has said to Lan, once it is so many messages."""

    def enough(chat: ZaloChat) -> bool:
        return sum(message.from_bot for message in chat.messages) >= number

    chat = await zalo.wait(LAN, enough, 10)
    return [message.text for message in chat.messages if message.from_bot]


async def on_telegram(sandbox: Sandbox) -> str:
    chat = await sandbox.wait(HOA, lambda chat: chat.messages[-1]["from"]["is_bot"], 10)
    return str(chat.messages[-1]["text"])


async def handled(db: Db) -> int:
    async with db() as session:
        return int(await session.scalar(select(func.count(Inbox.update_id)).where(Inbox.channel == "zalo")) or 0)


async def settled(db: Db) -> None:
    """Returns when everything in the outbox is sent."""
    waiting = select(func.count(Outgoing.id)).where(Outgoing.sent_at.is_(None), Outgoing.failed_at.is_(None))
    async with asyncio.timeout(10):
        while True:
            async with db() as session:
                if not await session.scalar(waiting):
                    return
            await asyncio.sleep(0.02)


async def test_the_same_question_is_answered_on_both(db: Db, clock: FixedClock, sandbox: Sandbox) -> None:
    async with at_work(db, clock, both(sandbox)):
        sandbox.say(HOA, "menu")
        sandbox.zalo.say(LAN, "menu")
        assert "Chào Hoa" in await on_telegram(sandbox)
        (said,) = await on_zalo(sandbox.zalo)
        assert "Chào Lan" in said
        assert "1. 📣" in said


@pytest.mark.parametrize("wrapped", [False, True])
async def test_by_webhook_flat_and_wrapped_each_message_is_answered_once(
    db: Db, clock: FixedClock, sandbox: Sandbox, wrapped: bool
) -> None:
    zalo, port = sandbox.zalo, free_port()
    zalo.wrapped, zalo.repeats = wrapped, 2
    url = f"http://127.0.0.1:{port}/hook/zalo"
    settings = both(sandbox, zalo_webhook_url=url, zalo_webhook_secret=SecretStr(SECRET), http_port=port)
    async with at_work(db, clock, settings):
        zalo.say(LAN, "menu")
        zalo.say(LAN, "trợ giúp")
        await on_zalo(zalo, 2)
        async with asyncio.timeout(5):
            while zalo.pending_updates:  # noqa: ASYNC110 - they are being delivered
                await asyncio.sleep(0.01)
        await settled(db)
        assert await handled(db) == 2
        assert len(await on_zalo(zalo, 2)) == 2
        sandbox.say(HOA, "menu")
        assert "Chào Hoa" in await on_telegram(sandbox)


async def test_without_the_right_secret_a_call_of_the_webhook_is_refused(
    db: Db, clock: FixedClock, sandbox: Sandbox
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook/zalo"
    settings = both(sandbox, zalo_webhook_url=url, zalo_webhook_secret=SecretStr(SECRET), http_port=port)
    event = {"event_name": "message.text.received", "message": {"from": {"id": "x"}, "text": "menu"}}
    async with at_work(db, clock, settings), ClientSession() as http:
        for headers in ({}, {SECRET_HEADER: "wrong"}, {"X-Telegram-Bot-Api-Secret-Token": SECRET}):
            async with http.post(url, json=event, headers=headers) as reply:
                assert reply.status == 403
        assert await handled(db) == 0
        async with http.post(url, json=event, headers={SECRET_HEADER: SECRET}) as reply:
            assert reply.status == 200
        assert await handled(db) == 1


async def test_a_webhook_that_the_platform_cannot_use_is_an_alarm(
    db: Db, clock: FixedClock, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/hook/zalo"
    settings = both(sandbox, zalo_webhook_url=nobody, zalo_webhook_secret=SecretStr(SECRET), http_port=free_port())
    async with at_work(db, clock, settings):
        async with asyncio.timeout(5):
            while "webhook.err.connect" not in caplog.text:  # noqa: ASYNC110 - a log cannot tell
                await asyncio.sleep(0.01)
    assert SECRET not in caplog.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_messenger_that_does_not_accept_us_does_not_silence_the_other(
    db: Db, clock: FixedClock, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_work(db, clock, both(sandbox, zalo_bot_token=SecretStr("1:wrong"))):
        sandbox.say(HOA, "menu")
        await on_telegram(sandbox)
        assert "ZALO_BOT_TOKEN" in caplog.text
    async with at_work(db, clock, both(sandbox, telegram_bot_token=SecretStr("123456:wrong"))):
        sandbox.zalo.say(LAN, "menu")
        await on_zalo(sandbox.zalo)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_when_no_messenger_accepts_us_the_program_ends(
    db: Db, clock: FixedClock, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = both(sandbox, zalo_bot_token=SecretStr("1:wrong"), telegram_bot_token=SecretStr("123456:wrong"))
    async with App(wrong, db, clock).running() as tasks:
        await asyncio.wait_for(tasks.failed.wait(), 5)
    assert not [token for token in ("1:wrong", "123456:wrong") if token in caplog.text]


async def test_trouble_on_the_way_loses_nothing_and_answers_nothing_twice(
    db: Db, clock: FixedClock, sandbox: Sandbox
) -> None:
    """Idle polls, refusals, too much at once, dropped connections and repeated messages. (A connection that breaks
    after the platform has shown a message makes it look unsent; there is nothing by which a second try could be told
    from a first.)"""
    zalo = sandbox.zalo
    zalo.repeats = 1
    internal = {"ok": False, "error_code": 403, "description": "Internal server error"}
    too_much = {"ok": False, "error_code": 429, "description": "Quota exceeded"}
    async with at_work(db, clock, both(sandbox)):
        await on_zalo_idle(zalo)
        for n in range(MESSAGES):
            zalo.faults.drop("getUpdates", 1)
            zalo.faults.answer("getUpdates", 200, {"ok": False, "error_code": 408, "description": "Request timeout"})
            zalo.say(LAN, f"từ số {n}")
        zalo.faults.answer("getUpdates", 200, too_much)
        zalo.faults.answer("sendMessage", 200, too_much)
        zalo.faults.answer("sendMessage", 200, internal)
        zalo.faults.drop("sendMessage")
        clock_forward = asyncio.gather(_let_time_pass(db, clock))
        said = await on_zalo(zalo, MESSAGES)
        await clock_forward
    assert [n for n in range(MESSAGES) if sum(f"“từ số {n}”" in text for text in said) != 1] == []
    assert len(said) == MESSAGES


async def on_zalo_idle(zalo: ZaloServer) -> None:
    """Returns when the program polls."""
    async with asyncio.timeout(5):
        while not any(call.method == "deleteWebhook" for call in zalo.calls):  # noqa: ASYNC110 - calls cannot tell
            await asyncio.sleep(0.01)


async def _let_time_pass(db: Db, clock: FixedClock) -> None:
    """Lets the fixed clock go on, so that what was put off is tried again."""
    waiting = select(func.count(Outgoing.id)).where(Outgoing.sent_at.is_(None))
    async with asyncio.timeout(10):
        for _ in range(100):
            clock.at += timedelta(seconds=1)
            await asyncio.sleep(0.05)
            async with db() as session:
                if await handled(db) == MESSAGES and not await session.scalar(waiting):
                    return
