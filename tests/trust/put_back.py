"""A world in memory that says whether anything was written into it, and is put back as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.keystore import Keystore
from storage.work import SqlStore


@dataclass
class AsItWas:
    """The databases of a world, and a copy of each from when this was made."""

    live: Sequence[sqlite3.Connection]
    copies: Sequence[sqlite3.Connection]
    written: int

    @property
    def untouched(self) -> bool:
        """Whether no row was written, changed or taken away, not even for a while."""
        return self.written == _written(self.live)

    def put_back(self) -> None:
        if not self.untouched:
            for database, copy in zip(self.live, self.copies, strict=True):
                copy.backup(database)
            self.written = _written(self.live)


async def as_it_is(store: SqlStore, keystore: Keystore) -> AsItWas:
    """Of a store and a keystore that are in memory."""
    live = [await _opened(engine) for engine in (store._engine, keystore._engine)]  # noqa: SLF001  # the test's alone
    copies = [sqlite3.connect(":memory:") for _ in live]
    for database, copy in zip(live, copies, strict=True):
        database.backup(copy)
    return AsItWas(live, copies, _written(live))


async def _opened(engine: AsyncEngine) -> sqlite3.Connection:
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        opened: sqlite3.Connection = driver.opened
        return opened


def _written(databases: Sequence[sqlite3.Connection]) -> int:
    return sum(database.total_changes for database in databases)
