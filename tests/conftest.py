"""What all tests share: a real database (SQLite, and PostgreSQL where TEST_DATABASE_URL names one), a clock that stands
still, and how they are collected."""

import asyncio
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from bot.clock import FixedClock
from bot.thrift import collecting_later
from db.catalogue import Catalogue, catalogue
from db.engine import Db, engine_of, open_db
from db.migrate import migrate
from tests.databases import create_postgresql, drop_postgresql, postgresql_url, reopened

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
"""A Wednesday, noon in Hanoi."""
TODAY = date(2026, 11, 18)

POSTGRESQL = os.environ.get("TEST_DATABASE_URL")
ON_POSTGRESQL = pytest.mark.skipif(not POSTGRESQL, reason="TEST_DATABASE_URL names no PostgreSQL")
DATABASES = ["sqlite", pytest.param("postgresql", marks=ON_POSTGRESQL)]
OURS = f"sotay_{os.getpid()}_{os.urandom(2).hex()}"
"""How the names of this process's databases on PostgreSQL begin."""
MEMORY = "/dev/shm"
ON_BOTH = (
    "tests/db/",
    "tests/faults/",
    "tests/handlers/asking/",
    *(f"tests/bot/test_{name}" for name in ("backup", "http", "leader", "turns")),
)
"""Where each test runs on both databases, as do those marked `on_both`, for they alone ask some query. All others run
on one of them, in turn: what they protect lies above the database. EVERY_DATABASE=1 (`make soak`) runs all on both."""
EXAMPLES = os.environ.get("EXAMPLES")
"""How many examples are tried of what holds of all; without it a few, the same ones each time."""
settings.register_profile("tests", max_examples=int(EXAMPLES or 50), derandomize=not EXAMPLES, deadline=None)
settings.load_profile("tests")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collects the tests quickly, and without slowing the collecting of garbage down ever after."""
    with collecting_later():
        return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out one of two databases, in turn within a module, where a test need not run on both."""
    if not POSTGRESQL or os.environ.get("EVERY_DATABASE"):
        return
    pairs: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec and "database" in callspec.params:
            test, _, parameters = item.nodeid.partition("[")
            pairs[f"{test}[{parameters.replace(callspec.params['database'], '', 1)}"].append(item)
    turns: Counter[Path] = Counter()
    left_out = set()
    for pair in pairs.values():
        if len(pair) == 2:
            turns[pair[0].path] += 1
            if not (pair[0].nodeid.startswith(ON_BOTH) or pair[0].get_closest_marker("on_both")):
                left_out.add(pair[turns[pair[0].path] % 2])
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


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
    name = f"{OURS}_template"
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


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Where the SQLite file of one test after another lies: in memory where there is such a folder. No test cuts the
    power, and to wait for the disk takes longer than the rest of a commit."""
    with TemporaryDirectory(prefix="sotay-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as name:
        yield Path(name)


@pytest.fixture
async def database_url(database: str, folder: Path, template: Path | str | None) -> AsyncIterator[str]:
    """The address of a database of the test's own: migrated for a test that asks for `db`, empty otherwise. The next
    test's has the same address."""
    if database == "sqlite":
        yield f"sqlite+aiosqlite:///{_new_file(folder, template)}"
        return
    name = f"{OURS}_test"
    await create_postgresql(name, str(template) if template else None)
    yield postgresql_url(name)
    await drop_postgresql(name)


def _new_file(folder: Path, template: Path | str | None) -> Path:
    """A file in this folder, which held the last test's."""
    shutil.rmtree(folder)
    folder.mkdir()
    file = folder / "test.db"
    if template:
        shutil.copy(template, file)
    return file


async def _migrate(url: str) -> None:
    db = open_db(url)
    await migrate(db)
    await engine_of(db).dispose()


@pytest.fixture
async def empty_db(database_url: str) -> AsyncIterator[Db]:
    """A database without tables."""
    db = reopened(database_url)
    yield db
    await engine_of(db).dispose()


@pytest.fixture
def db(empty_db: Db) -> Db:
    """A database with all tables and the reference data (see `database_url`)."""
    return empty_db
