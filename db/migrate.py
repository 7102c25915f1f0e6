"""Bringing a database to the current tables and reference data.

All of it happens in one transaction that no other process shares: SQLite takes its write lock when a transaction
begins, and on PostgreSQL an advisory lock is held until the commit. Two processes may start at once, and one that is
killed leaves the database as it was.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Db
from db.reference import load_reference, reference_is_current
from db.statistics.checking import build_missing

_LOCK = 324_2021
"""The key of the advisory lock: any number that nothing else in the database uses."""


def config(connection: Connection | None = None, **options: Any) -> Config:
    """alembic's settings; `options` go to its environment (see db/migrations/env.py)."""
    settings = Config(attributes={"connection": connection, "options": options})
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    settings.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    settings.set_main_option("path_separator", "os")
    return settings


async def migrate(db: Db) -> None:
    """Brings the tables to the newest revision, then loads the reference data, and makes the sums of records that are
    older than sums. Does nothing when all is current."""
    async with db.begin() as session:
        await _alone(session, lambda connection: command.upgrade(config(connection), "head"))
        await load_reference(session)
        await build_missing(session)


async def downgrade(db: Db, revision: str) -> None:
    """Takes the tables back to `revision` ("base": no tables). What the newer tables held is lost."""
    async with db.begin() as session:
        await _alone(session, lambda connection: command.downgrade(config(connection), revision))


async def pending(db: Db) -> bool:
    """Whether `migrate` would change anything."""
    async with db.begin() as session:
        connection = await session.connection()
        if not await connection.run_sync(_at_head):
            return True
        return not await reference_is_current(session)


async def is_made(db: Db) -> bool:
    """Whether the database has tables of ours, of whatever revision."""
    async with db.begin() as session:
        connection = await session.connection()
        return await connection.run_sync(lambda c: bool(MigrationContext.configure(c).get_current_heads()))


async def _alone(session: AsyncSession, work: Callable[[Connection], None]) -> None:
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    await connection.run_sync(work)


def _at_head(connection: Connection) -> bool:
    heads = ScriptDirectory.from_config(config()).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)
