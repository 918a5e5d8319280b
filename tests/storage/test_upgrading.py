"""A database that a service has filled at any earlier version is brought to this one, and every row of it is there.

One database is brought from version to version. At each, whatever table is new or another than before is filled, with
those that it refers to: what is lost anywhere on the way is missing at the end, and each version costs its own
migration and not those of all that follow. A few are brought all the way at once, as by somebody who has not upgraded
for long.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, inspect, select, text, types
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engines import open_engine
from storage.migrations import FOLDER, is_current, migrate

#: Oldest first, without the newest: that one is what they are brought to.
EARLIER = [str(each.revision) for each in ScriptDirectory(str(FOLDER)).walk_revisions()][:0:-1]
ROWS = 3
#: How each table is made, or what amounts to it.
SHAPES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'table'",
    "postgresql": """SELECT table_name,
                     string_agg(concat_ws(' ', column_name, data_type, is_nullable), ', ' ORDER BY column_name)
                     FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name""",
}

Rows = Mapping[tuple[Any, ...], Mapping[str, Any]]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    address: str = request.getfixturevalue("empty_postgres_url")
    return address


def as_it_was(revision: str, folder: Path) -> Path:
    """The migrations of the program that ended at this one. A folder that holds those of an earlier one may be given
    again."""
    scripts, old = ScriptDirectory(str(FOLDER)), folder / "migrations"
    shutil.copytree(FOLDER, old, ignore=shutil.ignore_patterns("__pycache__", "r*.py"), dirs_exist_ok=True)
    for each in scripts.iterate_revisions(revision, "base"):
        file = Path(each.path)
        shutil.copy2(file, old / "versions" / file.name)
    return old


def shapes(connection: Connection) -> dict[str, str]:
    found = connection.exec_driver_sql(SHAPES[connection.dialect.name])
    return {name: shape for name, shape in found if name != "alembic_version"}


def filled(connection: Connection, changed: Sequence[str], first: int = 0) -> dict[str, Rows]:
    """Put some rows into each of these tables, whatever it is, and into those that they refer to, and give back what is
    in them. `first` numbers the rows."""
    metadata = MetaData()
    metadata.reflect(connection, only=changed)
    for table in metadata.sorted_tables:
        connection.execute(table.insert(), [row_of(table, number) for number in range(first, first + ROWS)])
    return {table.name: rows(connection, table) for table in metadata.sorted_tables}


def row_of(table: Table, number: int) -> dict[str, Any]:
    return {column.name: value(column, number) for column in table.columns}


def value(column: Column[Any], number: int) -> Any:
    """Something that this column takes, another one in each row, and what its parent has where it refers to one."""
    for key in column.foreign_keys:
        return value(key.column, number)
    match column.type:
        case types.Boolean():
            return number % 2 == 0
        case types.Integer():
            return number + 1
        case types.DateTime():
            return datetime(2026, 11, 23, 9, 0, 1, tzinfo=UTC) + timedelta(days=number)
        case types.Date():
            return date(2026, 11, 23) + timedelta(days=number)
        case types.LargeBinary():
            return bytes([number]) * 40
        case _:
            return f"{column.name} {number}"


def rows(connection: Connection, table: Table) -> Rows:
    keys = [column.name for column in table.primary_key]
    found = connection.execute(select(table)).mappings()
    return {tuple(row[key] for key in keys): dict(row) for row in found}


def differences(connection: Connection, before: Mapping[str, Rows]) -> Iterator[str]:
    metadata = MetaData()
    metadata.reflect(connection)
    for name, old in before.items():
        if name not in metadata.tables:
            yield f"{name} is gone"
            continue
        new = rows(connection, metadata.tables[name])
        if old.keys() != new.keys():
            yield f"{name} had {len(old)} rows and has {len(new)}"
            continue
        for key, row in old.items():
            for column, was in row.items():
                if new[key].get(column, "gone") != was:
                    yield f"{name}.{column} was {was!r} and is {new[key].get(column, 'gone')!r}"


async def test_nothing_is_lost_by_whoever_takes_every_version(url: str, tmp_path: Path) -> None:
    engine = open_engine(url)
    before: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]] = {}
    known: dict[str, str] = {}
    for number, revision in enumerate(EARLIER):
        await migrate(engine, as_it_was(revision, tmp_path))
        async with engine.begin() as connection:
            now = await connection.run_sync(shapes)
            changed = [name for name, shape in now.items() if known.get(name) != shape]
            for table, found in (await connection.run_sync(filled, changed, number * ROWS)).items():
                # As it was when it was put there, and not as later versions left it.
                before[table] = {**found, **before.get(table, {})}
        known = now
    assert before.keys() >= known.keys()
    assert not await is_current(engine)
    await migrate(engine)
    assert await is_current(engine)
    async with engine.begin() as connection:
        assert await connection.run_sync(lambda sync: list(differences(sync, before))) == []
    assert len(before["reports"]) > ROWS, "whatever changed was filled again"
    assert await still_append_only(engine)
    await engine.dispose()


@pytest.mark.parametrize("revision", EARLIER[:: len(EARLIER) // 2])
async def test_nothing_is_lost_on_the_way_from(revision: str, url: str, tmp_path: Path) -> None:
    engine = open_engine(url)
    await migrate(engine, as_it_was(revision, tmp_path))
    assert not await is_current(engine)
    async with engine.begin() as connection:
        before = await connection.run_sync(lambda sync: filled(sync, list(shapes(sync))))
    await migrate(engine)
    assert await is_current(engine)
    async with engine.begin() as connection:
        assert await connection.run_sync(lambda sync: list(differences(sync, before))) == []
        # A row less would have been found.
        await connection.execute(text("DELETE FROM told"))
        assert await connection.run_sync(lambda sync: list(differences(sync, before))) == ["told had 3 rows and has 0"]
    assert await still_append_only(engine)
    await engine.dispose()


async def still_append_only(engine: AsyncEngine) -> bool:
    """Whether the audit log refuses to be changed."""
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        assert "audit" in names
        try:
            await connection.execute(text("UPDATE audit SET actor = 'somebody else'"))
        except Exception as error:
            return "append-only" in str(error)
    return False
