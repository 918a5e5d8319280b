"""The audit log's rows: appended one after the other, whoever writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Text, func, select, type_coerce

from governance.audit import BEGINNING, Event, Line, link
from governance.errors import Misconfigured
from storage import tables
from storage.transaction import Transaction

#: The advisory lock of the chain's end; any fixed number that nothing else of ours uses.
_CHAIN_LOCK = 0x43616E646F7501


class SqlAuditLog:
    """Implements `governance.ports.AuditLog`."""

    def __init__(self, transaction: Transaction, key: bytes | None) -> None:
        self._transaction = transaction
        self._key = key

    async def write(self, event: Event) -> None:
        """As the port says. Raises Misconfigured in a process that holds no audit key."""
        if self._key is None:
            raise Misconfigured("This process holds no audit key, so it may not do what has to be recorded.")
        if self._transaction.on_postgresql:
            # Held until this transaction ends; SQLite's only writer holds its whole database anyway.
            await self._transaction.execute(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))
        columns = tables.audit.c
        last = await self._transaction.first(
            select(columns.number, columns.mac).order_by(columns.number.desc()).limit(1)
        )
        number, previous = (1, BEGINNING) if last is None else (last.number + 1, last.mac)
        await self._transaction.execute(
            tables.audit.insert(),
            {
                "number": number,
                "at": event.at,
                "actor": str(event.actor),
                "role": str(event.role),
                "verb": str(event.verb),
                "subject": str(event.subject),
                "details": event.details,
                "previous": previous,
                "mac": link(self._key, number, previous, event),
            },
        )

    async def lines(self, after: int, limit: int) -> Sequence[Line]:
        """As the port says. What was altered until it cannot be read comes back as something that does not verify."""
        columns = tables.audit.c
        at = columns.at if self._transaction.on_postgresql else type_coerce(columns.at, Text)
        others = [column for column in tables.audit.columns if column is not columns.at]
        query = select(at.label("at"), *others).where(columns.number > after).order_by(columns.number).limit(limit)
        return [_line(row) for row in await self._transaction.all(query)]


def _line(row: Row[Any]) -> Line:
    event = Event(_instant(row.at), row.actor, row.role, row.verb, row.subject, row.details)
    return Line(row.number, event, row.previous, row.mac)


def _instant(value: object) -> datetime:
    """SQLite holds any text in any column, so what cannot be read must not keep the rest from being verified."""
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
