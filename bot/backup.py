"""`python -m bot backup FILE` and `restore FILE`: the whole database as one file, made while people write, and looked
over before it is called a backup.

SQLite is copied by its own backup, PostgreSQL by pg_dump; a file of one cannot be restored into the other.
"""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.leader import Leader
from bot.new_file import new_file
from db.engine import Db, engine_of
from db.migrate import is_made

SQLITE = b"SQLite format 3\0"
DUMP = b"PGDMP"


class BackupError(Exception):
    """Why there is no backup, or nothing was restored, in a sentence for the operator."""


async def back_up(url: str, file: Path) -> str:
    """Writes the database to a new file that only its owner may read; says how large it is.

    Raises BackupError and OSError, and then there is no file.
    """
    where = make_url(url)
    with new_file(file) as made:
        if where.get_backend_name() == "sqlite":
            _copy_sqlite(_sqlite_file(where), file)
            _look_over_sqlite(file)
        else:
            arguments = ("--format=custom", "--no-owner", "--no-privileges", f"--dbname={_without_password(where)}")
            await _run(where, "pg_dump", *arguments, output=made.fileno())
            await _run(where, "pg_restore", "--file=/dev/null", str(file))
        size = os.fstat(made.fileno()).st_size
    return f"{file}: {size / 1e6:,.1f} MB, looked over"


async def restore(db: Db, url: str, file: Path, *, replace: bool) -> str:
    """Puts a backup into the database; what was there before (only with `replace`) is first backed up beside the file.

    All of the backup or nothing of it. Raises BackupError and OSError.
    """
    where = make_url(url)
    sqlite = where.get_backend_name() == "sqlite"
    _check_kind(file, SQLITE if sqlite else DUMP)
    if sqlite:
        _sqlite_file(where).parent.mkdir(parents=True, exist_ok=True)
        _look_over_sqlite(file)
    leader = Leader(db)
    if not await leader.lead_now():
        raise BackupError("the notebook is running on this database: stop it first")
    try:
        said = ""
        if await is_made(db):
            if not replace:
                raise BackupError("there is a notebook in this database: --replace puts the backup in its place")
            before = file.with_name(f"{file.name}.before-restore")
            said = f"; what was there before: {await back_up(url, before)}"
        await engine_of(db).dispose()  # an open connection would be in the way
        if sqlite:
            _copy_sqlite(file, _sqlite_file(where))
            _look_over_sqlite(_sqlite_file(where))
        else:
            await _restore_postgresql(where, file)
    finally:
        await leader.resign()
    return f"restored from {file}{said}"


def _sqlite_file(where: URL) -> Path:
    if not where.database or where.database == ":memory:":
        raise BackupError("DATABASE_URL names no file")
    return Path(where.database)


def _check_kind(file: Path, begins: bytes) -> None:
    with file.open("rb") as opened:
        if not opened.read(len(begins)).startswith(begins):
            kind = "an SQLite file" if begins == SQLITE else "a dump of PostgreSQL"
            raise BackupError(f"{file} is not {kind}, which DATABASE_URL asks for")


def _copy_sqlite(source: Path, target: Path) -> None:
    """What is written meanwhile is not in the copy, and waits for nothing: the source is read at one moment."""
    if not source.exists():
        raise BackupError(f"there is no database at {source}")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read,
            closing(sqlite3.connect(target)) as made,
        ):
            read.backup(made)
            made.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied: {error}") from None


def _look_over_sqlite(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as read:
            found = read.execute("PRAGMA integrity_check(1)").fetchone()[0]
            read.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise BackupError(f"{file} is no sound database of the notebook: {found}")


async def _restore_postgresql(where: URL, file: Path) -> None:
    """In one transaction: either all tables are those of the backup, or nothing has changed."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        await _run(where, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
        anew = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public", f"--file={script}")
        options = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
        await _run(
            where, "psql", *options, *anew, f"--dbname={_without_password(where)}", output=asyncio.subprocess.DEVNULL
        )


async def _run(where: URL, program: str, *arguments: str, output: int | None = None) -> None:
    """Runs one of PostgreSQL's programs; the password goes by its environment, which nobody else can read."""
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not on the path: install PostgreSQL's client programs (postgresql-client)")
    secret = {"PGPASSWORD": str(where.password)} if where.password else {}
    process = await asyncio.create_subprocess_exec(
        path, *arguments, stdout=output, stderr=asyncio.subprocess.PIPE, env={**os.environ, **secret}
    )
    _, errors = await process.communicate()
    if process.returncode:
        lines = errors.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise BackupError(f"{program}: {lines[0]}")


def _without_password(where: URL) -> str:
    return where.set(drivername="postgresql", password=None).render_as_string()
