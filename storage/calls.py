"""The list of people whom no message reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import select, text, update

from governance.calls import Call
from governance.notices import Kind
from storage import tables
from storage.transaction import Transaction, chunks


class SqlCalls:
    """Implements `governance.register_ports.Calls`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, calls: Iterable[Call]) -> None:
        rows = [
            {
                "message_id": call.message_id,
                "person_id": call.person_id,
                "kind": call.kind.value,
                "since_on": call.since_on,
                "reason": call.reason,
                "done_on": call.done_on,
                "done_by": call.done_by or None,
            }
            for call in calls
        ]
        await self._transaction.add_new(tables.calls, sorted(rows, key=lambda row: str(row["message_id"])))

    async def open(self) -> Sequence[Call]:
        columns = tables.calls.c
        query = select(tables.calls).where(text(tables.CALL_IS_OPEN)).order_by(columns.since_on, columns.message_id)
        return [
            Call(row.message_id, row.person_id, Kind(row.kind), row.since_on, row.reason)
            for row in await self._transaction.all(query)
        ]

    async def done(self, message_ids: Collection[str], by: str, on: date) -> int:
        count = 0
        for chunk in chunks(sorted(set(message_ids))):
            changed = await self._transaction.execute(
                update(tables.calls)
                .where(tables.calls.c.message_id.in_(chunk), tables.calls.c.done_on.is_(None))
                .values(done_on=on, done_by=by)
            )
            count += changed.rowcount
        return count
