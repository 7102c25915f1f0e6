"""Putting millions of rows into tables as fast as each database can, and the indexes afterwards."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import Db, engine_of

Row = tuple[Any, ...]


class Loader(Protocol):
    """Puts rows into tables. Ready-made rows hold what `day` and `instant` make of days and instants."""

    def day(self, day: date) -> object:
        """A day as the driver wants it."""

    def instant(self, instant: datetime) -> object:
        """An instant as the driver wants it."""

    async def put(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Adds rows."""

    async def done(self) -> None:
        """Ends the load: makes the indexes, and lets the planner know the sizes."""


class SqliteLoader:
    """Rows by executemany, in one transaction without a journal: what is half loaded is thrown away."""

    def __init__(self, file: str, tables: Sequence[str]) -> None:
        self._connection = sqlite3.connect(file)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "secure_delete=OFF", "cache_size=-400000"):
            self._connection.execute(f"PRAGMA {pragma}")
        places = ", ".join("?" * len(tables))
        self._indexes = self._connection.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ({places})", tables
        ).fetchall()
        for name, _ in self._indexes:
            self._connection.execute(f"DROP INDEX {name}")

    def day(self, day: date) -> object:
        """A day as the driver wants it."""
        return day.isoformat()

    def instant(self, instant: datetime) -> object:
        """An instant as the driver wants it."""
        return instant.strftime("%Y-%m-%d %H:%M:%S.%f")

    async def put(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Adds rows."""
        names, places = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)

    async def done(self) -> None:
        """Ends the load: makes the indexes, and lets the planner know the sizes."""
        for _, sql in self._indexes:
            self._connection.execute(sql)
        self._connection.commit()
        self._connection.execute("PRAGMA analysis_limit=10000")
        self._connection.execute("ANALYZE")
        self._connection.commit()
        self._connection.close()


class PostgresqlLoader:
    """Rows by COPY, without looking up foreign keys; for that one has to be the server's superuser."""

    def __init__(self, held: AsyncConnection, connection: Any, indexes: list[tuple[str, str]]) -> None:
        self._held, self._connection, self._indexes = held, connection, indexes

    @classmethod
    async def open(cls, db: Db, tables: Sequence[str]) -> "PostgresqlLoader":
        """Takes a connection out of the pool, beneath the driver's own transactions."""
        held = await engine_of(db).connect()
        connection: Any = (await held.get_raw_connection()).driver_connection
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1) AND NOT EXISTS ("
            "SELECT FROM pg_constraint WHERE conname = indexname)",
            list(tables),
        )
        for name, _ in indexes:
            await connection.execute(f"DROP INDEX {name}")
        return cls(held, connection, [tuple(index) for index in indexes])

    def day(self, day: date) -> object:
        """A day as the driver wants it."""
        return day

    def instant(self, instant: datetime) -> object:
        """An instant as the driver wants it."""
        return instant

    async def put(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Adds rows."""
        await self._connection.copy_records_to_table(table, columns=columns, records=rows)

    async def done(self) -> None:
        """Ends the load: makes the indexes, sets the counters of ids, and lets the planner know the sizes."""
        for _, definition in self._indexes:
            await self._connection.execute(definition)
        for table in ("talks", "distributions", "referrals"):
            await self._connection.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
        await self._connection.execute("VACUUM ANALYZE")
        await self._connection.execute("CHECKPOINT")
        await self._held.close()
