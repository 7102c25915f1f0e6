"""Long polling on Zalo, where nothing comes twice: idle is no failure, trouble is waited out, and what has arrived is
handled to its end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.types import Update
from sqlalchemy import select, text

from bot.clock import FixedClock
from bot.messengers import TokenRefused
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.server import ZaloServer
from bot.tasks import Tasks
from bot.turns import Turns
from bot.zalo import polling
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from bot.zalo.polling import poll
from db.engine import Db
from db.messages import Outgoing
from tests.bot.zalo.conftest import LAN
from tests.bot.zalo.people import enrol
from tests.conftest import TODAY, ZONE

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is looked at here is the messenger's side."""


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "PAUSES", (0.05,))


@pytest.fixture
async def turns(db: Db, clock: FixedClock, zalo: ZaloServer, lan: str) -> Turns:
    async with db.begin() as session:
        await enrol(session, lan, "Nguyễn Thị Lan", clock.now(), day=TODAY)
    return Turns(db, clock, ZONE, "", "vi", lambda _letters: None)


@pytest.fixture
async def at_work(client: Client, turns: Turns) -> AsyncIterator[Tasks]:
    tasks = Tasks()
    channel = Zalo(client)
    tasks.start(poll(channel, turns), "polling")
    yield tasks
    await tasks.stop()
    assert not tasks.failed.is_set()


async def answered(db: Db, number: int) -> list[str]:
    """What was answered, once there are so many answers."""
    async with asyncio.timeout(5):
        while len(texts := await answers(db)) < number:  # noqa: ASYNC110 - the table cannot tell
            await asyncio.sleep(0.01)
    return texts


async def answers(db: Db) -> list[str]:
    async with db() as session:
        query = select(Outgoing.payload).where(Outgoing.kind == "answer").order_by(Outgoing.id)
        return [payload["screen"]["text"] for payload in await session.scalars(query)]


async def quiet(zalo: ZaloServer) -> None:
    """Returns when the program polls again: all that it got before is committed."""
    polls = len(polls_of(zalo))
    async with asyncio.timeout(5):
        while zalo.pending_updates or len(polls_of(zalo)) <= polls:
            zalo.world.queue.interrupt()
            await asyncio.sleep(0.01)


def polls_of(zalo: ZaloServer) -> list[Any]:
    return [call for call in zalo.calls if call.method == "getUpdates"]


async def test_what_is_typed_is_answered(at_work: Tasks, zalo: ZaloServer, db: Db) -> None:
    zalo.say(LAN, "menu")
    assert "📣 Truyền thông" in (await answered(db, 1))[0]


@pytest.mark.parametrize(
    "event_name",
    [f"message.{kind}.received" for kind in ("image", "sticker", "voice", "unsupported", "link")],
)
async def test_anything_but_words_gets_a_helpful_sentence_exactly_once(
    at_work: Tasks, zalo: ZaloServer, db: Db, event_name: str
) -> None:
    zalo.repeats = 2
    zalo.send(LAN, event_name)
    await answered(db, 1)
    await quiet(zalo)
    (said,) = await answers(db)
    assert said.startswith("Sổ Tay chỉ đọc được chữ")


async def test_a_message_that_is_delivered_again_is_answered_once(at_work: Tasks, zalo: ZaloServer, db: Db) -> None:
    zalo.repeats = 3
    zalo.say(LAN, "menu")
    zalo.say(LAN, "menu")
    await answered(db, 2)
    await quiet(zalo)
    assert len(await answers(db)) == 2


async def test_messages_are_answered_in_the_order_in_which_they_came(at_work: Tasks, zalo: ZaloServer, db: Db) -> None:
    words = [f"từ số {n}" for n in range(8)]
    for word in words:
        zalo.say(LAN, word)
    said = await answered(db, len(words))
    assert [word for word, answer in zip(words, said, strict=True) if word not in answer] == []


async def test_idle_polls_are_no_trouble(
    at_work: Tasks, zalo: ZaloServer, db: Db, caplog: pytest.LogCaptureFixture
) -> None:
    for in_http in (False, True):
        zalo.idle_in_http = in_http
        await quiet(zalo)
    zalo.say(LAN, "menu")
    await answered(db, 1)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


