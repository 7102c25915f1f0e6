"""Only one process at a time fetches updates and delivers messages; another one stands by and takes over when it dies.

The lock is the operating system's (SQLite: a lock on a file beside the database) or the server's (PostgreSQL: an
advisory lock), so it is free the moment its holder is gone, however it went.
"""

import asyncio
import fcntl
import logging
from contextlib import AsyncExitStack
from typing import IO

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import Db, engine_of, out_of_reach

log = logging.getLogger(__name__)

LOCK = 324_818
"""The advisory lock's number in PostgreSQL: Plan 324, Project 818."""
ASK_AGAIN = 1.0
"""Seconds between two attempts to become the leader."""


class Deposed(Exception):
    """The lock was lost together with its connection, and another process leads now."""


class Leader:
    """The lock of one database."""

    def __init__(self, db: Db) -> None:
        self._engine = engine_of(db)
        self._file: IO[str] | None = None
        self._connection: AsyncConnection | None = None
        self.leading = False

    async def lead(self) -> None:
        """Waits until this process is the leader."""
        said = False
        while not self.leading:
            try:
                self.leading = await self._try()
            except Exception as trouble:
                if not out_of_reach(trouble):
                    raise
                log.warning("the database is out of reach: %s", type(trouble).__name__)
            else:
                if not self.leading and not said:
                    log.info("another process is at work on this database; standing by")
                    said = True
            if not self.leading:
                await asyncio.sleep(ASK_AGAIN)

    async def lead_now(self) -> bool:
        """Whether this process leads now: it does if no other does."""
        self.leading = self.leading or await self._try()
        return self.leading

    async def still(self) -> None:
        """Makes sure that the lock is still held: on PostgreSQL it goes with its connection, and is taken again.

        Raises Deposed when another process was faster, or what the database says while it is out of reach.
        """
        if self._engine.dialect.name == "sqlite":
            return
        if self._connection is not None:
            try:
                await self._connection.execute(text("SELECT 1"))
            except DBAPIError:
                await self._let_go()
        if self._connection is None and not await self._try():
            raise Deposed("another process has taken over")

    async def resign(self) -> None:
        """Gives the lock back."""
        self.leading = False
        if self._file is not None:
            self._file.close()
            self._file = None
        await self._let_go()

    async def _let_go(self) -> None:
        """Ends the connection itself, not only its use: back in the pool it would still hold the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()

    async def _try(self) -> bool:
        if self._engine.dialect.name == "sqlite":
            return self._try_file()
        async with AsyncExitStack() as held:
            connection = await held.enter_async_context(self._engine.connect())
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            got = (await connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK})).scalar_one()
            if got:
                self._connection = connection
                held.pop_all()
        return bool(got)

    def _try_file(self) -> bool:
        database = self._engine.url.database
        if not database or database == ":memory:":
            return True
        file = open(f"{database}.lock", "w")  # noqa: SIM115 - held open for as long as this process leads
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True
