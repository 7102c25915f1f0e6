"""The driver for SQLite that runs statements on the spot."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from db.engine import Db, engine_of, open_db


@pytest.fixture
async def notes(tmp_path: Path) -> AsyncIterator[Db]:
    """A database with one table."""
    db = open_db(f"sqlite+aiosqlite:///{tmp_path / 'notes.db'}")
    async with db.begin() as session:
        await session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT NOT NULL)"))
    yield db
    await engine_of(db).dispose()


async def _words(db: Db) -> list[str]:
    async with db() as session:
        return list(await session.scalars(text("SELECT words FROM notes ORDER BY id")))


async def test_a_transaction_waits_for_the_lock_of_another_process_and_the_loop_goes_on(
    notes: Db, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "notes.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO notes (words) VALUES ('theirs')")
    waiting = asyncio.Event()

    async def ours() -> None:
        waiting.set()
        async with notes.begin() as session:
            await session.execute(text("INSERT INTO notes (words) VALUES ('ours')"))

    async with asyncio.TaskGroup() as both:
        writing = both.create_task(ours())
        await waiting.wait()
        for _ in range(50):
            await asyncio.sleep(0.002)
        assert not writing.done()
        other.execute("COMMIT")
        other.close()
    assert await _words(notes) == ["theirs", "ours"]


async def test_a_refused_statement_is_told_as_usual_and_its_transaction_leaves_nothing(notes: Db) -> None:
    async def write(*statements: str) -> None:
        async with notes.begin() as session:
            for statement in statements:
                await session.execute(text(statement))

    with pytest.raises(IntegrityError):
        await write("INSERT INTO notes (words) VALUES ('half')", "INSERT INTO notes (words) VALUES (NULL)")
    with pytest.raises(OperationalError, match="no such table"):
        await write("SELECT * FROM elsewhere")
    assert await _words(notes) == []


async def test_a_transaction_that_is_left_without_commit_is_taken_back(notes: Db) -> None:
    async with notes() as session:
        await session.execute(text("INSERT INTO notes (words) VALUES ('never mind')"))
    assert await _words(notes) == []


async def test_a_cancelled_transaction_leaves_the_connection_usable(notes: Db) -> None:
    begun = asyncio.Event()

    async def stopped_halfway() -> None:
        async with notes.begin() as session:
            await session.execute(text("INSERT INTO notes (words) VALUES ('half')"))
            begun.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        halfway = tasks.create_task(stopped_halfway())
        await begun.wait()
        halfway.cancel()
    assert halfway.cancelled()
    async with notes.begin() as session:
        await session.execute(text("INSERT INTO notes (words) VALUES ('whole')"))
    assert await _words(notes) == ["whole"]


async def test_counts_ids_and_rows_of_a_statement_are_told(notes: Db) -> None:
    async with notes.begin() as session:
        insert = text("INSERT INTO notes (words) VALUES (:words) RETURNING id")
        assert (await session.execute(insert, {"words": "a"})).scalar_one() == 1
        many = text("INSERT INTO notes (words) VALUES (:words)")
        await session.execute(many, [{"words": "b"}, {"words": "c"}])
        changed = await session.connection()
        assert (await changed.execute(text("UPDATE notes SET words = words || '!' WHERE id > 1"))).rowcount == 2
    assert await _words(notes) == ["a", "b!", "c!"]
    async with notes() as session:
        assert await session.scalar(text("PRAGMA synchronous")) == 2
