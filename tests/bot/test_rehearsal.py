"""The demo's clock, from the page's button to the phone: it halts wherever the notebook says something of itself."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.app import App
from bot.clock import FixedClock, MovableClock
from bot.demo import with_sandbox
from bot.rehearsal import Rehearsal
from bot.sandbox.server import TOKEN, Sandbox
from bot.settings import Settings
from db.engine import Db
from db.reminders import hands
from tests.announced import announced
from tests.conftest import ZONE
from tests.village import Village, half_filled


@dataclass
class Demo:
    """A program on the sandbox, whose clock can be moved."""

    village: Village
    sandbox: Sandbox
    clock: MovableClock
    page: ClientSession

    async def move(self, **how: Any) -> Any:
        """What the page's buttons do."""
        async with self.page.post(f"{self.sandbox.url}/api/clock", json=how) as answer:
            assert answer.status == 200
            return await answer.json()

    async def phone(self, name: str, **facts: Any) -> int:
        """Somebody with a phone; returns its number."""
        id = 900_000 + await self.village.person(name, **facts)
        self.sandbox.add_phone(name, id=id).started = True
        return id

    def marks(self, phone: int) -> str:
        """What reached a phone, by the first sign of each message."""
        return "".join(message["text"][0] for message in self.sandbox.messages(phone))


async def begun(db: Db, app: App) -> None:
    """Waits until the program leads, so that its clock ticks."""
    async with asyncio.timeout(10):
        while True:
            await app.clockwork.tick()
            async with db.begin() as session:
                if await hands(session):
                    return
            await asyncio.sleep(0.02)


@pytest.fixture
async def demo(db: Db, clock: FixedClock) -> AsyncIterator[Demo]:
    """A demo whose clock has begun to tick."""
    moving = MovableClock(clock)
    settings = Settings.model_construct(secret_key=SecretStr("demo"))
    async with Sandbox(token=TOKEN, clock=moving, zone=ZONE, limits=None) as sandbox, ClientSession() as page:
        app = App(with_sandbox(settings, sandbox.url), db, moving)
        async with app.running():
            await begun(db, app)
            sandbox.let_happen(Rehearsal(db, moving, app.clockwork, app.announcer))
            yield Demo(Village(db, clock), sandbox, moving, page)


async def test_the_button_goes_from_one_event_to_the_next(demo: Demo) -> None:
    phone = await demo.phone("Hoa", since=date(2026, 11, 17))
    await demo.village.opens("Hoa", half_filled("a1"))
    halts = [(await demo.move(to="next_event"))["local"] for _ in range(4)]
    assert halts == ["2026-11-18T14:00", "2026-11-25T08:00", "2026-12-01T08:00", "2026-12-15T08:00"]
    assert demo.marks(phone) == "📝⏰🌿🌿"


async def test_a_fast_clock_says_on_the_way_all_that_a_slow_one_would(demo: Demo) -> None:
    phone = await demo.phone("Hoa", since=date(2026, 11, 17))
    await demo.move(minutes=30 * 24 * 60)
    assert demo.marks(phone) == "⏰🌿🌿"
    dates = [message["date"] for message in demo.sandbox.messages(phone)]
    assert [(dates[n + 1] - dates[n]) // 3600 for n in range(2)] == [6 * 24, 14 * 24]


async def test_where_nothing_lies_ahead_the_clock_stays_where_it_is(demo: Demo) -> None:
    before = demo.clock.now()
    assert (await demo.move(to="next_event"))["nothing_ahead"] is True
    assert demo.clock.now() - before < timedelta(hours=1)


async def test_a_week_ends_with_its_summary_and_the_digests(demo: Demo) -> None:
    hoa, officer = await demo.phone("Hoa"), await demo.phone("Hà", role="officer")
    await demo.village.talk("Hoa")
    halts = [(await demo.move(to="next_event"))["local"] for _ in range(2)]
    assert halts == ["2026-11-20T17:00", "2026-11-23T07:30"]
    assert demo.marks(hoa) == "🌼"
    await demo.sandbox.wait(officer, lambda _: len(demo.sandbox.messages(officer)) == 3, 10)
    text, picture, file = demo.sandbox.messages(officer)
    assert text["text"].startswith("📊 Tuần 16–22/11")
    assert picture["photo"]
    assert file["document"]["file_name"].endswith(".xlsx")


async def test_an_announcement_of_the_evening_is_what_happens_next_in_the_morning(demo: Demo) -> None:
    hoa, officer = await demo.phone("Hoa", since=date(2026, 11, 17)), await demo.phone("Hà", role="officer")
    await demo.move(minutes=10 * 60)
    await announced(demo.village.db, demo.village.people["Hà"], demo.clock.now())
    assert (await demo.move(to="next_event"))["local"] == "2026-11-19T06:30"
    await demo.sandbox.wait(hoa, lambda chat: bool(chat.messages), 10)
    assert demo.marks(hoa) == "📢"
    assert demo.marks(officer) == ""
