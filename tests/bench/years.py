"""Years of records, straight into the tables: 12,000 collaborators of a city, with the sums of what they wrote.

The sums are made by the program's own `Tally`, month by month, and put in place as rows: nothing is added up twice.
"""

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.areas import Area, valid_on
from db.clients import ClientRow
from db.engine import Db, engine_of
from db.people import Person
from db.statistics.counts import Figures, counts
from db.statistics.spans import GRAINS, bounds, period, periods
from db.sums import Counted, Tally

LAST = date(2030, 12, 31)
BEFORE_2025, NOW = date(2024, 6, 30), date(2026, 11, 18)
"""Days on which Hanoi had 579 communes, and has 126."""
HAMLETS = 5400
CLIENTS_EACH = 20
CHUNK = 50_000

FORMS = (("household_visit", None),) * 5 + (
    ("counselling", None),
    ("group_talk", None),
    ("community_event", "city"),
    ("community_event", "local"),
    ("loudspeaker", None),
)
TOPICS = tuple(f"topic_{n}" for n in range(15))
GOODS = tuple((f"product_{n % 5}", f"brand_{n}" if n % 3 else None) for n in range(12))
SUPPLIES = ("free", "free", "subsidised", "socialised")
PURPOSES = (["breast"], ["cervical"], ["breast", "cervical"], ["iud"])
STATES = ("referred", "appointment", "not_yet", "attended", "attended", "declined", "lost", "no_return")
BANDS = ("<30", "30-39", "40-54", "55+")

TALK = ("id", "person_id", "area_id", "day", "form", "attendees", "households", "women_40", "leaflets", "funding")
DISTRIBUTION = ("id", "person_id", "area_id", "day", "supply", "money", "client_id", "people")
REFERRAL = (
    *("id", "person_id", "area_id", "day", "client_id", "count", "age_band"),
    *("slip", "state", "followed_on", "attended_on"),
)
ENTERED = ("entered_at", "channel", "update_id", "part", "version")
ITEM = ("distribution_id", "position", "product", "brand", "quantity", "unit", "pieces")
COMMUNE_SUM = ("commune_id", "subject", "period", "key", "records", "people", "amount")
PERSON_SUM = ("area_id", "subject", "period", "person_id", "key", "records", "people", "amount")


