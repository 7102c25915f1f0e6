"""A database for each conversation: a copy of one that was migrated once, or PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.engine import Db, engine_of, open_db
from db.migrate import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and the reference data. Only copies of it are used."""
    file = tmp_path_factory.mktemp("migrated") / "sotay.db"

    async def make() -> None:
        db = open_db(f"sqlite+aiosqlite:///{file}")
        await migrate(db)
        await engine_of(db).dispose()

    asyncio.run(make())
    return file


@pytest.fixture
async def ready_db(database: str, database_url: str, migrated_file: Path) -> AsyncIterator[Db]:
    """A migrated database of the test's own."""
    if database == "sqlite":
        shutil.copy(migrated_file, database_url.removeprefix("sqlite+aiosqlite:///"))
    db = open_db(database_url)
    if database != "sqlite":
        await migrate(db)
    yield db
    await engine_of(db).dispose()
