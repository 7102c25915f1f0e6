"""Opening the database: SQLite in one file, or PostgreSQL."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from db.sqlite import Sqlite

Db = async_sessionmaker[AsyncSession]
"""The sessionmaker, called `db` wherever it is passed: `async with db.begin() as session:` is one transaction."""


def open_db(url: str) -> Db:
    """Opens `url` (`sqlite+aiosqlite:///file` or `postgresql+asyncpg://…`); nothing is connected before the first use.

    SQLite has one connection and takes its write lock when a transaction begins, so transactions of this process
    queue up in order and never meet "database is locked" half-way; those of other processes wait up to 30 seconds.
    Each commit reaches the disk (synchronous=FULL) before anything is answered.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.drivername == "sqlite":
            parsed = parsed.set(drivername="sqlite+aiosqlite")
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(
            parsed,
            pool_size=1,
            max_overflow=0,
            pool_timeout=600,
            connect_args={"timeout": 0, "isolation_level": None, "check_same_thread": False},
            hide_parameters=True,
            module=Sqlite(),
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediately)
    else:
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+asyncpg")
        engine = create_async_engine(parsed, pool_size=10, max_overflow=0, pool_timeout=60, hide_parameters=True)
    return async_sessionmaker(engine, expire_on_commit=False)


def engine_of(db: Db) -> AsyncEngine:
    """The engine behind a sessionmaker, for migrations and for closing."""
    engine: AsyncEngine = db.kw["bind"]
    return engine


async def empty_log(db: Db) -> None:
    """On SQLite, moves the write-ahead log into the file and empties it: what was overwritten is then gone from there,
    too. Does nothing on PostgreSQL."""
    if engine_of(db).dialect.name != "sqlite":
        return
    async with engine_of(db).connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")


_PASSING = ("08", "40", "53", "55", "57", "58")
"""Classes of PostgreSQL's error codes that speak of the server's or the network's state, not of what was asked."""


def out_of_reach(error: BaseException) -> bool:
    """Whether the database could not be used just now, so that the same transaction may succeed a moment later."""
    if isinstance(error, PoolTimeout | OSError):
        return True
    cause: Any = error
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorname != "SQLITE_ERROR"
    return (getattr(cause, "sqlstate", None) or "").startswith(_PASSING)


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "cache_size=-24000",  # KiB; with the ordinary 2,000 a city's rows are read from the file again and again
)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediately(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
