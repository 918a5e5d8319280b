"""A statement is one errand to SQLite's thread, however many rows it gives."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable
from typing import Any

import aiosqlite
import pytest

from storage.errands import connect

ROWS = 2500
EVERY = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) SELECT i FROM n"


def numbers(rows: Iterable[Any]) -> list[int]:
    return [number for (number,) in rows]


@pytest.fixture
async def connection() -> AsyncIterator[aiosqlite.Connection]:
    opened = await connect(lambda: sqlite3.connect(":memory:", isolation_level=None))
    yield opened
    await opened.close()


async def test_a_query_is_one_errand(connection: aiosqlite.Connection, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with connection.cursor() as cursor:
        await cursor.execute("SELECT ? AS said UNION SELECT 2", (1,))
        assert numbers(await cursor.fetchall()) == [1, 2]
        assert [column[0] for column in cursor.description] == ["said"]
    assert [each.getMessage().split()[0] for each in caplog.records] == ["executing", "operation"]


async def test_all_rows_come(connection: aiosqlite.Connection) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute(EVERY)
        assert numbers(await cursor.fetchall()) == list(range(1, ROWS + 1))
        assert numbers(await cursor.fetchall()) == []


@pytest.mark.parametrize("size", [1, 7, 999, 1000, 1001, 2500, 4000])
async def test_rows_come_in_pieces_each_once_and_in_order(connection: aiosqlite.Connection, size: int) -> None:
    found: list[int] = []
    async with connection.cursor() as cursor:
        await cursor.execute(EVERY)
        while piece := numbers(await cursor.fetchmany(size)):
            assert len(piece) <= size
            found += piece
    assert found == list(range(1, ROWS + 1))


async def test_one_row_then_the_rest(connection: aiosqlite.Connection) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute(EVERY)
        assert await cursor.fetchone() == (1,)
        assert len(list(await cursor.fetchall())) == ROWS - 1
        assert await cursor.fetchone() is None


async def test_a_cursor_that_is_closed_half_way_locks_nothing(connection: aiosqlite.Connection) -> None:
    await connection.execute("CREATE TABLE said (i INTEGER)")
    async with connection.cursor() as cursor:
        await cursor.executemany("INSERT INTO said VALUES (?)", [(each,) for each in range(ROWS)])
        assert cursor.rowcount == ROWS
        await cursor.execute("SELECT i FROM said")
        assert await cursor.fetchone() == (0,)
    # SQLite refuses this while a statement reads the table.
    await connection.execute("DROP TABLE said")


async def test_what_a_statement_changed_is_counted(connection: aiosqlite.Connection) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute("CREATE TABLE said (i INTEGER PRIMARY KEY)")
        await cursor.execute("INSERT INTO said VALUES (5), (6) RETURNING i")
        assert numbers(await cursor.fetchall()) == [5, 6]
        assert (cursor.rowcount, cursor.lastrowid) == (2, 6)
        await cursor.execute("UPDATE said SET i = i + 10")
        assert cursor.rowcount == 2


async def test_a_mistake_is_the_callers_and_the_connection_goes_on(connection: aiosqlite.Connection) -> None:
    async with connection.cursor() as cursor:
        with pytest.raises(sqlite3.OperationalError):
            await cursor.execute("SELECT nothing")
        await cursor.execute("SELECT 1")
        assert await cursor.fetchone() == (1,)
