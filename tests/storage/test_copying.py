"""A database is moved whole or not at all, from one engine to another and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.errors import Refused
from storage.copying import copy, is_the_same, rows_of
from storage.engines import open_engine
from storage.migrations import migrate
from storage.tables import metadata
from storage.work import SqlStore
from tests.storage.conftest import AUDIT_KEY
from tests.storage.test_migrations import fill

TABLES = metadata.sorted_tables


@pytest.fixture
async def old(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(sqlite_url)
    await fill(SqlStore(engine, AUDIT_KEY))
    yield engine
    await engine.dispose()


@pytest.fixture
async def new(empty_postgres_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(empty_postgres_url)
    await migrate(engine)
    yield engine
    await engine.dispose()


async def test_every_row_goes_to_postgresql_and_comes_back_as_it_was(
    old: AsyncEngine, new: AsyncEngine, tmp_path: Path
) -> None:
    told: dict[str, int] = {}
    await copy(old, new, TABLES, told.__setitem__)
    assert told == await rows_of(old, TABLES)
    assert told["reports"] == told["audit"] == 1
    assert await is_the_same(old, new, TABLES)

    back = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'back.db'}")
    await migrate(back)
    await copy(new, back, TABLES, told.__setitem__)
    assert await is_the_same(old, back, TABLES)
    async with SqlStore(back, AUDIT_KEY).work() as work:
        assert len(await work.audit.lines(0, 10)) == 1
    await back.dispose()


async def test_a_database_with_anything_in_it_is_left_as_it_is(old: AsyncEngine, new: AsyncEngine) -> None:
    async with new.begin() as connection:
        await connection.execute(text("INSERT INTO ticks (name, mark) VALUES ('release', 'then')"))
    with pytest.raises(Refused, match=r"not empty: ticks \(1\)"):
        await copy(old, new, TABLES, lambda *_: None)
    assert sum((await rows_of(new, TABLES)).values()) == 1


async def test_what_comes_back_changed_is_not_kept(old: AsyncEngine, new: AsyncEngine) -> None:
    async with new.begin() as connection:
        await connection.execute(
            text(
                "CREATE FUNCTION spoils() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN NEW.form := 'other'; RETURN NEW; END $$"
            )
        )
        await connection.execute(
            text("CREATE TRIGGER spoils BEFORE INSERT ON reports FOR EACH ROW EXECUTE FUNCTION spoils()")
        )
    with pytest.raises(Refused, match="reports came back changed"):
        await copy(old, new, TABLES, lambda *_: None)
    assert sum((await rows_of(new, TABLES)).values()) == 0


async def test_one_changed_row_is_another_database(old: AsyncEngine, new: AsyncEngine) -> None:
    await copy(old, new, TABLES, lambda *_: None)
    async with new.begin() as connection:
        await connection.execute(text("UPDATE reports SET form = 'another'"))
    assert not await is_the_same(old, new, TABLES)


async def test_what_has_no_tables_yet_has_no_rows(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    assert sum((await rows_of(engine, TABLES)).values()) == 0
    await engine.dispose()
