"""Bringing a database's tables to what this program needs, by Alembic.

On SQLite a table that changes is rebuilt, and dropping the old one deletes the rows of every table that refers to it
unless foreign keys are off, which they can only be made before BEGIN; so references are checked at the end instead.
Several processes may migrate at once: the first does it, the others find it done.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from governance.errors import Misconfigured
from storage.engines import OWN_BEGIN, WAIT_SECONDS
from storage.refusals import refusal

# Alembic takes as long to load as the rest of storage, and a service that has nothing to migrate does without it.
if TYPE_CHECKING:
    from alembic.config import Config

#: One migration at a time on PostgreSQL; any fixed number that nothing else of ours uses.
_MIGRATION_LOCK = 0x43616E646F7502
#: A migration may take long, and the processes that wait for it are patient.
_PATIENCE_SECONDS = 300
#: A migration's own revision, and the one that it follows.
_PLACE = re.compile(r"^(revision|down_revision)\b[^=\n]*= *(.+)$", re.MULTILINE)
#: The migrations of the main database.
FOLDER = Path(__file__).parent


async def migrate(engine: AsyncEngine, folder: Path = FOLDER) -> None:
    """Bring the tables to the newest version in `folder`; nothing happens when they are there already.

    All or nothing: a failure leaves the database as it was. Raises Misconfigured when the database was made by a newer
    program, or when a reference in it leads nowhere; Busy or Unavailable when it cannot be written. Inside one process
    one database at a time: Alembic's context is one for the whole process.
    """
    from alembic.util.exc import CommandError

    try:
        async with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                await _on_sqlite(connection, folder)
            else:
                await _on_postgresql(connection, folder)
    except SQLAlchemyError as error:
        raise refusal(error) from None
    except CommandError:
        raise Misconfigured("The database was made by a newer version of this program. Install that version.") from None


async def is_current(engine: AsyncEngine, folder: Path = FOLDER) -> bool:
    """Whether the tables are what this program needs. Raises Busy or Unavailable."""
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_version) == newest(folder)
    except SQLAlchemyError as error:
        raise refusal(error) from None


def newest(folder: Path = FOLDER) -> str:
    """The version that the migrations in `folder` end at."""
    below: dict[object, object] = {}
    for file in (folder / "versions").glob("*.py"):
        said = dict(_constants(file))
        if "revision" in said:
            below[said["revision"]] = said["down_revision"]
    [head] = below.keys() - below.values()
    return str(head)


def _constants(file: Path) -> Iterator[tuple[str, object]]:
    """A migration's own words about its place, read and not run; nor is the rest of it taken apart, which every start
    would wait for."""
    for name, value in _PLACE.findall(file.read_text(encoding="utf-8")):
        yield name, ast.literal_eval(value)


def _version(connection: Connection) -> str | None:
    """Of the tables as they are; None before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


async def _on_sqlite(connection: AsyncConnection, folder: Path) -> None:
    await connection.execution_options(**{OWN_BEGIN: True})
    await connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_SECONDS * 1000}")
    await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    try:
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.run_sync(_upgrade, folder)
        broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).mappings().first()
        if broken is not None:
            raise Misconfigured(
                f"A row of the table {broken['table']} refers to a row of {broken['parent']} that is not there."
            )
        await connection.commit()
    finally:
        await connection.rollback()
        await connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        await connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")


async def _on_postgresql(connection: AsyncConnection, folder: Path) -> None:
    async with connection.begin():
        await connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE_SECONDS}s'")
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        await connection.run_sync(_upgrade, folder)


def _upgrade(connection: Connection, folder: Path) -> None:
    from alembic import command

    config = _config(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config(folder: Path) -> Config:
    from alembic.config import Config

    config = Config()
    # A percent sign in a folder's name would be read as an option's.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
