"""Drafts a revision from what the models say and the newest revision does not: `python -m db.migrations.draft WORDS`.

The draft is compared on an empty SQLite database. It is a draft: read it, and write what data needs by hand.
"""

import asyncio
import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal, cast

from alembic import command
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, MetaData
from sqlalchemy.types import TypeDecorator

import db
from db.base import Base
from db.engine import engine_of, open_db
from db.migrate import config


def models() -> MetaData:
    """The tables of all modules of `db`."""
    for module in pkgutil.iter_modules(db.__path__):
        importlib.import_module(f"db.{module.name}")
    return Base.metadata


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Writes our own column types as the plain ones they are in the database: a revision must not change with us."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


async def draft(message: str) -> Path:
    """Writes the next revision's file."""
    number = len(list(ScriptDirectory.from_config(config()).walk_revisions())) + 1
    with tempfile.TemporaryDirectory() as folder:
        engine = engine_of(open_db(f"sqlite:///{Path(folder) / 'draft.db'}"))
        async with engine.begin() as connection:
            await connection.run_sync(lambda c: command.upgrade(config(c), "head"))
            path = await connection.run_sync(_write, message, f"{number:04}")
        await engine.dispose()
    return path


def _write(connection: Connection, message: str, number: str) -> Path:
    settings = config(connection, target_metadata=models(), render_item=render)
    path = Path(cast(Script, command.revision(settings, message, autogenerate=True, rev_id=number)).path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "# ###" not in line), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(asyncio.run(draft(" ".join(sys.argv[1:]))))
