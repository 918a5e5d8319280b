"""The settings on which promises depend."""

from __future__ import annotations

import logging
import stat
import traceback
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.errors import Misconfigured
from storage import tables
from storage.engines import checkpoint, open_engine
from storage.work import SqlStore
from tests.storage.conftest import AUDIT_KEY
from tests.storage.examples import person, report


async def pragma(engine: AsyncEngine, name: str) -> object:
    async with engine.connect() as connection:
        return (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()


async def test_sqlite_syncs_checks_references_and_overwrites_what_is_deleted(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    settings = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store", "busy_timeout")
    assert [await pragma(engine, name) for name in settings] == ["wal", 2, 1, 1, 2, 10_000]
    await engine.dispose()


async def test_postgresql_speaks_utc_and_does_not_wait_for_ever(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    async with engine.connect() as connection:
        settings = ("timezone", "lock_timeout", "idle_in_transaction_session_timeout")
        got = [(await connection.exec_driver_sql(f"SHOW {name}")).scalar_one() for name in settings]
    await engine.dispose()
    assert got == ["UTC", "10s", "1min"]


async def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "candour.db"
    engine = open_engine(f"sqlite+aiosqlite:///{path}")
    async with engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
        files = sorted(path.parent.iterdir())
        assert [each.name for each in files] == ["candour.db", "candour.db-shm", "candour.db-wal"]
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    await engine.dispose()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_what_is_purged_is_in_no_file_after_a_checkpoint(tmp_path: Path, sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    store = SqlStore(engine, AUDIT_KEY)
    needle = b"the needle in the haystack"
    async with store.work() as work:
        for _ in range(100):
            await work.reports.add(report(story=needle * 300))
    assert await checkpoint(engine)
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM reports"))

    def found() -> int:
        return sum(path.read_bytes().count(needle) for path in tmp_path.glob("candour.db*"))

    assert found() > 0
    assert await checkpoint(engine)
    assert found() == 0
    await engine.dispose()


async def test_a_checkpoint_says_when_a_reader_kept_it_from_finishing(sqlite_url: str) -> None:
    engine, other = open_engine(sqlite_url), open_engine(sqlite_url)
    async with SqlStore(engine, AUDIT_KEY).work() as work:
        await work.people.replace([person()], [])
    async with other.connect() as reader:
        # Reads beside the writer, as a backup does.
        await reader.execution_options(candour_own_begin=True)
        await reader.exec_driver_sql("BEGIN DEFERRED")
        await reader.execute(text("SELECT count(*) FROM people"))
        async with SqlStore(engine, AUDIT_KEY).work() as work:
            await work.people.replace([person("2")], [])
        async with engine.connect() as connection:
            await connection.execution_options(candour_own_begin=True)
            await connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        assert not await checkpoint(engine)
    assert await checkpoint(engine)
    await engine.dispose()
    await other.dispose()


async def test_after_a_checkpoint_transactions_are_what_they_were(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    store = SqlStore(engine, AUDIT_KEY)
    assert await checkpoint(engine)

    async def be_interrupted() -> None:
        async with store.work() as work:
            await work.ticks.record("release", "now")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await be_interrupted()
    async with store.work() as work:
        assert await work.ticks.last("release") is None
    await engine.dispose()


@pytest.mark.parametrize(
    "address",
    ["", "not an address", "mysql://root:secret@host/db", "sqlite:///file.db", "postgresql://root:secret@host/db"],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        open_engine(address)
    assert "secret" not in "".join(traceback.format_exception(refused.value))


def test_a_database_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="cannot be made"):
        open_engine(f"sqlite+aiosqlite:///{tmp_path / 'file' / 'candour.db'}")


async def test_nothing_that_is_written_reaches_a_log(engine: AsyncEngine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with SqlStore(engine, AUDIT_KEY).work() as work:
            await work.people.replace([person("1", name="Somebody Special")], [])
    assert "Somebody Special" not in caplog.text
