"""Opening the database: SQLite in one file, or PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

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
            parsed, pool_size=1, max_overflow=0, pool_timeout=600, connect_args={"timeout": 30, "isolation_level": None}
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediately)
    else:
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+asyncpg")
        engine = create_async_engine(parsed, pool_size=10, max_overflow=0, pool_timeout=60, pool_pre_ping=True)
    return async_sessionmaker(engine, expire_on_commit=False)


def engine_of(db: Db) -> AsyncEngine:
    """The engine behind a sessionmaker, for migrations and for closing."""
    engine: AsyncEngine = db.kw["bind"]
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediately(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
