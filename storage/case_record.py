"""The record of a case, in rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from governance.case_record import PRIVATE, CaseEntry, Recorded
from governance.errors import NotFound
from storage import tables
from storage.transaction import Transaction, Values, chunks

_KINDS = frozenset(kind.value for kind in Recorded)


class SqlCaseRecords:
    """Implements `governance.record_ports.CaseRecords`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, entry: CaseEntry) -> CaseEntry:
        """As the port says. Raises NotFound when its report is gone."""
        # Two who write to one report at the same moment: the second waits here for its number.
        report = select(tables.reports.c.id).where(tables.reports.c.id == entry.report_id).with_for_update()
        if await self._transaction.first(report) is None:
            raise NotFound("There is no such case.")
        known = await self.by_id(entry.id)
        if known is not None:
            return known
        entries = tables.case_entries
        last = select(func.coalesce(func.max(entries.c.number), 0)).where(entries.c.report_id == entry.report_id)
        numbered = replace(entry, number=(await self._transaction.execute(last)).scalar_one() + 1)
        await self._transaction.execute(entries.insert(), _row(numbered))
        return numbered

    async def of(self, report_id: str) -> Sequence[CaseEntry]:
        entries = tables.case_entries
        query = select(entries).where(entries.c.report_id == report_id).order_by(entries.c.number)
        return [_entry(row) for row in await self._transaction.all(query)]

    async def by_id(self, entry_id: str) -> CaseEntry | None:
        row = await self._transaction.first(select(tables.case_entries).where(tables.case_entries.c.id == entry_id))
        return None if row is None else _entry(row)

    async def last_words(self, report_ids: Collection[str]) -> Mapping[tuple[str, str], date]:
        entries, found = tables.case_entries.c, dict[tuple[str, str], date]()
        for chunk in chunks(sorted(set(report_ids))):
            query = (
                select(entries.report_id, entries.author, func.max(entries.written_on).label("last_on"))
                .where(entries.report_id.in_(chunk), entries.kind.not_in(sorted(PRIVATE)))
                .group_by(entries.report_id, entries.author)
            )
            found |= {(row.report_id, row.author): row.last_on for row in await self._transaction.all(query)}
        return found


def _row(entry: CaseEntry) -> Values:
    return {
        "id": entry.id,
        "report_id": entry.report_id,
        "number": entry.number,
        "written_on": entry.written_on,
        "author": entry.author,
        "role": entry.role,
        "kind": entry.kind.value,
        "sealed": entry.sealed,
    }


def _entry(row: Row[Any]) -> CaseEntry:
    # One row that is not as it was written must not keep the others from being read.
    kind = Recorded(row.kind) if row.kind in _KINDS else Recorded.UNKNOWN
    return CaseEntry(row.id, row.report_id, row.number, row.written_on, row.author, row.role, kind, row.sealed)
