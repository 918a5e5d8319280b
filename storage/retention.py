"""Holds, and the end of a report in the main database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, or_, select

from governance.retention import EndWarning, Hold, HoldReason
from storage import tables
from storage.transaction import Transaction, chunks


class SqlRetention:
    """Implements `governance.retention_ports.Retention`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def holds(self) -> Mapping[str, Hold]:
        rows = await self._transaction.all(select(tables.holds))
        return {
            row.report_id: Hold(row.report_id, HoldReason(row.reason), row.until, row.by, row.placed_on) for row in rows
        }

    async def place(self, hold: Hold) -> None:
        row = {
            "report_id": hold.report_id,
            "reason": hold.reason.value,
            "until": hold.until,
            "by": hold.by,
            "placed_on": hold.placed_on,
        }
        await self._transaction.put(tables.holds, [row])

    async def lift(self, report_id: str) -> bool:
        held = delete(tables.holds).where(tables.holds.c.report_id == report_id)
        return (await self._transaction.execute(held)).rowcount == 1

    async def warnings(self) -> Mapping[str, EndWarning]:
        rows = await self._transaction.all(select(tables.end_warnings))
        return {row.report_id: EndWarning(row.report_id, row.goes_on, row.from_on) for row in rows}

    async def warned(self, warnings: Sequence[EndWarning]) -> None:
        rows = [{"report_id": e.report_id, "goes_on": e.goes_on, "from_on": e.from_on} for e in warnings]
        if rows:
            await self._transaction.put(tables.end_warnings, rows)

    async def unwarn(self, report_id: str) -> None:
        warnings = tables.end_warnings
        await self._transaction.execute(delete(warnings).where(warnings.c.report_id == report_id))

    async def erase(self, report_id: str) -> None:
        """What belongs to a report's own tables goes with its row. A promise about a part of it has the report's id
        before a stroke."""
        obligations, notices = tables.obligations, tables.notices
        subject = obligations.c.subject_id
        promised = or_(subject == report_id, subject.startswith(f"{report_id}/", autoescape=True))
        about_it = select(obligations.c.id).where(promised)
        await self._transaction.execute(delete(notices).where(notices.c.obligation_id.in_(about_it)))
        await self._transaction.execute(delete(obligations).where(promised))
        files, blobs = tables.files, tables.blobs
        rows = await self._transaction.all(select(files.c.id).where(files.c.report_id == report_id))
        await self._transaction.execute(delete(tables.reports).where(tables.reports.c.id == report_id))
        for some in chunks([row.id for row in rows]):
            await self._transaction.execute(delete(blobs).where(blobs.c.id.in_(some)))
