"""Bots in a race: each in a process of its own beside the same sandbox, with its own phones. Sizes come from the
environment (see tests/bench/__main__.py)."""

import asyncio
import contextlib
import os
import statistics
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import SystemClock
from bot.sandbox.server import TOKEN, Sandbox
from db.engine import engine_of, open_db
from db.migrate import migrate
from tests.bench.city import logged, settle
from tests.bench.crowd import Crowd, Manner, tapping, typing
from tests.bench.program import Program, running

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "12000"))
PHONES = int(os.environ.get("BENCH_PHONES", "200"))
WARM_UP = 0.5
STARTS = 3
TALKS_EACH = 5
STROLLING = 50
"""Taps per second at which waiting times are taken."""


@dataclass
class Runner:
    """One bot in the race: its phones, its process, and what was measured, round by round."""

    crowd: Crowd
    program: Program
    measured: defaultdict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    async def race(self) -> None:
        """One round."""
        await self._press("tap", tapping)
        await self._press("text", typing)
        waits = await self.crowd.stroll(tapping, STROLLING, 2 * SECONDS)
        cuts = statistics.quantiles(waits, n=20)
        self._note("tap_p50_at_50_per_second", "ms", cuts[9] * 1000)
        self._note("tap_p95_at_50_per_second", "ms", cuts[18] * 1000)
        self._note("memory", "MB", self.program.memory())

    async def _press(self, name: str, manner: Manner) -> None:
        cpu = 0.0

        def begin() -> None:
            nonlocal cpu
            cpu = self.program.cpu()

        rate = await self.crowd.press(manner, WARM_UP, SECONDS, begin)
        self._note(f"{name}s_per_second", "1/s", rate)
        self._note(f"{name}_processor_time", "ms", (self.program.cpu() - cpu) / (rate * SECONDS) * 1000)

    def _note(self, name: str, unit: str, value: float) -> None:
        self.measured[name, unit].append(value)


@contextlib.asynccontextmanager
async def started(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Runner]:
    """A bot with its sandbox. It is started several times; each time the first phone waits for its answer already."""
    folder.mkdir()  # noqa: ASYNC240 - before the race
    async with Sandbox(limits=None) as sandbox, contextlib.AsyncExitStack() as last:
        crowd = Crowd(sandbox, PHONES)
        settings = {name: value.format(url=sandbox.url) for name, value in settings.items()}
        arguments = tuple(argument.format(url=sandbox.url) for argument in arguments)
        starts = []
        for _ in range(STARTS):
            await last.aclose()
            async with asyncio.TaskGroup() as both:
                greeting = both.create_task(crowd.greet())
                program = await last.enter_async_context(running(folder, *arguments, **settings))
            starts.append(greeting.result())
        await crowd.gather()
        runner = Runner(crowd, program)
        runner.measured["start_to_first_answer", "s"] = starts
        yield runner


@contextlib.asynccontextmanager
async def notebook(folder: Path, database_url: str, *program: str) -> AsyncIterator[Runner]:
    """Our bot (or what stands in for it) on a city's database. At the end every talk that a phone was told of must be
    there, and no other."""
    db = open_db(database_url)
    try:
        await migrate(db)
        await settle(db, SystemClock().now(), PEOPLE, TALKS_EACH)
        await engine_of(db).dispose()
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "{url}", "DATABASE_URL": database_url}
        async with started(folder, *(program or ("bot", "run")), **settings) as runner:
            yield runner
        kept = await logged(db)
        if kept != runner.crowd.recorded:
            raise SystemExit(f"{len(runner.crowd.recorded)} talks were said to be recorded, {len(kept)} are")
    finally:
        await engine_of(db).dispose()
