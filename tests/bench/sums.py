"""`python -m tests.bench.sums`: questions over ten years, from the sums and by plain SQL from the records; and what the
sums add to a bare record (of logging as a whole: tests/bench/cost.py). Sizes come from the environment:

    BENCH_RECORDS       records (300,000), evenly over the years, of 12,000 collaborators
    BENCH_YEARS         years up to 2030 (10); fewer years are a shorter fill with as many records a day
    BENCH_COMMUNES      126 (as today), or 579 (as when the plan was written)
    BENCH_QUESTIONS     mixed questions (200); each tenth is also asked of the records
    TEST_DATABASE_URL   also measures on this PostgreSQL server, in a database of its own
"""

import asyncio
import contextlib
import os
import random
import statistics
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest import mock

import uvloop

from db import records
from db.engine import Db, engine_of, open_db
from db.migrate import migrate
from db.statistics.questions import LEDGERS
from tests.bench.asking import Ask, mixed
from tests.bench.loading import Loader, PostgresqlLoader, SqliteLoader
from tests.bench.report import Figure, table
from tests.bench.years import BEFORE_2025, NOW, TABLES, City, Years, people_of_a_city
from tests.databases import empty_postgresql

RECORDS = int(os.environ.get("BENCH_RECORDS", "300000"))
YEARS = int(os.environ.get("BENCH_YEARS", "10"))
COMMUNES = int(os.environ.get("BENCH_COMMUNES", "126"))
QUESTIONS = int(os.environ.get("BENCH_QUESTIONS", "200"))
COLLABORATORS = 12_000
LOGS = 400
EACH_TENTH = 10


async def timed(db: Db, asks: list[Ask]) -> list[float]:
    """Milliseconds that each of the questions takes."""
    times = []
    for ask in asks:
        async with db() as session:
            begun = perf_counter()
            await ask(session)
            times.append((perf_counter() - begun) * 1000)
    return times


async def logging(db: Db, city: City, update_ids: Iterator[int]) -> float:
    """Milliseconds of a record, each in a transaction of its own: mostly talks."""
    chance, begun = random.Random(6), perf_counter()
    for number in range(LOGS):
        who, area, _ = city.workers[chance.randrange(len(city.workers))]
        kind = ("talk", "talk", "talk", "distribution")[number % 4]
        update_id = next(update_ids)
        async with db.begin() as session:
            await LEDGERS[kind].add(
                session,
                _FACTS[kind],
                person_id=who,
                area_id=area,
                channel="log",
                update_id=update_id,
                now=datetime(2030, 12, 31, 5, tzinfo=UTC),
            )
    return (perf_counter() - begun) / LOGS * 1000


_FACTS: dict[str, dict[str, Any]] = {
    "talk": {
        "held_on": "2030-12-30",
        "form": "household_visit",
        "topics": ["topic_1", "topic_2"],
        "attendees": 5,
        "households": 2,
        "leaflets": 5,
    },
    "distribution": {
        "given_on": "2030-12-30",
        "supply": "free",
        "people": 1,
        "client_id": 7,
        "items": [{"product": "product_1", "brand": "brand_1", "quantity": 9, "unit": "piece", "pieces": 9}],
    },
}


async def _nothing(*_arguments: object) -> None:
    """What logging does without sums."""


async def fill(db: Db, open_loader: Callable[[], Awaitable[Loader]]) -> City:
    """Fills an empty database."""
    await migrate(db)
    city = await people_of_a_city(db, COLLABORATORS, NOW if COMMUNES == 126 else BEFORE_2025)
    await engine_of(db).dispose()
    await Years(city, await open_loader()).write(RECORDS, YEARS)
    return city


async def measure(name: str, db: Db, open_loader: Callable[[], Awaitable[Loader]]) -> list[Figure]:
    """Fills a database and measures on it."""
    begun = perf_counter()
    city = await fill(db, open_loader)
    figures = [Figure(f"{name}.fill", perf_counter() - begun, "s")]
    chosen = await mixed(db, city, YEARS, QUESTIONS)
    await timed(db, [one.of_sums for one in chosen[:20]])
    quick = statistics.quantiles(await timed(db, [one.of_sums for one in chosen]), n=20)
    slow = statistics.quantiles(await timed(db, [one.of_records for one in chosen[::EACH_TENTH]]), n=20)
    figures += [
        Figure(f"{name}.question_{label}", quick[at], "ms", slow[at]) for label, at in (("p50", 9), ("p95", 18))
    ]
    update_ids = iter(range(1_000_000_000))
    with_sums, without = [], []
    for _ in range(3):
        with_sums.append(await logging(db, city, update_ids))
        with mock.patch.object(records, "keep_in_step", _nothing):
            without.append(await logging(db, city, update_ids))
    figures.append(Figure(f"{name}.record", statistics.median(with_sums), "ms", statistics.median(without)))
    return figures


async def main() -> None:
    """Measures and prints."""
    async with contextlib.AsyncExitStack() as everything:
        folder = Path(everything.enter_context(tempfile.TemporaryDirectory(prefix="sotay-sums-")))
        file = str(folder / "years.db")
        figures = await _on(f"sqlite+aiosqlite:///{file}", "sqlite", file)
        if os.environ.get("TEST_DATABASE_URL"):
            url = await everything.enter_async_context(empty_postgresql(f"sotay_sums_{os.getpid()}"))
            figures += await _on(url, "postgresql", None)
    print(f"{RECORDS:,} records, {COMMUNES} communes; beside: plain SQL on the records, and logging without sums")
    print(table(figures, "beside"))


async def _on(url: str, name: str, file: str | None) -> list[Figure]:
    async with _opened(url) as db:

        async def loader() -> Loader:
            return SqliteLoader(file, TABLES) if file else await PostgresqlLoader.open(db, TABLES)

        return await measure(name, db, loader)


@contextlib.asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Db]:
    db = open_db(url)
    try:
        yield db
    finally:
        await engine_of(db).dispose()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
