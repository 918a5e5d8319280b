"""Links by which reporters whom we know add files."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select, update

from governance.linked_ports import Linked, LinkedTo
from storage import tables
from storage.transaction import Transaction


class SqlFileLinks:
    """Implements `governance.linked_ports.FileLinks`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def make(self, to: LinkedTo, digest: str, day: date) -> None:
        report_id = to.id if to.kind is Linked.REPORT else None
        incident_id = to.id if to.kind is Linked.INCIDENT else None
        row = {"id": to.id, "report_id": report_id, "incident_id": incident_id, "digest": digest, "made_on": day}
        await self._transaction.put(tables.file_links, [row])

    async def exchange(self, digest: str, page: str) -> LinkedTo | None:
        links = tables.file_links
        row = await self._transaction.first(select(links.c.id, links.c.report_id).where(links.c.digest == digest))
        if row is None:
            return None
        changed = await self._transaction.execute(update(links).where(links.c.digest == digest).values(digest=page))
        kind = Linked.INCIDENT if row.report_id is None else Linked.REPORT
        return LinkedTo(kind, str(row.id)) if changed.rowcount == 1 else None

    async def close(self, to: LinkedTo, page: str) -> bool:
        links = tables.file_links
        whose = links.c.report_id if to.kind is Linked.REPORT else links.c.incident_id
        gone = await self._transaction.execute(delete(links).where(whose == to.id, links.c.digest == page))
        return gone.rowcount == 1

    async def forget(self, before: date) -> int:
        gone = await self._transaction.execute(delete(tables.file_links).where(tables.file_links.c.made_on < before))
        return gone.rowcount
