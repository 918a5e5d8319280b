"""aiosqlite with one errand to its thread for each statement.

The driver goes to its thread and back four times for a query: to make a cursor, to run it, to fetch its rows and to
close it. Going there and back costs more than what SQLite does in most of ours. A database in memory has no thread.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Generator, Iterable
from typing import Any, Final, TypeVar

import aiosqlite

#: So many rows come with the statement itself; the others when they are asked for, so that a table can be streamed.
_AT_ONCE: Final = 1000

Done = TypeVar("Done")


def connect(connector: Callable[[], sqlite3.Connection]) -> aiosqlite.Connection:
    """A connection that is opened, in its own thread, when it is awaited. The thread keeps no process alive."""
    connection = _Connection(connector, _AT_ONCE)
    connection._thread.daemon = True  # noqa: SLF001  # as the engine does with connections that it makes itself
    return connection


def connect_in_memory(connector: Callable[[], sqlite3.Connection]) -> aiosqlite.Connection:
    """A connection to a database in memory, which waits for no disk and for nobody's lock: it needs no thread."""
    return _InMemory(connector, _AT_ONCE)


class _Connection(aiosqlite.Connection):
    #: Nothing was done since the last transaction was committed.
    _committed = False

    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await super()._connect()
        except BaseException:
            # The driver lets go of its thread, which would answer when nobody is there to be answered any more.
            if self._stopped is not None:
                await self._stopped
            raise

    def stop(self) -> asyncio.Future[Any] | None:
        self._stopped = super().stop()
        return self._stopped

    async def errand(self, do: Callable[..., Done], *arguments: object) -> Done:
        """Do it in the thread."""
        self._committed = False
        done: Done = await self._execute(do, *arguments)  # type: ignore[no-untyped-call]  # the driver's is untyped
        return done

    async def commit(self) -> None:
        await super().commit()
        self._committed = True

    async def rollback(self) -> None:
        # The pool asks for one whenever a connection comes back, and most come back from a commit.
        if not self._committed:
            await super().rollback()

    @property
    def opened(self) -> sqlite3.Connection:
        return self._conn

    def cursor(self) -> _Cursor:  # type: ignore[override]  # entered like the driver's, and without an errand
        return _Cursor(self)


class _InMemory(_Connection):
    """Has no thread: its errands are done on the spot, once whoever else is ready has had a turn."""

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()

    async def _connect(self) -> aiosqlite.Connection:
        self._connection = self._connector()
        return self

    async def _execute(self, fn: Callable[..., Done], *arguments: object, **named: object) -> Done:
        await asyncio.sleep(0)
        if self._connection is None:
            raise ValueError("Connection closed")  # as the driver says it
        return fn(*arguments, **named)

    def stop(self) -> None:
        self._running = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Cursor(aiosqlite.Cursor):
    """Of a statement. Once all its rows have come nothing of it is open in the thread, and no errand closes it."""

    _conn: _Connection

    def __init__(self, connection: _Connection) -> None:
        self.iter_chunk_size = _AT_ONCE
        self._conn = connection
        self._rows: list[Any] = []
        self._more = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> aiosqlite.Cursor:
        self._cursor, self._rows = await self._conn.errand(_run, self._conn.opened, sql, parameters or ())
        self._more = len(self._rows) == _AT_ONCE
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> aiosqlite.Cursor:
        self._cursor = await self._conn.errand(self._conn.opened.executemany, sql, parameters)
        return self

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = size or self._cursor.arraysize
        if self._more and len(self._rows) < wanted:
            more = await self._conn.errand(self._cursor.fetchmany, wanted)
            self._more = len(more) == wanted
            self._rows += more
        found, self._rows = self._rows[:wanted], self._rows[wanted:]
        return found

    async def fetchall(self) -> list[Any]:
        rest = await self._conn.errand(self._cursor.fetchall) if self._more else []
        found, self._rows, self._more = [*self._rows, *rest], [], False
        return found

    async def close(self) -> None:
        self._rows = []
        if self._more:
            self._more = False
            await self._conn.errand(self._cursor.close)


def _run(connection: sqlite3.Connection, sql: str, parameters: Iterable[Any]) -> tuple[sqlite3.Cursor, list[Any]]:
    cursor = connection.execute(sql, parameters)  # type: ignore[arg-type]  # a sequence, or names and values
    return cursor, cursor.fetchmany(_AT_ONCE) if cursor.description else []
