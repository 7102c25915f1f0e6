"""Making and dropping databases for tests, beside the one that TEST_DATABASE_URL names."""

import contextlib
import os
from collections.abc import AsyncIterator

from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine


def postgresql_url(name: str) -> str:
    """The address of the database of that name."""
    return _server().set(database=name).render_as_string(hide_password=False)


async def create_postgresql(name: str, template: str | None = None) -> None:
    """Makes a database, empty or as a copy of another that nobody is connected to."""
    await _run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))


async def drop_postgresql(name: str) -> None:
    """Drops a database, whoever is connected to it."""
    await _run(f'DROP DATABASE "{name}" WITH (FORCE)')


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


async def _run(command: str) -> None:
    engine = create_async_engine(_server(), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(command))
    await engine.dispose()
