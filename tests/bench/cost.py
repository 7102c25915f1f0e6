"""`python -m tests.bench.cost`: what the sums add to logging a talk, end to end: taps over HTTP, commits, answers.

Two notebooks, with and without sums, are measured in turn on databases of their own: how long the answer to the saving
tap takes while people come by chance, and how long a talk takes when everybody taps at once. Sizes are those of
tests/bench/__main__.py; a talk wants some 7 taps, so that BENCH_SECONDS should be enough for several from each phone.
"""

import asyncio
import contextlib
import os
import statistics
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import uvloop

from tests.bench.crowd import tapping
from tests.bench.race import ROUNDS, SECONDS, STROLLING, WARM_UP, Runner, notebook
from tests.bench.report import Figure, table
from tests.databases import empty_postgresql

WITHOUT = ("tests.bench.without_sums", "run")
Times = defaultdict[str, list[float]]


async def measure(runner: Runner, times: Times) -> None:
    """One round: milliseconds by what was measured."""
    crowd = runner.crowd
    crowd.saving.clear()
    await crowd.stroll(tapping, STROLLING, 2 * SECONDS)
    times["saving_tap"] += [wait * 1000 for wait in crowd.saving]
    before, cpu = len(crowd.recorded), runner.program.cpu()
    await crowd.press(tapping, WARM_UP, SECONDS, lambda: None)
    talks = len(crowd.recorded) - before
    times["talk_at_full_load"].append((WARM_UP + SECONDS) / talks * 1000)
    times["processor_time_of_a_talk"].append((runner.program.cpu() - cpu) / talks * 1000)


async def compare(folder: Path, name: str, with_sums: str, without: str) -> list[Figure]:
    """Both notebooks, on the databases of these addresses."""
    times: dict[bool, Times] = {True: defaultdict(list), False: defaultdict(list)}
    async with contextlib.AsyncExitStack() as both:
        runners = {
            True: await both.enter_async_context(notebook(folder / f"{name}-with", with_sums)),
            False: await both.enter_async_context(notebook(folder / f"{name}-without", without, *WITHOUT)),
        }
        for _ in range(ROUNDS):
            for kept, runner in runners.items():
                await measure(runner, times[kept])
    return [
        Figure(f"{name}.{what}", statistics.median(measured), "ms", statistics.median(times[False][what]))
        for what, measured in times[True].items()
    ]


@contextlib.asynccontextmanager
async def _two_databases() -> AsyncIterator[tuple[str, str]]:
    names = (f"sotay_cost_{os.getpid()}_{part}" for part in ("with", "without"))
    async with contextlib.AsyncExitStack() as both:
        first, second = [await both.enter_async_context(empty_postgresql(name)) for name in names]
        yield first, second


async def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="sotay-cost-") as made:
        folder = Path(made)
        files = [f"sqlite+aiosqlite:///{folder / part}.db" for part in ("with", "without")]
        figures = await compare(folder, "sqlite", files[0], files[1])
        if os.environ.get("TEST_DATABASE_URL"):
            async with _two_databases() as (first, second):
                figures += await compare(folder, "postgresql", first, second)
    print(table(figures, "without sums"))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
