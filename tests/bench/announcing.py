"""`python -m tests.bench.announcing`: an announcement to many, on the sandbox with the messenger's real limits: how
near the sending comes to them, and how long a tap waits meanwhile. Sizes come from the environment:

    BENCH_ANNOUNCED     collaborators who are written to (900; at 30 a second that is half a minute)
    TEST_DATABASE_URL   also measures on this PostgreSQL server, in a database of its own

`make bench` runs it, too, and writes its figures to bench.json.
"""

import asyncio
import contextlib
import os
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

import uvloop

from bot.clock import SystemClock
from bot.sandbox.server import TOKEN, Limits, Sandbox
from db.engine import engine_of, open_db
from db.migrate import migrate
from tests.announced import FIRST, announced, crowd, noon_somewhere
from tests.bench.program import Program, running
from tests.bench.report import Figure, table
from tests.databases import empty_postgresql

PEOPLE = int(os.environ.get("BENCH_ANNOUNCED", "900"))
LIMITS = Limits()
BETWEEN_TAPS = 2.0
"""Seconds between two taps of the one who waits for answers meanwhile: answers count towards the limit, too."""


async def tap(sandbox: Sandbox, over: asyncio.Event) -> list[float]:
    """The officer asks for her menu again and again until it is over; returns how long each answer took."""
    waits: list[float] = []
    while not over.is_set():
        before, began = len(sandbox.messages(FIRST)), perf_counter()
        sandbox.say(FIRST, "/menu")
        await sandbox.wait(FIRST, lambda chat, before=before: len(chat.messages) >= before + 2, 30)  # type: ignore[misc]
        waits.append(perf_counter() - began)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), BETWEEN_TAPS)
    return waits


async def reached(sandbox: Sandbox, people: int) -> None:
    """Returns when the announcement has reached so many people."""
    for nth in range(1, people + 1):
        await sandbox.wait(FIRST + nth, lambda chat: bool(chat.messages), PEOPLE / 10 + 60)


async def send(sandbox: Sandbox, program: Program) -> list[Figure]:
    """One announcement from its first letter to its last."""
    await reached(sandbox, 1)
    sandbox.calls.clear()
    began, over = perf_counter(), asyncio.Event()
    async with asyncio.TaskGroup() as both:
        tapping = both.create_task(tap(sandbox, over))
        await reached(sandbox, PEOPLE)
        took = perf_counter() - began
        over.set()
    refused = sum(not call.ok for call in sandbox.calls)
    waits = tapping.result()
    sent = PEOPLE - 1 + len(waits)
    return [
        Figure("messages_per_second", round(sent / took, 2), "1/s", LIMITS.all_per_second),
        Figure("refused_by_the_messenger", refused, ""),
        Figure("tap_median", round(statistics.median(waits) * 1000, 1), "ms"),
        Figure("tap_longest", round(max(waits) * 1000, 1), "ms"),
        Figure("memory", round(program.memory(), 1), "MB"),
    ]


async def measure(name: str, folder: Path, database_url: str) -> list[Figure]:
    """The figures on one database."""
    db, now = open_db(database_url), SystemClock().now()
    await migrate(db)
    phones = await crowd(db, PEOPLE, now)
    await announced(db, 1, now, "Mai 8 giờ họp giao ban ở trạm y tế ạ.")
    await engine_of(db).dispose()
    folder.mkdir()  # noqa: ASYNC240 - before anything is measured
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": database_url, "TIMEZONE": noon_somewhere(now)}
    async with (
        Sandbox(TOKEN, phones=phones, limits=LIMITS) as sandbox,
        running(folder, "bot", "run", TELEGRAM_API_URL=sandbox.url, **settings) as program,
    ):
        figures = await send(sandbox, program)
    return [Figure(f"{name}.announcing.{one.name}", one.value, one.unit, one.baseline) for one in figures]


async def measured() -> list[Figure]:
    """The figures on every database that there is."""
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sotay-bench-")))
        urls = {"sqlite": f"sqlite+aiosqlite:///{folder / 'bench.db'}"}
        if os.environ.get("TEST_DATABASE_URL"):
            urls["postgresql"] = await stack.enter_async_context(empty_postgresql(f"sotay_bench_{os.getpid()}"))
        return [figure for name, url in urls.items() for figure in await measure(name, folder / name, url)]


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(table(runner.run(measured()), "the limit"))
