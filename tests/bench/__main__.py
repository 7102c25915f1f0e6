"""`python -m tests.bench`: how fast the notebook answers, beside a bare aiogram echo bot on the same sandbox.

The sandbox and the simulated phones run in this process, each bot in its own, as it is run in earnest. All bots stay up
and are measured in turn, several rounds; each figure is the median of its rounds. Sizes come from the environment:

    BENCH_ROUNDS, BENCH_SECONDS   rounds (3), and seconds of each measurement (3)
    BENCH_PEOPLE                  collaborators in the database (12,000)
    BENCH_PHONES                  phones that write at once (200)
    BENCH_ANNOUNCED               see tests/bench/announcing.py
    TEST_DATABASE_URL             also measures on this PostgreSQL server, in a database of its own
"""

import asyncio
import contextlib
import os
import statistics
import tempfile
from pathlib import Path

import uvloop

from bot.sandbox.server import TOKEN
from tests.bench import sentences
from tests.bench.announcing import measured as announced
from tests.bench.program import ROOT
from tests.bench.race import ROUNDS, Runner, notebook, started
from tests.bench.report import Figure, table, write
from tests.databases import empty_postgresql

ECHO = "echo"


async def main() -> None:
    """Measures, prints, writes bench.json."""
    async with contextlib.AsyncExitStack() as everything:
        folder = Path(everything.enter_context(tempfile.TemporaryDirectory(prefix="sotay-bench-")))
        enter = everything.enter_async_context
        runners = {ECHO: await enter(started(folder / ECHO, "tests.bench.echo_bot", "{url}", TOKEN))}
        sqlite = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
        runners["sqlite"] = await enter(notebook(folder / "sqlite", sqlite))
        if os.environ.get("TEST_DATABASE_URL"):
            postgresql = await enter(empty_postgresql(f"sotay_bench_{os.getpid()}"))
            runners["postgresql"] = await enter(notebook(folder / "postgresql", postgresql))
        else:
            print("TEST_DATABASE_URL names no PostgreSQL: measured on SQLite only")
        for _ in range(ROUNDS):
            for runner in runners.values():
                await runner.race()
    figures = [*_figures(runners), *sentences.figures()]
    print(table(figures, "echo bot"))
    announcing = await announced()
    print(table(announcing, "the limit"))
    write([*figures, *announcing], ROOT / "bench.json")


def _figures(runners: dict[str, Runner]) -> list[Figure]:
    echo = runners.pop(ECHO).measured
    return [
        Figure(f"{database}.{name}", _median(values), unit, _median(echo[name, unit]))
        for database, runner in runners.items()
        for (name, unit), values in runner.measured.items()
    ]


def _median(values: list[float]) -> float:
    return float(f"{statistics.median(values):.4g}")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