class Loader(Protocol):
    """Puts rows into a table as fast as its database can."""

    async def put(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Adds rows."""

    async def done(self) -> None:
        """Ends the load."""


class SqliteLoader:
    """Rows by executemany, in the driver's own words for days and instants."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("PRAGMA synchronous=OFF")

    async def put(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Adds rows."""
        names, places = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", map(_as_text, rows))

    async def done(self) -> None:
        """Commits, and lets the planner know the sizes."""
        self._connection.commit()
        self._connection.execute("ANALYZE")
        self._connection.commit()
        self._connection.close()


class PostgresqlLoader:
    """Rows by COPY."""

    def __init__(self, held: AsyncConnection, connection: Any) -> None:
        self._held, self._connection = held, connection

    @classmethod
    async def open(cls, db: Db) -> "PostgresqlLoader":
        """Takes a connection out of the pool, beneath the driver's own transactions."""
        held = await engine_of(db).connect()
        return cls(held, (await held.get_raw_connection()).driver_connection)

    async def put(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Adds rows."""
        await self._connection.copy_records_to_table(table, columns=columns, records=rows)

    async def done(self) -> None:
        """Sets the counters of ids, and lets the planner know the sizes."""
        for table in ("talks", "distributions", "referrals"):
            await self._connection.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
        await self._connection.execute("VACUUM ANALYZE")
        await self._held.close()


def _as_text(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        value.strftime("%Y-%m-%d %H:%M:%S.%f")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for value in row
    )


@dataclass(frozen=True)
class City:
    """Who works where: (person, area, commune), the first client of each, and the communes."""

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
        self._city, self._loader, self._chance = city, loader, random.Random(seed)
        self._ids = dict.fromkeys(("talk", "distribution", "referral"), 0)
        self._update = 0
        self._rows: defaultdict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
        self._seen: defaultdict[tuple[int, str, int, str], set[int]] = defaultdict(set)
        self._years: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)

    async def write(self, records: int, years: int = 10) -> None:
        """So many records, evenly over the years up to LAST, and their sums."""
        months = periods("month", date(LAST.year - years + 1, 1, 1), LAST)
        for nth, month in enumerate(months, start=1):
            tally = Tally()
            for record in self._month(month, records * nth // len(months) - records * (nth - 1) // len(months)):
                for one in record.appearances():
                    for grain in GRAINS:
                        self._seen[self._commune, one.subject, period(grain, one.day), one.key].add(one.who)
                tally.add(self._commune, record)
                if self._update % CHUNK == 0:
                    await self._flush()
            await self._sum(tally, month.year)
        await self._put("commune_sums", COMMUNE_SUM, _rows(self._years.items()))
        await self._put("commune_sums", COMMUNE_SUM, [(*key, len(who), 0, 0) for key, who in self._seen.items()])
        await self._loader.done()

    async def _sum(self, tally: Tally, year: int) -> None:
        for key in [key for key in tally.communes if key[2] == year]:
            self._years[key] += tally.communes.pop(key)
        await self._flush()
        await self._put("commune_sums", COMMUNE_SUM, _rows(tally.communes.items()))
        await self._put("person_sums", PERSON_SUM, _rows(tally.persons.items()))

    def _month(self, month: date, records: int) -> Iterator[Counted]:
        chance, (first, last) = self._chance, bounds("month", month)
        length = (last - first).days + 1
        for _ in range(records):
            nth = int(chance.random() * len(self._city.workers))
            who, area, self._commune = self._city.workers[nth]
            day = first + timedelta(days=int(chance.random() * length))
            entered = datetime.combine(day + timedelta(days=int(chance.random() * 4)), time(5), UTC)
            client = None if chance.random() < 0.3 else nth * CLIENTS_EACH + 1 + int(chance.random() * CLIENTS_EACH)
            kind = chance.choices(("talk", "distribution", "referral"), (60, 25, 15))[0]
            self._ids[kind] += 1
            self._update += 1
            make = {"talk": self._talk, "distribution": self._distribution, "referral": self._referral}[kind]
            facts, outcome = make((self._ids[kind], who, area, day), (entered, "bench", self._update, 0, 1), client)
            counted = counts(kind, day, entered, facts, outcome)
            yield Counted(kind, self._ids[kind], who, area, day, facts.get("client_id"), counted)

    def _talk(self, where: tuple[Any, ...], entered: tuple[Any, ...], _client: int | None) -> Any:
        chance = self._chance
        form, funding = chance.choice(FORMS)
        people = 1 + int(chance.random() * 40)
        households = 1 + people // 4 if form == "household_visit" else None
        topics = {chance.choice(TOPICS), chance.choice(TOPICS[:5])}
        women = people // 3 if "topic_0" in topics else None
        row = (*where, form, people, households, women, people, funding, *entered)
        self._rows["talks", (*TALK, *ENTERED)].append(row)
        self._rows["talk_topics", ("talk_id", "topic")].extend((where[0], topic) for topic in topics)
        facts = dict(zip(TALK, row, strict=False))
        return {**facts, "topics": topics, "women_30_54": None}, {}

    def _distribution(self, where: tuple[Any, ...], entered: tuple[Any, ...], client: int | None) -> Any:
        chance = self._chance
        supply, (product, brand) = chance.choice(SUPPLIES), chance.choice(GOODS)
        money, pieces = (0 if supply == "free" else 10_000), 1 + int(chance.random() * 30)
        row = (*where, supply, money, client, 1, *entered)
        self._rows["distributions", (*DISTRIBUTION, *ENTERED)].append(row)
        item = (where[0], 0, product, brand, pieces, "piece", pieces)
        self._rows["distribution_items", ITEM].append(item)
        return {**dict(zip(DISTRIBUTION, row, strict=False)), "items": [dict(zip(ITEM, item, strict=True))]}, {}

    def _referral(self, where: tuple[Any, ...], entered: tuple[Any, ...], client: int | None) -> Any:
        chance, day = self._chance, where[3]
        state = "referred" if client is None else chance.choice(STATES)
        followed = None if state == "referred" else day + timedelta(days=int(chance.random() * 40))
        attended = followed if state in ("attended", "no_return") else None
        purposes = chance.choice(PURPOSES)
        told = (client, 1, chance.choice(BANDS), f"B{where[0]:09}", state, followed, attended)
        row = (*where, *told, *entered)
        self._rows["referrals", (*REFERRAL, *ENTERED)].append(row)
        rows = self._rows["referral_purposes", ("referral_id", "purpose")]
        rows.extend((where[0], purpose) for purpose in purposes)
        facts = dict(zip(REFERRAL, row, strict=False))
        return {**facts, "purposes": purposes}, facts

    async def _flush(self) -> None:
        """Puts what was written into the tables: records before what belongs to them."""
        for (table, columns), rows in sorted(self._rows.items(), key=lambda one: one[0][0] not in ORDER):
            await self._put(table, columns, rows)
        self._rows.clear()

    async def _put(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        if rows:
            await self._loader.put(table, columns, rows)


ORDER = ("talks", "distributions", "referrals")
"""The tables that others refer to."""


def _rows(sums: Iterable[tuple[tuple[Any, ...], Figures]]) -> list[tuple[Any, ...]]:
    """Sums as rows, in the order of their primary keys."""
    return sorted((*key, figures.records, figures.people, figures.amount) for key, figures in sums)
