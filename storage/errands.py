"""aiosqlite with one errand to its thread for each statement.

The driver goes to its thread and back four times for a query: to make a cursor, to run it, to fetch its rows and to
close it. Going there and back costs more than what SQLite does in most of ours.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import aiosqlite
from aiosqlite.core import set_exception, set_result

#: So many rows come with the statement itself; the others when they are asked for, so that a table can be streamed.
_AT_ONCE: Final = 1000

Done = TypeVar("Done")


def connect(connector: Callable[[], sqlite3.Connection]) -> aiosqlite.Connection:
    """A connection that is opened, in its own thread, when it is awaited. The thread keeps no process alive."""
    connection = _Connection(connector, _AT_ONCE)
    connection._thread.daemon = True  # noqa: SLF001  # as the engine does with connections that it makes itself
    return connection


def connect_in_memory(connector: Callable[[], sqlite3.Connection]) -> aiosqlite.Connection:
    """A connection to what never waits for a disk: its errands are done by whoever sends them. Other tasks have their
    turn meanwhile, as they have while a thread works."""
    return _InMemory(connector, _AT_ONCE)


class _Connection(aiosqlite.Connection):
    #: Nothing was done since the last transaction ended.
    _ended = False

    async def errand(self, do: Callable[..., Done], *arguments: object) -> Done:
        """Do it in the thread."""
        self._ended = False
        done: Done = await self._execute(do, *arguments)  # type: ignore[no-untyped-call]  # the driver's is untyped
        return done

    async def commit(self) -> None:
        await super().commit()
        self._ended = True

    async def rollback(self) -> None:
        # The pool asks for one whenever a connection comes back, and most come back from a commit.
        if not self._ended:
            await super().rollback()

    @property
    def opened(self) -> sqlite3.Connection:
        return self._conn

    def cursor(self) -> _Cursor:  # type: ignore[override]  # entered like the driver's, and without an errand
        return _Cursor(self)


class _InMemory(_Connection):
    def __init__(self, connector: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        # In the place of the thread, and of the queue that it takes its errands from.
        self._thread = self._tx = _NoThread()  # type: ignore[assignment]  # only these two methods are called


class _NoThread:
    """Does an errand at once, and says what came of it when other tasks have had their turn."""

    def start(self) -> None:
        """There is nothing to start."""

    def put_nowait(self, errand: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, do = errand
        say: Callable[[asyncio.Future[Any], Any], None] = set_result
        try:
            came = do()
        except Exception as error:
            say, came = set_exception, error
        if future:
            future.get_loop().call_soon(say, future, came)


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
