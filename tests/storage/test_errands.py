"""A statement is one errand to SQLite's thread, however many rows it gives."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable
from typing import Any

import aiosqlite
import pytest

from storage.errands import connect, connect_in_memory

ROWS = 2500
EVERY = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) SELECT i FROM n"


def numbers(rows: Iterable[Any]) -> list[int]:
    return [number for (number,) in rows]


def empty() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


@pytest.fixture(params=[connect, connect_in_memory], ids=["in a thread", "in memory"])
async def connection(request: pytest.FixtureRequest) -> AsyncIterator[aiosqlite.Connection]:
    opened = await request.param(empty)
    yield opened
    await opened.close()


@pytest.fixture
async def threaded(caplog: pytest.LogCaptureFixture) -> AsyncIterator[aiosqlite.Connection]:
    caplog.set_level(logging.DEBUG, "aiosqlite")
    opened = await connect(empty)
    yield opened
    await opened.close()


def errands(caplog: pytest.LogCaptureFixture, *words: str) -> int:
    """How many the thread has begun that say these words."""
    said = [each.getMessage() for each in caplog.records]
    return sum(each.startswith("executing") and all(word in each for word in words) for each in said)


async def test_a_query_is_one_errand(threaded: aiosqlite.Connection, caplog: pytest.LogCaptureFixture) -> None:
    before = errands(caplog)
    async with threaded.cursor() as cursor:
        await cursor.execute("SELECT ? AS said UNION SELECT 2", (1,))
        assert numbers(await cursor.fetchall()) == [1, 2]
        assert [column[0] for column in cursor.description] == ["said"]
    assert errands(caplog) == before + 1


async def test_what_was_committed_needs_no_errand_to_be_rolled_back(
    threaded: aiosqlite.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    async with threaded.cursor() as cursor:
        await cursor.execute("BEGIN IMMEDIATE")
    await threaded.commit()
    await threaded.rollback()
    assert errands(caplog, "rollback") == 0
    async with threaded.cursor() as cursor:
        await cursor.execute("BEGIN IMMEDIATE")
    await threaded.rollback()
    assert errands(caplog, "rollback") == 1
    assert not threaded.in_transaction


async def test_whoever_gives_up_while_a_transaction_begins_leaves_none_open(connection: aiosqlite.Connection) -> None:
    await connection.commit()
    begins = asyncio.ensure_future(connection.cursor().execute("BEGIN IMMEDIATE"))
    await asyncio.sleep(0)
    begins.cancel()
    await connection.rollback()
    assert not connection.in_transaction


async def test_others_have_their_turn_while_an_errand_is_done(connection: aiosqlite.Connection) -> None:
    turns: list[str] = []
    other = asyncio.ensure_future(asyncio.sleep(0))
    other.add_done_callback(lambda _: turns.append("theirs"))
    async with connection.cursor() as cursor:
        for _ in range(3):
            await cursor.execute("SELECT 1")
    turns.append("mine")
    await other
    assert turns == ["theirs", "mine"]


async def test_what_sqlite_refuses_is_said_to_whoever_asked(connection: aiosqlite.Connection) -> None:
    async with connection.cursor() as cursor:
        with pytest.raises(sqlite3.OperationalError, match="no such table: absent"):
            await cursor.execute("SELECT * FROM absent")
        await cursor.execute("SELECT 1")
        assert await cursor.fetchone() == (1,)


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
