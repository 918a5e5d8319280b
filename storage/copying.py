"""Copying a whole database to another engine, so that a council can move from SQLite to PostgreSQL, or back.

Rows are read and written in the order of their keys: the order in which they were made goes nowhere.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from governance.errors import Refused
from storage.refusals import refusal

#: A row may hold a piece of a file, a quarter of a megabyte.
ROWS_AT_ONCE = 100

#: Told of each table that was copied: its name and how many rows.
Tell = Callable[[str, int], None]


async def rows_of(engine: AsyncEngine, tables: Sequence[Table]) -> Mapping[str, int]:
    """How many rows each table has; a table that is not there has none. Raises Busy or Unavailable."""
    async with _reading(engine) as connection:
        return await _counts(connection, tables)


async def copy(source: AsyncEngine, target: AsyncEngine, tables: Sequence[Table], tell: Tell) -> None:
    """Every row of these tables, a table after those that it refers to, into ones that are there and empty. All or
    nothing.

    What was written is read again and compared before it is committed. Raises Refused when the target holds any row,
    or when what it gives back is not what it was given.
    """
    async with _reading(source) as old, _writing(target) as new:
        found = await _counts(new, tables)
        if any(found.values()):
            filled = ", ".join(f"{name} ({count})" for name, count in found.items() if count)
            raise Refused(f"The database to copy to is not empty: {filled}. Nothing was changed. Give an empty one.")
        for table in tables:
            given, count = await _copy_table(table, old, new)
            if await _digest(table, new) != given:
                raise Refused(f"The table {table.name} came back changed. Nothing was copied.")
            tell(table.name, count)


async def is_the_same(one: AsyncEngine, other: AsyncEngine, tables: Sequence[Table]) -> bool:
    """Whether both hold the same rows, whatever the order."""
    async with _reading(one) as here, _reading(other) as there:
        if await _counts(here, tables) != await _counts(there, tables):
            return False
        for table in tables:
            if await _digest(table, here) != await _digest(table, there):
                return False
    return True


async def _copy_table(table: Table, old: AsyncConnection, new: AsyncConnection) -> tuple[Counter[bytes], int]:
    given: Counter[bytes] = Counter()
    async for rows in _batches(table, old):
        await new.execute(insert(table), [dict(row) for row in rows])
        given.update(map(_mark, rows))
    return given, given.total()


async def _digest(table: Table, connection: AsyncConnection) -> Counter[bytes]:
    """A mark of each row. Two engines put text in different orders, so the marks have none."""
    marks: Counter[bytes] = Counter()
    async for rows in _batches(table, connection):
        marks.update(map(_mark, rows))
    return marks


async def _batches(table: Table, connection: AsyncConnection) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    result = await connection.stream(select(table).order_by(*table.primary_key))
    async for rows in result.mappings().partitions(ROWS_AT_ONCE):
        yield rows  # type: ignore[misc]  # a row's mapping is a mapping by its names


def _mark(row: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(repr([(name, row[name]) for name in sorted(row)]).encode()).digest()


async def _counts(connection: AsyncConnection, tables: Sequence[Table]) -> dict[str, int]:
    there = set(await connection.run_sync(_table_names))
    return {
        table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        if table.name in there
        else 0
        for table in tables
    }


def _table_names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


@asynccontextmanager
async def _reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One moment of the database. On SQLite nobody else writes meanwhile."""
    try:
        async with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                yield connection
    except SQLAlchemyError as error:
        raise refusal(error) from None


@asynccontextmanager
async def _writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.begin() as connection:
            yield connection
            if engine.dialect.name == "postgresql":
                # Before its first analysis the planner takes every table for small, and the queue is read slowly.
                await connection.execute(text("ANALYZE"))
    except SQLAlchemyError as error:
        raise refusal(error) from None