class Counting(Client):
    """The client, which counts its calls."""

    made = 0

    async def call(self, method: str, patience: float = 1, **parameters: Any) -> Any:
        self.made += 1
        return await super().call(method, patience, **parameters)


async def test_an_idle_poll_that_does_not_wait_does_not_make_it_run_hot(
    sandbox: Sandbox, zalo: ZaloServer, turns: Turns
) -> None:
    zalo.faults.answer("getUpdates", 200, {"ok": False, "error_code": 408, "description": "x"}, times=None)
    client, tasks = Counting(zalo.token, sandbox.zalo_url), Tasks()
    tasks.start(poll(Zalo(client), turns), "polling")
    await asyncio.sleep(0.5)
    await tasks.stop()
    await client.close()
    assert 2 < client.made <= 12


async def test_trouble_is_waited_out_and_nothing_is_lost(at_work: Tasks, zalo: ZaloServer, db: Db) -> None:
    zalo.faults.drop("getUpdates", 2)
    zalo.faults.answer("getUpdates", 502, "<html>")
    zalo.faults.answer("getUpdates", 200, {"ok": False, "error_code": 403, "description": "Internal server error"})
    zalo.faults.answer("getUpdates", 200, {"ok": False, "error_code": 429, "description": "Quota exceeded"})
    zalo.faults.answer("getUpdates", 200, {"ok": True, "result": {"event_name": 5, "message": ["?"]}})
    zalo.faults.answer("getUpdates", 200, {"ok": True, "result": "?"})
    zalo.world.queue.interrupt()
    for n in range(5):
        zalo.say(LAN, f"từ số {n}")
    said = await answered(db, 5)
    assert [n for n in range(5) if f"từ số {n}" not in said[n]] == []


async def test_a_webhook_that_is_in_the_way_is_taken_away_before_and_while_polling(
    client: Client, turns: Turns, zalo: ZaloServer, db: Db
) -> None:
    await client.call("setWebhook", url="http://127.0.0.1:9/left", secret_token="left-behind")
    tasks = Tasks()
    tasks.start(poll(Zalo(client), turns), "polling")
    await quiet(zalo)
    await client.call("setWebhook", url="http://127.0.0.1:9/left", secret_token="left-behind")
    async with asyncio.timeout(5):
        while zalo.webhook.is_set:  # noqa: ASYNC110 - the next poll takes it away
            await asyncio.sleep(0.01)
    zalo.say(LAN, "menu")
    await answered(db, 1)
    await tasks.stop()


async def test_a_token_that_is_not_accepted_ends_it_with_an_alarm_that_does_not_show_it(
    sandbox: Sandbox, turns: Turns, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client("324818:WRONG", sandbox.zalo_url)
    with pytest.raises(TokenRefused):
        await poll(Zalo(client), turns)
    await client.close()
    assert [record.levelname for record in caplog.records if "ZALO_BOT_TOKEN" in record.message] == ["ERROR"]
    assert "WRONG" not in caplog.text


class Noticing(Zalo):
    """The channel, which tells when something has arrived."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self.arrived = asyncio.Event()

    def read(self, raw: Any) -> Update | None:
        self.arrived.set()
        return super().read(raw)


async def test_who_stops_the_program_waits_for_the_message_in_hand(
    client: Client, turns: Turns, zalo: ZaloServer, db: Db
) -> None:
    channel, tasks = Noticing(client), Tasks()
    polling_task = tasks.start(poll(channel, turns), "polling")
    async with db() as session:
        await session.execute(text("SELECT 1"))  # holds the one connection: a turn can begin and not commit
        zalo.say(LAN, "menu")
        await asyncio.wait_for(channel.arrived.wait(), 5)
        ending = asyncio.gather(tasks.end(polling_task))
        done, _ = await asyncio.wait([ending], timeout=0.2)
        assert not done
    await ending
    assert len(await answers(db)) == 1
