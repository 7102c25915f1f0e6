"""SQLite by way of aiosqlite, without sending every statement to a thread.

aiosqlite runs everything in a thread of its own, and to wake a thread and to be woken by it costs more than most
statements, and more than a commit on a solid-state disk. There is one connection, so that whoever wants the database
waits for the statement anyway: it is run on the spot. Only waiting for another process's lock goes to the thread.
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import EMPTY_DICT

PATIENCE = 30_000
"""Milliseconds that a transaction waits for another process's to end."""

PRIMARY = 0xFF
"""The part of an error code that says what kind of error it is."""

Done = tuple[Any, int, int | None, Sequence[Any]]
"""What came of a statement: description, row count, last row id, rows."""


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that is open only while its statement runs; the rows are fetched with it."""

    __slots__ = ("_done",)

    def __init__(self, connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = connection
        self._connection = connection._connection
        self._rows = deque()
        self._soft_closed_memoized = EMPTY_DICT
        self._done: Done = (None, -1, None, ())

    @property
    def description(self) -> Any:
        return self._done[0]

    @property
    def rowcount(self) -> int:
        return self._done[1]

    @property
    def lastrowid(self) -> Any:
        return self._done[2]

    def close(self) -> None:
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        connection: Any = self._connection
        given = parameters or ()
        try:
            self._done = _execute(connection._conn, operation, given)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY:
                raise
            self._done = await connection._execute(_execute_patiently, connection._conn, operation, given)
        self._rows = deque(self._done[3])

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        connection: Any = self._connection
        cursor = connection._conn.executemany(operation, seq_of_parameters)
        self._done = (None, cursor.rowcount, cursor.lastrowid, ())
        cursor.close()

    async def _async_soft_close(self) -> None:
        """Nothing is open."""


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _Cursor  # type: ignore[assignment]

    def commit(self) -> None:
        self._connection._conn.commit()

    def rollback(self) -> None:
        if self._connection.in_transaction:
            super().rollback()


class Sqlite(AsyncAdapt_aiosqlite_dbapi):
    """The driver to give to `create_async_engine` as its `module`; `connect_args` must allow other threads
    (`check_same_thread`), and `timeout` says how long to wait on the spot."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arguments: Any, **options: Any) -> AsyncAdapt_aiosqlite_connection:
        return _Connection(self, super().connect(*arguments, **options)._connection)


def _execute(connection: sqlite3.Connection, operation: str, parameters: Any) -> Done:
    cursor = connection.execute(operation, parameters)
    rows = cursor.fetchall() if cursor.description else ()
    done = (cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    cursor.close()
    return done


def _execute_patiently(connection: sqlite3.Connection, operation: str, parameters: Any) -> Done:
    """The same, waiting for other processes."""
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        return _execute(connection, operation, parameters)
    finally:
        connection.execute("PRAGMA busy_timeout = 0")
