"""Years of records, straight into the tables: 12,000 collaborators of a city, with the sums of what they wrote."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, valid_on
from db.clients import ClientRow
from db.engine import Db
from db.people import Person
from db.statistics.spans import bounds, periods
from tests.bench.bulk_sums import CITY_SUM, COMMUNE_SUM, PERSON_SUM, BulkSums
from tests.bench.loading import Loader, Row
from tests.bench.patterns import COLUMNS, MOST_DAYS_LATER, PART_COLUMNS, Pattern, patterns

LAST = date(2030, 12, 31)
BEFORE_2025, NOW = date(2024, 6, 30), date(2026, 11, 18)
"""Days on which Hanoi had 579 communes, and has 126."""
HAMLETS = 5400
CLIENTS_EACH = 20
CHUNK = 50_000

WHO = ("id", "person_id", "area_id", "day")
ENTERED = ("entered_at", "channel", "update_id", "part", "version")
MORE = {
    "talk": (),
    "distribution": ("client_id",),
    "referral": ("client_id", "slip", "followed_on", "attended_on"),
}
PARTS = {
    "talk": ("talk_topics", "talk_id"),
    "distribution": ("distribution_items", "distribution_id"),
    "referral": ("referral_purposes", "referral_id"),
}
TABLES = (
    *(f"{kind}s" for kind in PARTS),
    *(table for table, _ in PARTS.values()),
    "city_sums",
    "commune_sums",
    "person_sums",
)
"""The tables that are filled: those that others refer to first."""


@dataclass(frozen=True)
class City:
    """Who works where: (person, area, commune), and the communes. The n-th has the n-th CLIENTS_EACH clients."""

    workers: list[tuple[int, int, int]]
    communes: list[int]


async def people_of_a_city(db: Db, collaborators: int, day: date) -> City:
    """Fills a migrated, empty database with hamlets of the communes of that day, collaborators and their clients."""
    async with db.begin() as session:
        found = select(Area).where(Area.kind == "commune", valid_on(day)).order_by(Area.code)
        communes = [area.id for area in await session.scalars(found)]
        made = [
            {"code": f"H{n:05}", "name": f"Tổ {n}", "kind": "hamlet", "parent_id": communes[n % len(communes)]}
            for n in range(HAMLETS)
        ]
        await session.execute(insert(Area), [{**one, "valid_from": date(2021, 1, 1)} for one in made])
        hamlets = (
            await session.execute(select(Area.id, Area.parent_id).where(Area.kind == "hamlet").order_by(Area.id))
        ).all()
        now = datetime(2021, 1, 1, tzinfo=UTC)
        same = {"language": "vi", "created_at": now}
        await session.execute(insert(Person), [{"name": f"CTV {n}", **same} for n in range(collaborators)])
        people = (await session.scalars(select(Person.id).order_by(Person.id))).all()
        workers = [(who, *hamlets[n % len(hamlets)]) for n, who in enumerate(people)]
        await _clients(session, workers, now)
    return City([(who, area, commune) for who, area, commune in workers if commune], communes)


async def _clients(session: AsyncSession, workers: Sequence[tuple[int, int, Any]], now: datetime) -> None:
    number = 0
    for who, area, commune in workers:
        rows = []
        for _ in range(CLIENTS_EACH):
            number += 1
            rows.append(
                {
                    "code": f"{number:07}",
                    "commune_id": commune,
                    "person_id": who,
                    "area_id": area,
                    "created_at": now,
                    "channel": "bench",
                    "update_id": number,
                }
            )
        await session.execute(insert(ClientRow), rows)
    assert await session.scalar(select(func.count(ClientRow.id))) == number


class Years:
    """Writes records of many years."""

    def __init__(self, city: City, loader: Loader, seed: int = 324) -> None:
        self._workers, self._loader, self._chance = city.workers, loader, random.Random(seed)
        self._patterns = patterns(self._chance)
        self._sums = BulkSums(city.workers, CLIENTS_EACH, self._patterns)
        self._ids = dict.fromkeys(PARTS, 0)
        self._update = 0
        self._records: defaultdict[str, list[Row]] = defaultdict(list)
        self._parts: defaultdict[str, list[Row]] = defaultdict(list)

    async def write(self, records: int, years: int = 10) -> None:
        """So many records, evenly over the years up to LAST, and their sums."""
        months = periods("month", date(LAST.year - years + 1, 1, 1), LAST)
        for nth, month in enumerate(months, start=1):
            begin, end = records * (nth - 1) // len(months), records * nth // len(months)
            for first in range(begin, end, CHUNK):
                self._draw(month, min(CHUNK, end - first))
                await self._flush()
            city, communes, persons = self._sums.end_month(bounds("month", month)[1], final=nth == len(months))
            await self._loader.put("city_sums", CITY_SUM, city)
            await self._loader.put("commune_sums", COMMUNE_SUM, communes)
            await self._loader.put("person_sums", PERSON_SUM, persons)
        await self._loader.done()

    def _draw(self, month: date, records: int) -> None:
        chance, (first, last) = self._chance.random, bounds("month", month)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        told = {day: Told(self._loader, day) for day in days}
        for _ in range(records):
            pattern = self._patterns[int(chance() * len(self._patterns))]
            nth, day = int(chance() * len(self._workers)), days[int(chance() * len(days))]
            client = nth * CLIENTS_EACH + int(chance() * CLIENTS_EACH) if pattern.coded else None
            self._write(pattern, nth, told[day], client)
            self._sums.add(nth, day, pattern, client)

    def _write(self, pattern: Pattern, nth: int, told: "Told", client: int | None) -> None:
        kind = pattern.kind
        number = self._ids[kind] = self._ids[kind] + 1
        self._update += 1
        who, area, _ = self._workers[nth]
        row = (number, who, area, told.days[0], *pattern.values)
        row += (told.entered[pattern.entered], "bench", self._update, 0, 1)
        if kind != "talk":
            row += (None if client is None else client + 1,)
        if kind == "referral":
            row += (f"B{number:09}", told.after(pattern.followed), told.after(pattern.attended))
        self._records[kind].append(row)
        self._parts[kind] += [(number, *part) for part in pattern.parts]

    async def _flush(self) -> None:
        """Puts what was written into the tables: records before what belongs to them."""
        for kind, (table, owner) in PARTS.items():
            await self._loader.put(
                f"{kind}s", (*WHO, *COLUMNS[kind], *ENTERED, *MORE[kind]), self._records.pop(kind, [])
            )
            await self._loader.put(table, (owner, *PART_COLUMNS[kind]), self._parts.pop(kind, []))


class Told:
    """A day, those after it, and when what was done on it was entered, as the database's driver wants them."""

    def __init__(self, loader: Loader, day: date) -> None:
        self.days = [loader.day(day + timedelta(days=n)) for n in range(MOST_DAYS_LATER + 1)]
        noons = (datetime.combine(day + timedelta(days=n), time(5), UTC) for n in range(MOST_DAYS_LATER + 1))
        self.entered = [loader.instant(noon) for noon in noons]

    def after(self, days: int | None) -> object:
        """The day so many days later."""
        return None if days is None else self.days[days]
