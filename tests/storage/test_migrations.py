"""Migrations: what they make is what the program expects, whoever runs them, and no row is lost."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.errors import Misconfigured, Refused
from governance.roles import Holding, Role
from storage.engines import open_engine
from storage.migrations import FOLDER, is_current, migrate, newest
from storage.tables import metadata
from storage.work import SqlStore
from tests.storage.conftest import AUDIT_KEY
from tests.storage.examples import TODAY, event, letter, message, notice, obligation, person, report

CATALOGUE = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT relname, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "SELECT table_name || '.' || column_name, data_type || is_nullable || coalesce(column_default, '')"
    " FROM information_schema.columns WHERE table_schema = 'public'",
)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A database without tables."""
    urls = {"memory": "sqlite+aiosqlite://", "sqlite": f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"}
    url = urls.get(request.param) or request.getfixturevalue("empty_postgres_url")
    engine = open_engine(url)
    yield engine
    await engine.dispose()


async def schema(engine: AsyncEngine) -> dict[str, str]:
    """Everything that was declared, by name, in the database's own words."""
    queries = CATALOGUE
    if engine.dialect.name == "sqlite":
        queries = ("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL",)
    found: dict[str, str] = {}
    async with engine.connect() as connection:
        for query in queries:
            found |= {name: _plain(sql) for name, sql in await connection.execute(text(query))}
    return {name: sql for name, sql in found.items() if "alembic_version" not in name}


def _plain(sql: Any) -> str:
    """The same for two statements that say the same: constraints may stand in any order."""
    return " ".join(sorted(re.findall(r"[^\s,]+", str(sql))))


async def test_migrating_makes_what_the_program_expects(empty: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    await migrate(empty)
    migrated = await schema(empty)
    async with empty.connect() as connection:
        assert await connection.run_sync(differences) == []
    # Alembic does not compare conditions, triggers or a table's options; the database's own words have them all.
    async with empty.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        if empty.dialect.name == "postgresql":
            await connection.execute(text("DROP FUNCTION audit_append_only"))
        await connection.run_sync(metadata.create_all)
    assert len(migrated) > len(metadata.tables)
    assert await schema(empty) == migrated


async def fill(store: SqlStore) -> None:
    given, owed, planned, carrier = report(), obligation(), notice(), message()
    async with store.work() as work:
        await work.people.replace([person("1"), person("2")], [Holding("1", Role.SIRO, TODAY)])
        await work.reports.add(given)
        await work.letters.add(letter(given.id))
        await work.obligations.add([owed])
        await work.notices.plan([planned])
        await work.outbox.put(carrier, [planned.id], planned.due_at)
        await work.audit.write(event())


async def rows(engine: AsyncEngine) -> dict[str, int]:
    async with engine.connect() as connection:
        return {
            name: (await connection.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one()
            for name in metadata.tables
        }


async def test_migrating_again_changes_nothing(empty: AsyncEngine) -> None:
    assert not await is_current(empty)
    await migrate(empty)
    assert await is_current(empty)
    await fill(SqlStore(empty, AUDIT_KEY))
    before = await rows(empty)
    await migrate(empty)
    assert await rows(empty) == before
    async with SqlStore(empty, AUDIT_KEY).work() as work:
        assert len(await work.audit.lines(0, 10)) == 1


async def test_foreign_keys_hold_again_after_migrating(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    await migrate(engine)
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar_one() == 1
        assert (await connection.exec_driver_sql("PRAGMA busy_timeout")).scalar_one() == 10_000
    await engine.dispose()


@pytest.mark.parametrize("empty", ["sqlite", "postgresql"], indirect=True)
async def test_several_processes_may_migrate_at_once(empty: AsyncEngine) -> None:
    command = (
        "import asyncio, sys; from storage.engines import open_engine; from storage.migrations import migrate\n"
        "async def main():\n"
        "    engine = open_engine(sys.argv[1]); await migrate(engine); await engine.dispose()\n"
        "asyncio.run(main())"
    )
    url = empty.url.render_as_string(hide_password=False)
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", command, url) for _ in range(2)]
    assert [await process.wait() for process in processes] == [0, 0]
    assert await is_current(empty)


async def test_a_migration_that_fails_leaves_the_database_as_it_was(empty: AsyncEngine) -> None:
    async with empty.begin() as connection:
        await connection.execute(text("CREATE TABLE actions (mine INTEGER)"))
    with pytest.raises(Refused):
        await migrate(empty)
    assert not await is_current(empty)
    async with empty.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert names == ["actions"]


async def test_a_database_of_a_newer_program_is_refused(empty: AsyncEngine) -> None:
    await migrate(empty)
    async with empty.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    assert not await is_current(empty)
    with pytest.raises(Misconfigured, match="newer version"):
        await migrate(empty)


async def test_a_reference_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    engine = open_engine(f"sqlite+aiosqlite:///{path}")
    await migrate(engine)
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO told VALUES ('no such report', '1', 'lead', 0)")
    connection.commit()
    connection.close()
    with pytest.raises(Misconfigured, match="told refers to a row of reports"):
        await migrate(engine)
    await engine.dispose()


REBUILDS_A_TABLE = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "HEAD"

def upgrade():
    with op.batch_alter_table("reports") as batch:
        batch.add_column(sa.Column("afterword", sa.String(), nullable=False, server_default="none"))
        batch.alter_column("form", nullable=True)
"""


@pytest.fixture
def next_migrations(tmp_path: Path) -> Path:
    """The migrations of a later program: one more, that rebuilds a table to which others refer."""
    folder = shutil.copytree(FOLDER, tmp_path / "migrations")
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    (folder / "versions" / "next.py").write_text(REBUILDS_A_TABLE.replace("HEAD", str(head)))
    return folder


async def test_no_row_is_lost_when_a_table_is_rebuilt(empty: AsyncEngine, next_migrations: Path) -> None:
    await migrate(empty)
    await fill(SqlStore(empty, AUDIT_KEY))
    before = await rows(empty)
    assert min(before[name] for name in ("reports", "told", "letters", "audit")) > 0
    await migrate(empty, next_migrations)
    assert await rows(empty) == before
    async with empty.connect() as connection:
        (kept,) = (await connection.execute(text("SELECT form, afterword FROM reports"))).all()
    assert tuple(kept) == ("fingerprint", "none")
    assert await is_current(empty, next_migrations)
    assert not await is_current(empty)


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
async def test_a_rebuilt_table_still_has_no_row_ids(empty: AsyncEngine, next_migrations: Path) -> None:
    await migrate(empty)
    await migrate(empty, next_migrations)
    async with empty.connect() as connection:
        with pytest.raises(DBAPIError, match="rowid"):
            await connection.exec_driver_sql("SELECT rowid FROM reports")


def test_the_newest_version_is_the_one_that_alembic_finds(next_migrations: Path) -> None:
    for folder in (FOLDER, next_migrations):
        assert newest(folder) == ScriptDirectory(str(folder)).get_current_head()
