"""The same store on memory, an SQLite file and PostgreSQL: what holds on one has to hold on all of them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engines import open_copy, open_engine
from storage.tables import metadata
from storage.work import SqlStore
from tests.harness.postgres import database

AUDIT_KEY = b"an audit key that is only ever used by tests"


@pytest.fixture(scope="session")
def postgres_tables(postgres: str) -> Iterator[tuple[str, psycopg.Connection]]:
    """A database with the tables, and a connection to empty them by: making a database for each test takes longer."""
    with database(postgres) as url:
        engine = create_engine(url)
        metadata.create_all(engine)
        engine.dispose()
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            # Else the audit table would refuse.
            connection.execute("SET session_replication_role = replica")
            yield url, connection


@pytest.fixture
def postgres_url(postgres_tables: tuple[str, psycopg.Connection]) -> str:
    """The address of a database with empty tables."""
    url, connection = postgres_tables
    connection.execute("; ".join(f"DELETE FROM {table.name}" for table in metadata.sorted_tables))
    return url


@pytest.fixture
def empty_postgres_url(postgres: str) -> Iterator[str]:
    """The address of a database without tables."""
    with database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "candour.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'candour.db'}"


@pytest.fixture(scope="session")
def memory_template(sqlite_template: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as template, closing(sqlite3.connect(sqlite_template)) as made:
        made.backup(template)
        yield template


@pytest.fixture(scope="session")
def engines() -> dict[str, AsyncEngine]:
    """One of each kind for all tests: a new one would make every statement anew."""
    return {}


@pytest.fixture
def memory_engine(engines: dict[str, AsyncEngine], memory_template: sqlite3.Connection) -> AsyncEngine:
    # What it holds goes with its one connection, and the next one begins as a copy again.
    return engines.get("memory") or engines.setdefault("memory", open_copy(memory_template))


@pytest.fixture
def sqlite_engine(
    engines: dict[str, AsyncEngine], sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncEngine:
    if "sqlite" not in engines:
        engines["sqlite"] = open_engine(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('sqlite') / 'candour.db'}")
    path = Path(str(engines["sqlite"].url.database))
    for file in path.parent.iterdir():
        file.unlink()
    shutil.copy(sqlite_template, path)
    return engines["sqlite"]


@pytest.fixture
def postgresql_engine(engines: dict[str, AsyncEngine], postgres_url: str) -> AsyncEngine:
    return engines.get("postgresql") or engines.setdefault("postgresql", open_engine(postgres_url))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[AsyncEngine]:
    engine: AsyncEngine = request.getfixturevalue(f"{request.param}_engine")
    yield engine
    await engine.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> SqlStore:
    return SqlStore(engine, AUDIT_KEY)
