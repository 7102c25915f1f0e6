"""Making and dropping databases for tests, beside the one that TEST_DATABASE_URL names."""

import contextlib
import os
from collections.abc import AsyncIterator
from functools import cache

from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, async_sessionmaker, create_async_engine

from db.engine import Db, engine_of, open_db

COPIES_FILES = (15,)
"""Since which version a small database can be copied as files, which is done in half the time."""
_opened = cache(open_db)


def reopened(url: str) -> Db:
    """The database at this address, for one test: nothing is connected yet, and nobody listens to it.

    What was compiled for another database at the same address is not compiled again, which is dearer than most of what
    is asked.
    """
    db = _opened(url)
    return async_sessionmaker(**{**db.kw, "bind": engine_of(db).execution_options()})


def postgresql_url(name: str) -> str:
    """The address of the database of that name."""
    return _server().set(database=name).render_as_string(hide_password=False)


async def create_postgresql(name: str, template: str | None = None) -> None:
    """Makes a database, empty or as a copy of another that nobody is connected to."""
    async with _at_work() as connection:
        copied = f' TEMPLATE "{template}"' if template else ""
        if copied and connection.dialect.server_version_info >= COPIES_FILES:  # type: ignore[operator]
            copied += " STRATEGY file_copy"
        await connection.execute(text(f'CREATE DATABASE "{name}"{copied}'))


async def drop_postgresql(name: str) -> None:
    """Drops a database, whoever is connected to it."""
    async with _at_work() as connection:
        await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextlib.asynccontextmanager
async def empty_postgresql(name: str) -> AsyncIterator[str]:
    """A new database, dropped at the end. Yields its address."""
    await create_postgresql(name)
    try:
        yield postgresql_url(name)
    finally:
        await drop_postgresql(name)


def _server() -> URL:
    return make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql+asyncpg")


@contextlib.asynccontextmanager
async def _at_work() -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(_server(), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()
