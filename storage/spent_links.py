"""Links to documents that were used."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete

from storage import tables
from storage.transaction import Transaction


class SqlSpentLinks:
    """Implements `governance.document_ports.SpentLinks`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def spend(self, link: str, day: date) -> bool:
        return await self._transaction.add_if_new(tables.spent_links, {"id": link, "day": day})

    async def forget(self, before: date) -> int:
        gone = await self._transaction.execute(delete(tables.spent_links).where(tables.spent_links.c.day < before))
        return gone.rowcount
