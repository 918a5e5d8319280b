"""Database engines, with every setting that keeping a promise depends on.

SQLite: write-ahead log, a sync at every commit, foreign keys, deleted content overwritten, temporary tables in memory
and `BEGIN IMMEDIATE` (the driver's own deferred transactions lose concurrent read-modify-writes without an error).
PostgreSQL: UTC sessions and a limit on waiting for locks.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from governance.errors import Misconfigured
from storage.errands import connect, connect_in_memory

POOL = 5
#: How long a statement waits for somebody else's lock, and a task for a connection.
WAIT_SECONDS = 10

#: RETURNING, which these repositories use, arrived in this version.
_OLDEST_SQLITE = (3, 35, 0)
#: An execution option: the caller says BEGIN itself, or wants no transaction.
OWN_BEGIN = "candour_own_begin"

_PRAGMAS = (
    f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
)


def open_copy(template: sqlite3.Connection) -> AsyncEngine:
    """An engine for a database in memory of its own, which begins as what `template` holds."""
    return _sqlite(make_url("sqlite+aiosqlite://"), template)


def open_engine(url: str) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///…` (a file, or `:memory:`) or `postgresql+psycopg://…`.

    A new SQLite file is made for its owner alone, in a folder for its owner alone. Nothing is connected yet. Raises
    Misconfigured; its message never repeats the address, which may hold a password.
    """
    # The driver writes bound values into its log at DEBUG.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Misconfigured("The database address cannot be read.") from None
    if parsed.drivername == "sqlite+aiosqlite":
        return _sqlite(parsed)
    if parsed.drivername == "postgresql+psycopg":
        return _postgresql(parsed)
    raise Misconfigured("A database address begins with sqlite+aiosqlite:/// or postgresql+psycopg://.")


async def checkpoint(engine: AsyncEngine) -> bool:
    """Write SQLite's log into the file and empty it, so that what was purged is in neither.

    False when a reader kept part of the log in use: ask again later. PostgreSQL keeps deleted rows until its VACUUM
    and needs nothing here.
    """
    if engine.dialect.name != "sqlite":
        return True
    async with engine.connect() as connection:
        await connection.execution_options(**{OWN_BEGIN: True})
        result = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(result.scalar_one() == 0)


async def settle(engine: AsyncEngine) -> bool:
    """Write SQLite's file anew, its rows in the order of their keys, and empty its log.

    Where a row stands on its page, which pages hold the rest of it, and where the log has it, is the order in which
    rows were written, random keys or not. False when a reader kept part of the log in use. PostgreSQL is left alone:
    there, physical order is a stated limit.
    """
    if engine.dialect.name != "sqlite" or in_memory(engine.url):
        return True
    async with engine.connect() as connection:
        await connection.execution_options(**{OWN_BEGIN: True})
        await connection.exec_driver_sql("VACUUM")
    return await checkpoint(engine)


def in_memory(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def _sqlite(url: URL, template: sqlite3.Connection | None = None) -> AsyncEngine:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise Misconfigured(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed.")
    if in_memory(url):
        # A database in memory lives in its one connection. A static pool would hand that connection to two tasks at
        # once and mix their transactions; a pool of one lets them take turns.
        size, creator = 1, partial(connect_in_memory, partial(_opened, ":memory:", template))
    else:
        path = Path(str(url.database))
        _make_file(path)
        size, creator = POOL, partial(connect, partial(_opened, path, None))
    engine = create_async_engine(
        url,
        async_creator=creator,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,
    )
    if in_memory(url):
        # Many are opened one after the other, and to compile a statement takes longer than to run it.
        engine.sync_engine.dialect = _dialect_in_memory()
        engine.sync_engine.update_execution_options(compiled_cache=_compiled_in_memory())
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


@cache
def _dialect_in_memory() -> Dialect:
    """One, because a compiled statement is of its dialect."""
    dialect = create_async_engine("sqlite+aiosqlite://", poolclass=AsyncAdaptedQueuePool).dialect
    # What an engine asks of its first connection, and migrations look at.
    dialect.server_version_info = sqlite3.sqlite_version_info
    return dialect


@cache
def _compiled_in_memory() -> dict[Any, Any]:
    """Statements that were compiled already."""
    return {}


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise Misconfigured(f"The database file {path} cannot be made or opened: {error.strerror}.") from None


def _opened(path: Path | str, template: sqlite3.Connection | None) -> sqlite3.Connection:
    """What the driver opens, in its thread: one errand, where a statement each would be many."""
    # The driver leaves BEGIN to us.
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        if template is not None:
            template.backup(connection)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_immediate(connection: Connection) -> None:
    if not connection.get_execution_options().get(OWN_BEGIN):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=_postgresql_arguments(url.query),
    )


def _postgresql_arguments(query: Mapping[str, Any]) -> dict[str, Any]:
    own = f"-c timezone=UTC -c lock_timeout={WAIT_SECONDS}s -c idle_in_transaction_session_timeout=60s"
    return {"options": f"{query.get('options', '')} {own}".strip(), "application_name": "candour"}
