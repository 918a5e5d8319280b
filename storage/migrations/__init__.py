"""Bringing a database's tables to what this program needs, by Alembic.

On SQLite a table that changes is rebuilt, and dropping the old one deletes the rows of every table that refers to it
unless foreign keys are off, which they can only be made before BEGIN; so references are checked at the end instead.
Several processes may migrate at once: the first does it, the others find it done.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from governance.errors import Misconfigured
from storage.engines import OWN_BEGIN, WAIT_SECONDS
from storage.refusals import refusal

#: One migration at a time on PostgreSQL; any fixed number that nothing else of ours uses.
_MIGRATION_LOCK = 0x43616E646F7502
#: A migration may take long, and the processes that wait for it are patient.
_PATIENCE_SECONDS = 300
#: The migrations of the main database.
FOLDER = Path(__file__).parent


async def migrate(engine: AsyncEngine, folder: Path = FOLDER) -> None:
    """Bring the tables to the newest version in `folder`; nothing happens when they are there already.

    All or nothing: a failure leaves the database as it was. Raises Misconfigured when the database was made by a newer
    program, or when a reference in it leads nowhere; Busy or Unavailable when it cannot be written. Inside one process
    one database at a time: Alembic's context is one for the whole process.
    """
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
    head = ScriptDirectory.from_config(_config(folder)).get_current_head()
    try:
        async with engine.connect() as connection:
            return head == await connection.run_sync(
                lambda sync: MigrationContext.configure(sync).get_current_revision()
            )
    except SQLAlchemyError as error:
        raise refusal(error) from None


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
    config = _config(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config(folder: Path) -> Config:
    config = Config()
    # A percent sign in a folder's name would be read as an option's.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
