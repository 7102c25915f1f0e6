"""A backup is made while people write, holds all that was written before, and is put back as a whole or not at all."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.backup import BackupError, back_up, restore
from bot.leader import Leader
from db.engine import Db, engine_of, open_db
from db.people import Person
from tests.bot.test_cli import ran
from tests.conftest import POSTGRESQL
from tests.databases import empty_postgresql
from tests.db.given import somebody


async def people(db: Db) -> int:
    async with db() as session:
        return await session.scalar(select(func.count(Person.id))) or 0


async def test_a_backup_of_a_database_in_use_is_put_into_an_empty_one(
    db: Db, database: str, database_url: str, tmp_path: Path
) -> None:
    await somebody(db)
    file = tmp_path / "notebook.backup"
    async with db.begin() as session:  # somebody writes meanwhile
        session.add(
            Person(name="Chưa Xong", language="vi", created_at=(await session.scalars(select(Person))).one().created_at)
        )
        await session.flush()
        assert "looked over" in await back_up(database_url, file)
    assert file.stat().st_mode & 0o777 == 0o600
    await somebody(db, "2", name="Lê Thị Lan")
    if database == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'new' / 'restored.db'}"
        await restored(url, file)
    else:
        async with empty_postgresql(f"{engine_of(db).url.database}_restored") as url:
            await restored(url, file)


async def restored(url: str, file: Path) -> None:
    other = open_db(url)
    try:
        assert "restored" in await restore(other, url, file, replace=False)
        assert await people(other) == 1
        await somebody(other, "3", name="Phạm Thị Thu")  # identities go on where they were
    finally:
        await engine_of(other).dispose()


async def test_what_is_there_is_replaced_on_demand_only_and_kept_beside(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    await somebody(db)
    file = tmp_path / "one"
    await back_up(database_url, file)
    await somebody(db, "2", name="Lê Thị Lan")
    with pytest.raises(BackupError, match="--replace"):
        await restore(db, database_url, file, replace=False)
    assert await people(db) == 2
    await engine_of(db).dispose()
    await restore(db, database_url, file, replace=True)
    await engine_of(db).dispose()
    assert await people(db) == 1
    await engine_of(db).dispose()
    await restore(db, database_url, tmp_path / "one.before-restore", replace=True)
    await engine_of(db).dispose()
    assert await people(db) == 2


async def test_nothing_is_restored_under_a_running_notebook(db: Db, database_url: str, tmp_path: Path) -> None:
    await back_up(database_url, tmp_path / "one")
    other = open_db(database_url)
    running = Leader(other)
    assert await running.lead_now()
    try:
        with pytest.raises(BackupError, match="running"):
            await restore(db, database_url, tmp_path / "one", replace=True)
    finally:
        await running.resign()
        await engine_of(other).dispose()


async def test_a_file_is_never_overwritten(db: Db, database_url: str, tmp_path: Path) -> None:
    (tmp_path / "one").write_text("precious")
    with pytest.raises(FileExistsError):
        await back_up(database_url, tmp_path / "one")
    assert (tmp_path / "one").read_text() == "precious"


async def test_a_damaged_backup_is_refused_and_changes_nothing(
    db: Db, database: str, database_url: str, tmp_path: Path
) -> None:
    await somebody(db)
    file = tmp_path / "one"
    await back_up(database_url, file)
    content = bytearray(file.read_bytes())
    if database == "sqlite":
        content[4096 * 3 : 4096 * 9] = bytes(4096 * 6)
    file.write_bytes(content if database == "sqlite" else content[: len(content) // 2])
    with pytest.raises(BackupError):
        await restore(db, database_url, file, replace=True)
    await engine_of(db).dispose()
    assert await people(db) == 1


@pytest.mark.skipif(not POSTGRESQL, reason="TEST_DATABASE_URL names no PostgreSQL")
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_without_postgresql_s_programs_the_operator_is_told_what_to_install(
    db: Db, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    with pytest.raises(BackupError, match="install"):
        await back_up(database_url, tmp_path / "one")
    assert not (tmp_path / "one").exists()


async def test_a_backup_of_the_other_kind_of_database_is_refused(
    db: Db, database: str, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "one"
    file.write_bytes(b"PGDMP..." if database == "sqlite" else b"SQLite format 3\0...")
    with pytest.raises(BackupError, match="is not"):
        await restore(db, database_url, file, replace=True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_backup_and_restore_are_commands(db: Db, database_url: str, tmp_path: Path) -> None:
    await somebody(db)
    status, output, _ = await ran(tmp_path, "backup", "one", DATABASE_URL=database_url)
    assert (status, "looked over" in output) == (0, True)
    status, _, errors = await ran(tmp_path, "restore", "one", DATABASE_URL=database_url)
    assert (status, "--replace" in errors) == (1, True)
    status, _, errors = await ran(tmp_path, "backup", "one", DATABASE_URL=database_url)
    assert (status, "exists" in errors, "Traceback" in errors) == (1, True, False)
    status, output, _ = await ran(tmp_path, "restore", "one", DATABASE_URL="sqlite+aiosqlite:///other.db")
    assert (status, "restored" in output) == (0, True)
    with sqlite3.connect(tmp_path / "other.db") as other:
        assert other.execute("SELECT count(*) FROM people").fetchone() == (1,)
    other.close()
