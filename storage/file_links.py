"""Links by which reporters whom we know add files."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select, update

from storage import tables
from storage.transaction import Transaction


class SqlFileLinks:
    """Implements `governance.linked_ports.FileLinks`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def make(self, report_id: str, digest: str, day: date) -> None:
        row = {"report_id": report_id, "digest": digest, "made_on": day}
        await self._transaction.put(tables.file_links, [row])

    async def exchange(self, digest: str, page: str) -> str | None:
        links = tables.file_links
        row = await self._transaction.first(select(links.c.report_id).where(links.c.digest == digest))
        if row is None:
            return None
        changed = await self._transaction.execute(update(links).where(links.c.digest == digest).values(digest=page))
        return str(row.report_id) if changed.rowcount == 1 else None

    async def close(self, report_id: str, page: str) -> bool:
        links = tables.file_links
        gone = await self._transaction.execute(
            delete(links).where(links.c.report_id == report_id, links.c.digest == page)
        )
        return gone.rowcount == 1

    async def forget(self, before: date) -> int:
        gone = await self._transaction.execute(delete(tables.file_links).where(tables.file_links.c.made_on < before))
        return gone.rowcount
