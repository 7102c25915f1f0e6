"""Making and dropping databases for tests."""

import contextlib
import os
from collections.abc import AsyncIterator

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine


@contextlib.asynccontextmanager
async def empty_postgresql(name: str) -> AsyncIterator[str]:
    """A new database beside the one that TEST_DATABASE_URL names; dropped at the end. Yields its address."""
    server = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        async with engine.connect() as connection:
            await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        await engine.dispose()
