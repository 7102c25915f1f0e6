"""Taking additions into the sums, many at once: one row of a period is then written once for all of them.

Whoever changes sums does so alone. Those who log do not: they append to the additions, and nobody waits for anybody.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Dialect, Table, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.base import DIALECT_INSERT
from db.engine import Db
from db.statistics.counts import DIFFERENT, Figures
from db.statistics.spans import GRAINS, begins, period
from db.sums import FIGURES, SUMMED, Addition, CitySum, CommuneSum, Counted, PersonSum, Sum, bits, primary_key

AT_ONCE = 500
"""Additions that are taken in by one transaction: some ten milliseconds, during which others wait on SQLite."""

Rows = Mapping[tuple[Any, ...], Figures]
"""Rows of a table by their primary keys."""

_BITS = {grain: bits(grain) for grain in GRAINS}


class Tally:
    """Sums of several records, or differences between them, as rows of communes and persons by their primary keys."""

    def __init__(self) -> None:
        self.communes: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)
        self.persons: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)

    def add(self, commune_id: int, record: Counted) -> None:
        """Adds a record but for the counts of different persons."""
        numbers = [period(grain, record.day) for grain in SUMMED]
        month = period("month", record.day)
        for (subject, key), figures in record.counts.items():
            for number in numbers:
                self.communes[commune_id, subject, number, key] += figures
            self.persons[record.area_id, subject, month, record.person_id, key] += figures

    def take(self, one: Addition) -> None:
        """Adds what a change of a record adds."""
        day, figures = begins(one.day), Figures(one.records, one.people, one.amount)
        for grain, bit in _BITS.items():
            if one.grains & bit:
                self.communes[one.commune_id, one.subject, period(grain, day), one.key] += figures
        if one.subject not in DIFFERENT:
            self.persons[one.area_id, one.subject, period("month", day), one.person_id, one.key] += figures


async def take_in_all(db: Db) -> int:
    """Takes in all additions, some in each transaction; returns how many they were."""
    count = 0
    while True:
        async with db.begin() as session:
            some = await take_in(session, AT_ONCE)
        count += some
        if some < AT_ONCE:
            return count


async def take_in(session: AsyncSession, most: int | None = None, commune_id: int | None = None) -> int:
    """Takes in the first additions, of one commune alone if it is given; returns how many they were."""
    connection = await session.connection()
    await alone(connection)
    first = select(Addition.id).order_by(Addition.id).limit(most)
    if commune_id is not None:
        first = first.where(Addition.commune_id == commune_id)
    taken = delete(Addition).where(Addition.id.in_(first)).returning(*Addition.__table__.c)
    additions = (await connection.execute(taken)).all()
    sums = Tally()
    for one in additions:
        sums.take(cast(Addition, one))
    await add_rows(connection, sums)
    return len(additions)


async def alone(connection: AsyncConnection) -> None:
    """Nobody else changes sums until this transaction ends. Whoever holds communes, too, holds them before."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


_LOCK = 324_2022
"""The key of the advisory lock: any number that nothing else in the database uses. A lock on the table would stop each
vacuum of it, sooner or later."""


async def add_rows(connection: AsyncConnection, sums: Tally) -> None:
    """Adds to the rows that are there and makes those that are not: those of communes, and so of the city, and those
    of persons."""
    await add_to(connection, CommuneSum, sums.communes)
    await add_to(connection, CitySum, city_rows(sums.communes))
    await add_to(connection, PersonSum, sums.persons)


def city_rows(communes: Rows) -> Rows:
    """The rows of the city that rows of communes add up to."""
    city: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)
    for (_, subject, number, key), figures in communes.items():
        city[subject, number, key] += figures
    return city


async def add_to(connection: AsyncConnection, model: type[Sum], rows: Rows) -> None:
    """Adds to the rows of one table, always in the same order."""
    values = [(*key, figures.records, figures.people, figures.amount) for key, figures in rows.items() if figures]
    if values:
        await connection.exec_driver_sql(_adding(model, connection.dialect), sorted(values))


_ADDING: dict[tuple[str, str], str] = {}


def _adding(model: type[Sum], dialect: Dialect) -> str:
    """The statement that adds to rows, in the driver's own words: it runs for many rows."""
    known = model.__tablename__, dialect.name
    if known not in _ADDING:
        columns = model.__table__.c
        add = DIALECT_INSERT[dialect.name](cast(Table, model.__table__))
        added = add.on_conflict_do_update(
            index_elements=primary_key(model),
            set_={name: columns[name] + add.excluded[name] for name in FIGURES},
        )
        _ADDING[known] = str(added.compile(dialect=dialect))
    return _ADDING[known]
