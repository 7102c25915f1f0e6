"""The whole program in the test's own process, at work on a sandbox."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select

from bot.app import App
from bot.clock import Clock
from bot.demo import with_sandbox
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from db.engine import Db
from db.messages import Outgoing


@asynccontextmanager
async def at_work(db: Db, sandbox: Sandbox, clock: Clock) -> AsyncIterator[App]:
    """The program, started and, at the end, stopped. None of its tasks may have failed."""
    app = App(with_sandbox(Settings(_env_file=None), sandbox.url), db, clock, most_at_once=None)  # type: ignore[call-arg]
    async with app.running() as tasks:
        yield app
        assert not tasks.failed.is_set()


async def settled(db: Db, sandbox: Sandbox, within: float = 30) -> None:
    """Returns when every update is confirmed and every message that is due is sent or given up."""
    waiting = select(func.count(Outgoing.id)).where(Outgoing.sent_at.is_(None), Outgoing.failed_at.is_(None))
    async with asyncio.timeout(within):
        while sandbox.pending_updates or await _count(db, waiting):  # noqa: ASYNC110 - the table cannot tell
            await asyncio.sleep(0.02)


async def _count(db: Db, query: object) -> int:
    async with db() as session:
        return int(await session.scalar(query) or 0)  # type: ignore[call-overload]
