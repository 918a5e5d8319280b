"""A statement is one errand to SQLite's thread, however many rows it gives; a database in memory has no thread."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterable
from typing import Any

import aiosqlite
import pytest

from storage.errands import connect, connect_in_memory

ROWS = 2500
EVERY = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}) SELECT i FROM n"


def numbers(rows: Iterable[Any]) -> list[int]:
    return [number for (number,) in rows]


def in_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


@pytest.fixture(params=[connect, connect_in_memory], ids=["in_a_thread", "here"])
async def connection(request: pytest.FixtureRequest) -> AsyncIterator[aiosqlite.Connection]:
    opened = await request.param(in_memory)
    yield opened
    await opened.close()


async def test_a_query_is_one_errand(caplog: pytest.LogCaptureFixture) -> None:
    connection = await connect(in_memory)
    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with connection.cursor() as cursor:
        await cursor.execute("SELECT ? AS said UNION SELECT 2", (1,))
        assert numbers(await cursor.fetchall()) == [1, 2]
        assert [column[0] for column in cursor.description] == ["said"]
    # That an errand is done, even the one before, the thread may say late.
    assert sum(each.getMessage().startswith("executing") for each in caplog.records) == 1
    await connection.close()


async def test_what_was_committed_needs_no_errand_to_be_rolled_back(caplog: pytest.LogCaptureFixture) -> None:
    connection = await connect(in_memory)
    caplog.set_level(logging.DEBUG, "aiosqlite")

    def rollbacks() -> int:
        said = [each.getMessage() for each in caplog.records]
        return sum(each.startswith("executing") and "rollback" in each for each in said)

    async with connection.cursor() as cursor:
        await cursor.execute("BEGIN IMMEDIATE")
    await connection.commit()
    await connection.rollback()
    assert rollbacks() == 0
    async with connection.cursor() as cursor:
        await cursor.execute("BEGIN IMMEDIATE")
    await connection.rollback()
    assert rollbacks() == 1
    assert not connection.in_transaction
    await connection.close()


async def test_whoever_gives_up_while_a_transaction_begins_leaves_none_open(connection: aiosqlite.Connection) -> None:
    async def begin() -> None:
        async with connection.cursor() as cursor:
            await cursor.execute("BEGIN IMMEDIATE")

    await connection.commit()
    begins = asyncio.create_task(begin())
    await asyncio.sleep(0)
    begins.cancel()
    await connection.rollback()
    assert not connection.in_transaction


async def test_in_memory_there_is_no_thread_and_others_have_their_turn() -> None:
    threads = threading.active_count()
    connection = await connect_in_memory(in_memory)
    said = []

    async def says(name: str) -> None:
        for _ in range(3):
            async with connection.cursor() as cursor:
                await cursor.execute("SELECT 1")
            said.append(name)

    await asyncio.gather(says("one"), says("other"))
    assert said == ["one", "other"] * 3
    assert threading.active_count() == threads
    await connection.close()


async def test_what_was_closed_says_so(connection: aiosqlite.Connection) -> None:
    await connection.close()
    with pytest.raises(ValueError, match=r"[Cc]onnection closed|no active connection"):
        await connection.commit()


def test_a_database_that_cannot_be_opened_leaves_no_thread_with_nobody_to_answer() -> None:
    def fails() -> sqlite3.Connection:
        raise sqlite3.DatabaseError("file is not a database")

    async def opens() -> None:
        with pytest.raises(sqlite3.DatabaseError, match="not a database"):
            await connect(fails)

    # A thread that had to answer after the end of a loop would fail, and so would this test.
    for _ in range(50):
        asyncio.run(opens())


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
