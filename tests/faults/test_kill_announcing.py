"""Killed while a commune is being written to, started again: everybody gets it, hardly anybody twice."""

import asyncio
import os
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

from bot.clock import SystemClock
from bot.sandbox.server import Limits, Sandbox
from db.announcements import Outcome, outcome
from db.engine import Db
from db.scope import Scope
from tests.announced import announced, crowd, noon_somewhere
from tests.conftest import ZONE
from tests.faults.program import TOKEN, Program, tells_nothing

KILLS = int(os.environ.get("KILLS", "3"))
PEOPLE = int(os.environ.get("ANNOUNCED", "60"))
"""`make soak` asks for a thousand people and a hundred kills."""
SEED = int(os.environ.get("SEED", "818"))
WORDS = "Mai 8 giờ họp giao ban ở trạm y tế ạ."


async def test_killed_while_it_announces_everybody_gets_it_and_each_kill_repeats_one_letter_at_most(
    db: Db, database: str, database_url: str, tmp_path: Path
) -> None:
    now = SystemClock().now()
    phones = await crowd(db, PEOPLE, now)
    one = await announced(db, 1, now, WORDS)
    kills = sorted(Random(SEED).sample(range(1, PEOPLE), KILLS))
    settings = {"DATABASE_URL": database_url, "TELEGRAM_BOT_TOKEN": TOKEN, "TIMEZONE": noon_somewhere(now)}
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(TOKEN, zone=ZONE, phones=phones, limits=Limits()))
        program = await stack.enter_async_context(Program(tmp_path, TELEGRAM_API_URL=sandbox.url, **settings))
        await program.start()
        for sent in kills:
            await _delivered(sandbox, sent, program)
            await program.kill()
            await program.start()
        await _delivered(sandbox, PEOPLE, program)
        async with asyncio.timeout(30):
            while await _outcome(db, one) != Outcome(delivered=PEOPLE):  # noqa: ASYNC110 - another process works
                await asyncio.sleep(0.05)
        assert await program.stop() == 0
    got = Counter(len(sandbox.messages(phone.id)) for phone in phones[1:])
    print(f"\n{database}: {PEOPLE} people, {KILLS} kills, {got[2]} of them twice")
    assert set(got) <= {1, 2}
    assert got[2] <= KILLS
    assert sandbox.messages(phones[0].id) == []
    assert "ERROR" not in program.log
    tells_nothing(program.log, "giao ban", "Người")


async def _delivered(sandbox: Sandbox, people: int, program: Program) -> None:
    """Waits until the announcement has reached so many people."""
    async with asyncio.timeout(30 + people / 10):
        while sum(bool(sandbox.messages(phone.id)) for phone in sandbox.phones) < people:  # noqa: ASYNC110 - as above
            assert program.is_alive, program.log[-2000:]
            await asyncio.sleep(0.01)


async def _outcome(db: Db, announcement_id: int) -> Outcome:
    async with db.begin() as session:
        return await outcome(session, Scope.everything(), announcement_id)
