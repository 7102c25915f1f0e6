"""`python -m tests.bench.digests`: how long all digests of a Monday and all summaries of a Friday take, with pictures
and files, beside the time in which a messenger lets one message to each of their readers be sent: by the clock, and in
seconds of a processor. Sizes come from the environment:

    BENCH_RECORDS       records (300,000), evenly over a year of 12,000 collaborators
    BENCH_COMMUNES      126 (as today), or 579 (as when the plan was written)
"""

import asyncio
import os
import resource
import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import uvloop
from sqlalchemy import insert, select, update

from bot.clock import FixedClock
from bot.clockwork import Clockwork
from bot.enclosing import MAKERS, enclosed_in
from db.areas import Area, area_by_code, valid_on
from db.engine import Db, engine_of, open_db
from db.messages import Outgoing
from db.migrate import migrate
from db.people import Address, Grant, Person
from tests.bench.loading import SqliteLoader
from tests.bench.report import Figure, table
from tests.bench.years import BEFORE_2025, LAST, NOW, TABLES, City, Years, people_of_a_city
from tests.conftest import ZONE
from tests.village import telegram

RECORDS = int(os.environ.get("BENCH_RECORDS", "300000"))
COMMUNES = int(os.environ.get("BENCH_COMMUNES", "126"))
COLLABORATORS = 12_000
SUPERVISORS = 12
RATE = 30
"""Messages a second that Telegram takes."""
MONDAY = LAST - timedelta(days=LAST.weekday() + 7)
FRIDAY = MONDAY - timedelta(days=3)
SINCE = date(2030, 1, 1)


async def fill(db: Db, file: str) -> City:
    """A year of a city, its people with their roles and phones."""
    await migrate(db)
    day = NOW if COMMUNES == 126 else BEFORE_2025
    city = await people_of_a_city(db, COLLABORATORS, day)
    async with db.begin() as session:
        if day == BEFORE_2025:  # as if they had never been merged
            old = (await session.scalars(select(Area.id).where(Area.kind == "commune", valid_on(day)))).all()
            communes = update(Area).where(Area.kind == "commune")
            await session.execute(communes.where(Area.id.not_in(old)).values(valid_to=day))
            await session.execute(communes.where(Area.id.in_(old)).values(valid_to=None))
        top = await area_by_code(session, "01", day)
        assert top is not None
        grants = [("collaborator", who, area) for who, area, _ in city.workers]
        for role, areas in (("officer", city.communes), ("supervisor", [top.id] * SUPERVISORS)):
            made = [{"name": f"{role} {n}", "language": "vi", "created_at": _at(SINCE)} for n in range(len(areas))]
            people = await session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), made)
            grants += [(role, who, area) for who, area in zip(people, areas, strict=True)]
        held = [{"role": role, "person_id": who, "area_id": area} for role, who, area in grants]
        await session.execute(insert(Grant), [{**one, "valid_from": SINCE, "state": "active"} for one in held])
        chats = [{"channel": "telegram", "chat": str(who), "person_id": who} for _, who, _ in grants]
        await session.execute(insert(Address), chats)
    await engine_of(db).dispose()
    await Years(city, SqliteLoader(file, TABLES)).write(RECORDS, years=1)
    return city


def _at(day: date, hour: str = "00:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), ZONE)


class Watch:
    """Adds up the time of what runs under it: by the clock, and of a processor."""

    def __init__(self) -> None:
        self.passed, self.worked = 0.0, 0.0

    def __enter__(self) -> None:
        self.passed -= perf_counter()
        self.worked -= process_time()

    def __exit__(self, *_: object) -> None:
        self.passed += perf_counter()
        self.worked += process_time()

    def figures(self, name: str, count: int) -> list[Figure]:
        """The times, beside that of sending so many."""
        return [
            Figure(f"{name} ({count:,})", self.passed, "s", count / RATE),
            Figure(f"{name}, of a processor", self.worked, "s", count / RATE),
        ]


class Bench:
    """The clockwork, and a messenger that takes everything at once."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self.clock = FixedClock(_at(FRIDAY, "16:00"))
        channel = telegram()
        self.clockwork = Clockwork(db, {channel.name: channel}, self.clock, ZONE)

    async def told(self, day: date, hour: str) -> tuple[int, "Watch"]:
        """How many letters are written at that hour, and the time that it takes."""
        self.clock.at, letters, watch = _at(day, hour), 0, Watch()
        while True:
            with watch:
                await self.clockwork.tick()
            written, digests = await self._take()
            letters += digests
            if not written:
                return letters, watch

    async def made(self) -> tuple[int, "Watch"]:
        """How many pictures and files are made of what was written, and the time: one by one, as by delivery."""
        async with self.db() as session:
            ids = (await session.scalars(select(Outgoing.id).where(Outgoing.kind.in_(MAKERS)))).all()
        watch = Watch()
        for id in ids:
            async with self.db() as session:
                payload: Any = await session.scalar(select(Outgoing.payload).where(Outgoing.id == id))
            with watch:
                await asyncio.to_thread(MAKERS[enclosed_in(payload) or ""], payload)
        return len(ids), watch

    async def _take(self) -> tuple[int, int]:
        """Sends all that was written; returns how many letters there were, and how many digests among them."""
        async with self.db.begin() as session:
            unsent = Outgoing.sent_at.is_(None)
            kinds = (await session.scalars(select(Outgoing.kind).where(unsent))).all()
            await session.execute(update(Outgoing).where(unsent).values(sent_at=self.clock.at))
            return len(kinds), kinds.count("digest")


async def measure(db: Db) -> list[Figure]:
    """A Friday and a Monday."""
    bench, before = Bench(db), _megabytes()
    await bench.clockwork.tick()
    figures: list[Figure] = []
    told = (("summaries", FRIDAY, "17:00"), ("digests", MONDAY, "07:30"), ("overviews", MONDAY, "08:00"))
    for name, day, hour in told:
        letters, watch = await bench.told(day, hour)
        figures += watch.figures(name, letters)
    enclosures, watch = await bench.made()
    figures += watch.figures("pictures and files", enclosures)
    return [*figures, Figure("memory for it", _megabytes() - before, "MB")]


def _megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main() -> None:
    """Fills (in a process of its own, whose memory does not count), measures and prints."""
    if len(sys.argv) > 1:
        await fill(open_db(f"sqlite+aiosqlite:///{sys.argv[1]}"), sys.argv[1])
        return
    with tempfile.TemporaryDirectory(prefix="sotay-digests-") as folder:
        file = str(Path(folder) / "year.db")
        filling = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.digests", file)
        assert await filling.wait() == 0
        db = open_db(f"sqlite+aiosqlite:///{file}")
        figures = await measure(db)
        await engine_of(db).dispose()
    print(f"{RECORDS:,} records in a year, {COMMUNES} communes; beside: sending at {RATE} a second")
    print(table(figures, "sending"))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
