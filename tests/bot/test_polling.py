"""Long polling: confirmed only after the commit, never a busy loop, nothing in its way for long."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
from aiogram.exceptions import TelegramUnauthorizedError
from sqlalchemy import func, select

from bot import polling
from bot.clock import FixedClock
from bot.polling import poll
from bot.sandbox.server import Phone, Sandbox
from bot.tasks import Tasks
from bot.telegram import Telegram, make_bot
from bot.turns import Turns
from db.engine import Db
from db.messages import Letter
from db.people import Inbox
from tests.conftest import TODAY, ZONE
from tests.faults.collaborators import enrol, phones

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is looked at here is the messenger's side; tests/faults has both databases."""


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "PAUSES", (0.1,))


@pytest.fixture
async def lan(db: Db, clock: FixedClock) -> Phone:
    (phone,) = phones(1)
    async with db.begin() as session:
        await enrol(session, phone, clock.now(), day=TODAY)
    return phone


@pytest.fixture
async def sandbox(lan: Phone, clock: FixedClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=clock, zone=ZONE, phones=[lan]) as running:
        yield running


@pytest.fixture
async def letters(sandbox: Sandbox, db: Db, clock: FixedClock) -> AsyncIterator[asyncio.Queue[Letter]]:
    """Polls; holds the letters of each turn."""
    offered: asyncio.Queue[Letter] = asyncio.Queue()
    channel, tasks = Telegram(make_bot(sandbox.token, sandbox.url)), Tasks()
    tasks.start(poll(channel, Turns(db, clock, ZONE, "", "vi", into(offered))), "polling")
    yield offered
    await tasks.stop()
    assert not tasks.failed.is_set()
    await channel.bot.session.close()


def into(offered: "asyncio.Queue[Letter]") -> Callable[[Sequence[Letter]], None]:
    """What stands where delivery stands: it takes the letters of each turn."""

    def take(letters: Sequence[Letter]) -> None:
        for letter in letters:
            offered.put_nowait(letter)

    return take


async def answer(letters: "asyncio.Queue[Letter]") -> Letter:
    async with asyncio.timeout(5):
        while (letter := await letters.get()).kind != "answer":
            pass
    return letter


async def test_an_update_is_confirmed_only_after_its_commit(
    sandbox: Sandbox, letters: "asyncio.Queue[Letter]", lan: Phone, db: Db
) -> None:
    sandbox.say(lan.id, "menu")
    await answer(letters)
    async with db() as session:
        assert await session.scalar(select(func.count(Inbox.update_id))) == 1
    async with asyncio.timeout(5):
        while sandbox.pending_updates:  # noqa: ASYNC110 - the next request confirms it
            await asyncio.sleep(0.01)


async def test_what_cannot_be_confirmed_does_not_make_it_run_hot(
    sandbox: Sandbox, letters: "asyncio.Queue[Letter]", lan: Phone
) -> None:
    sandbox.push_update({"update_id": "no number", "message": {}})
    await asyncio.sleep(0.6)
    assert len([call for call in sandbox.calls if call.method == "getUpdates"]) < 10
    sandbox.say(lan.id, "menu")
    await answer(letters)


async def test_a_webhook_that_was_left_behind_is_taken_away(
    lan: Phone, clock: FixedClock, db: Db, sandbox: Sandbox
) -> None:
    bot = make_bot(sandbox.token, sandbox.url)
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    sandbox.say(lan.id, "menu")
    offered: asyncio.Queue[Letter] = asyncio.Queue()
    tasks = Tasks()
    turns = Turns(db, clock, ZONE, "", "vi", into(offered))
    tasks.start(poll(Telegram(bot), turns), "polling")
    await answer(offered)
    assert (await bot.get_webhook_info()).url == ""
    await tasks.stop()
    await bot.session.close()


async def test_a_token_that_is_not_accepted_ends_it(sandbox: Sandbox, db: Db, clock: FixedClock) -> None:
    bot = make_bot("123456:ANOTHER", sandbox.url)
    with pytest.raises(TelegramUnauthorizedError):
        await poll(Telegram(bot), Turns(db, clock, ZONE, "", "vi", lambda _: None))
    await bot.session.close()
