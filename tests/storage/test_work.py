"""One transaction: all of it or nothing, whoever else is writing, whatever the disk does."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event as events
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.errors import Busy, Misconfigured, Refused, Stale, Unavailable
from governance.reports import Identity, State
from storage.engines import open_engine
from storage.tables import metadata
from storage.work import SqlStore, memory_store
from tests.storage.conftest import AUDIT_KEY
from tests.storage.examples import event, letter, person, report


async def test_an_exception_leaves_nothing_behind(store: SqlStore) -> None:
    async def be_interrupted() -> None:
        async with store.work() as work:
            await work.people.replace([person()], [])
            await work.ticks.record("release", "now")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await be_interrupted()
    async with store.work() as work:
        assert await work.people.everyone() == []
        assert await work.ticks.last("release") is None


async def test_what_is_not_committed_yet_nobody_else_sees(postgres_url: str) -> None:
    # On SQLite whoever begins waits for the writer, so nobody gets as far as looking.
    given = report()
    async with SqlStore(open_engine(postgres_url), AUDIT_KEY) as store:
        async with store.work() as work, store.work() as other:
            await work.reports.add(given)
            assert await other.reports.by_id(given.id) is None
        async with store.work() as work:
            assert await work.reports.by_id(given.id) == given


async def test_two_hundred_changes_at_once_lose_nothing(engine: AsyncEngine) -> None:
    store = SqlStore(engine, AUDIT_KEY)
    given = report()
    async with store.work() as work:
        await work.reports.add(given)

    async def change() -> None:
        while True:
            try:
                async with store.work() as work:
                    read = await work.reports.by_id(given.id)
                    assert read is not None
                    await work.reports.move(given.id, read.version, State.RECEIVED)
                return
            except Stale:
                continue

    await asyncio.gather(*(change() for _ in range(200)))
    async with store.work() as work:
        changed = await work.reports.by_id(given.id)
    assert changed is not None
    assert changed.version == 201


async def test_a_step_that_failed_fails_the_whole_even_if_the_caller_goes_on(store: SqlStore) -> None:
    async def go_on() -> None:
        async with store.work() as work:
            await work.ticks.record("before", "x")
            with pytest.raises(Stale):
                await work.letters.add(letter("no such report"))
            with pytest.raises(Unavailable):
                await work.ticks.record("after", "x")

    with pytest.raises(Unavailable):
        await go_on()
    async with store.work() as work:
        assert await work.ticks.last("before") is None
        assert await work.ticks.last("after") is None


async def test_a_refusal_shows_nothing_of_what_was_to_be_written(store: SqlStore) -> None:
    secret = "the Finance director"
    with pytest.raises(Refused) as refused:
        async with store.work() as work:
            await work.reports.add(report(identity=Identity.ANONYMOUS, locator=secret.encode(), story=secret.encode()))
    shown = "".join(traceback.format_exception(refused.value))
    assert secret not in shown
    assert secret.encode().hex() not in shown
    assert "INSERT" not in shown
    with pytest.raises(Refused) as refused:
        async with store.work() as work:
            await work.people.replace([person("1", entra_id=secret), person("2", entra_id=secret)], [])
    shown = "".join(traceback.format_exception(refused.value))
    assert secret.lower() not in shown.lower()
    assert "INSERT" not in shown


@pytest.fixture
async def full_disk(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A database file that may not grow."""
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'full.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()

    @events.listens_for(engine.sync_engine, "connect")
    def limit(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # a driver's connection has no common type
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
        cursor.close()

    yield engine
    await engine.dispose()


async def test_a_full_disk_leaves_nothing_half_done_and_says_so(full_disk: AsyncEngine) -> None:
    store = SqlStore(full_disk, AUDIT_KEY)
    small, large = report(story=b"small"), report(story=bytes(64 * 1024))

    async def add_both() -> None:
        async with store.work() as work:
            await work.reports.add(small)
            await work.audit.write(event())
            await work.reports.add(large)

    with pytest.raises(Unavailable, match="full"):
        await add_both()
    async with store.work() as work:
        assert await work.reports.by_id(small.id) is None
        assert await work.reports.by_id(large.id) is None
        assert await work.audit.lines(0, 1) == []
        assert await work.reports.add(small)
    async with store.work() as work:
        assert await work.reports.by_id(small.id) == small


async def test_whoever_waits_too_long_for_the_database_is_told_that_it_is_busy(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'busy.db'}"
    holder, waiter = open_engine(url), open_engine(url)

    @events.listens_for(waiter.sync_engine, "connect")
    def be_impatient(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # a driver's connection has no common type
        cursor.execute("PRAGMA busy_timeout = 1")
        cursor.close()

    async with holder.begin():
        with pytest.raises(Busy):
            async with SqlStore(waiter, AUDIT_KEY).work():
                pass
    await holder.dispose()
    await waiter.dispose()


async def test_a_database_without_tables_says_what_to_do(tmp_path: Path, empty_postgres_url: str) -> None:
    for url in (f"sqlite+aiosqlite:///{tmp_path / 'new.db'}", empty_postgres_url):
        async with SqlStore(open_engine(url), AUDIT_KEY) as store:
            with pytest.raises(Misconfigured, match="candour migrate"):
                async with store.work() as work:
                    await work.people.everyone()


async def test_a_file_that_is_no_database_is_named_as_damaged(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_bytes(b"Dear Sir or Madam, " * 500)
    async with SqlStore(open_engine(f"sqlite+aiosqlite:///{tmp_path / 'letter.db'}"), AUDIT_KEY) as store:
        with pytest.raises(Unavailable, match="damaged"):
            async with store.work() as work:
                await work.people.everyone()


async def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody:secret@/candour?host={tmp_path}"
    async with SqlStore(open_engine(url), AUDIT_KEY) as store:
        with pytest.raises(Unavailable) as refused:
            async with store.work():
                pass
    assert "secret" not in "".join(traceback.format_exception(refused.value))


async def test_a_restarted_server_is_found_again(postgres_url: str) -> None:
    async with SqlStore(open_engine(postgres_url), AUDIT_KEY) as store:
        async with store.work() as work:
            await work.ticks.record("release", "before")
        other = open_engine(postgres_url)
        async with other.begin() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'candour'"
                )
            )
        await other.dispose()
        async with store.work() as work:
            assert await work.ticks.last("release") == "before"


class Killed(BaseException):
    """Stands for the process being killed."""


@pytest.mark.parametrize(("point", "kept"), [("work.before_commit", None), ("work.after_commit", "now")])
async def test_a_process_killed_at_the_commit_has_done_all_or_nothing(
    engine: AsyncEngine, point: str, kept: str | None
) -> None:
    def kill(name: str) -> None:
        if name == point:
            raise Killed

    with pytest.raises(Killed):
        async with SqlStore(engine, AUDIT_KEY, kill).work() as work:
            await work.ticks.record("release", "now")
    async with SqlStore(engine, AUDIT_KEY).work() as work:
        assert await work.ticks.last("release") == kept


async def test_a_task_that_is_cancelled_in_the_middle_leaves_nothing_and_blocks_nobody(store: SqlStore) -> None:
    inside = asyncio.Event()

    async def write() -> None:
        async with store.work() as work:
            await work.ticks.record("release", "now")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.work() as work:
        assert await work.ticks.last("release") is None


async def test_tasks_take_turns_with_a_store_in_memory() -> None:
    async with await memory_store(AUDIT_KEY) as store:

        async def add(number: int) -> None:
            async with store.work() as work:
                await asyncio.sleep(0)
                await work.ticks.record(str(number), "x")

        await asyncio.gather(*(add(number) for number in range(20)))
        async with store.work() as work:
            assert [await work.ticks.last(str(number)) for number in range(20)] == ["x"] * 20


async def test_two_stores_in_memory_know_nothing_of_each_other() -> None:
    async with await memory_store(AUDIT_KEY) as one, await memory_store(AUDIT_KEY) as other:
        async with one.work() as work:
            await work.ticks.record("release", "x")
        async with other.work() as work:
            assert await work.ticks.last("release") is None
