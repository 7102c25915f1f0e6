"""What all tests share: a real database (SQLite, and PostgreSQL where TEST_DATABASE_URL names one), a clock that stands
still, and the language."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FixedClock
from db.catalogue import Catalogue, catalogue
from db.engine import Db, engine_of, open_db
from db.migrate import migrate
from tests.databases import create_postgresql, drop_postgresql, postgresql_url

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
"""A Wednesday, noon in Hanoi."""
TODAY = date(2026, 11, 18)

POSTGRESQL = os.environ.get("TEST_DATABASE_URL")
ON_POSTGRESQL = pytest.mark.skipif(not POSTGRESQL, reason="TEST_DATABASE_URL names no PostgreSQL")
DATABASES = ["sqlite", pytest.param("postgresql", marks=ON_POSTGRESQL)]


@pytest.fixture
def clock() -> FixedClock:
    """A clock at noon of 18 November 2026."""
    return FixedClock(NOON)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and the reference data, of which tests get copies."""
    file = tmp_path_factory.mktemp("migrated") / "sotay.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def lists(migrated_file: Path) -> Catalogue:
    """The reference catalogue as it is on TODAY."""

    async def read() -> Catalogue:
        db = open_db(f"sqlite+aiosqlite:///{migrated_file}")
        async with db() as session:
            found = await catalogue(session, TODAY)
        await engine_of(db).dispose()
        return found

    return asyncio.run(read())


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[str]:
    """The name of such a database on PostgreSQL."""
    name = f"sotay_{os.getpid()}_template"
    asyncio.run(create_postgresql(name))
    asyncio.run(_migrate(postgresql_url(name)))
    yield name
    asyncio.run(drop_postgresql(name))


@pytest.fixture
def template(database: str, request: pytest.FixtureRequest) -> Path | str | None:
    """The migrated database that a test gets a copy of if it asks for `db`; None: an empty one."""
    if "db" not in request.fixturenames:
        return None
    found: Path | str = request.getfixturevalue("migrated_file" if database == "sqlite" else "migrated_postgresql")
    return found


@pytest.fixture
async def database_url(database: str, tmp_path: Path, template: Path | str | None) -> AsyncIterator[str]:
    """The address of a database of the test's own: migrated for a test that asks for `db`, empty otherwise."""
    if database == "sqlite":
        file = tmp_path / "test.db"
        if template:
            shutil.copy(template, file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    name = f"sotay_{os.getpid()}_{os.urandom(4).hex()}"
    await create_postgresql(name, str(template) if template else None)
    yield postgresql_url(name)
    await drop_postgresql(name)


async def _migrate(url: str) -> None:
    db = open_db(url)
    await migrate(db)
    await engine_of(db).dispose()


@pytest.fixture
async def empty_db(database_url: str) -> AsyncIterator[Db]:
    """A database without tables."""
    db = open_db(database_url)
    yield db
    await engine_of(db).dispose()


@pytest.fixture
def db(empty_db: Db) -> Db:
    """A database with all tables and the reference data (see `database_url`)."""
    return empty_db
