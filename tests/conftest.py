"""What all tests share: a real database (SQLite, and PostgreSQL where TEST_DATABASE_URL names one), a clock that stands
still, and the language."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FixedClock
from db.engine import Db, engine_of, open_db
from db.migrate import migrate
from tests.databases import empty_postgresql

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
"""A Wednesday, noon in Hanoi."""
TODAY = date(2026, 11, 18)

POSTGRESQL = os.environ.get("TEST_DATABASE_URL")
DATABASES = [
    "sqlite",
    pytest.param(
        "postgresql", marks=pytest.mark.skipif(not POSTGRESQL, reason="TEST_DATABASE_URL names no PostgreSQL")
    ),
]


@pytest.fixture
def clock() -> FixedClock:
    """A clock at noon of 18 November 2026."""
    return FixedClock(NOON)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
async def database_url(database: str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database of the test's own."""
    if database == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
        return
    async with empty_postgresql(f"sotay_{os.getpid()}_{os.urandom(4).hex()}") as url:
        yield url


@pytest.fixture
async def empty_db(database_url: str) -> AsyncIterator[Db]:
    """A database without tables."""
    db = open_db(database_url)
    yield db
    await engine_of(db).dispose()


@pytest.fixture
async def db(empty_db: Db) -> Db:
    """A database with all tables and the reference data."""
    await migrate(empty_db)
    return empty_db
