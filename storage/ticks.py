"""What each recurring job last did."""

from __future__ import annotations

from sqlalchemy import select

from storage import tables
from storage.transaction import Transaction


class SqlTicks:
    """Implements `governance.ports.Ticks`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def last(self, name: str) -> str | None:
        row = await self._transaction.first(select(tables.ticks.c.mark).where(tables.ticks.c.name == name))
        return None if row is None else str(row.mark)

    async def record(self, name: str, mark: str) -> None:
        await self._transaction.put(tables.ticks, [{"name": name, "mark": mark}])
