"""The audit log's rows: appended one after the other, whoever writes."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, Text, create_engine, func, select, text, type_coerce
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.audit import BEGINNING, Event, Line, link
from governance.errors import Misconfigured
from storage import tables
from storage.refusals import refusal
from storage.transaction import Transaction

#: The advisory lock of the chain's end; any fixed number that nothing else of ours uses.
_CHAIN_LOCK = 0x43616E646F7501

_GUARDS_ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = 'audit'"
#: A trigger's type holds one bit each for: a row, before, insert, delete, update, truncate.
_GUARDS_ON_POSTGRESQL = """
    SELECT tgname, tgtype::integer, tgenabled::text, tgqual IS NULL, prosrc
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = 'audit'::regclass AND NOT tgisinternal
"""
_RAISES = " BEGIN RAISE EXCEPTION 'the audit log is append-only'; END "
_POSTGRESQL_GUARDS: Set[tuple[object, ...]] = {
    ("audit_no_change", 1 + 2 + 8 + 16, "O", True, _RAISES),
    ("audit_no_truncate", 2 + 32, "O", True, _RAISES),
}


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
        number = tables.audit.c.number
        query = self._whole().order_by(number).limit(limit)
        # From the beginning, whatever stands there: a line before the first is no line of ours.
        rows = await self._transaction.all(query.where(number > after) if after else query)
        return [_line(row) for row in rows]

    async def head(self) -> Line | None:
        last = await self._transaction.first(self._whole().order_by(tables.audit.c.number.desc()).limit(1))
        return None if last is None else _line(last)

    def _whole(self) -> Select[Any]:
        """Lines with every column, the instant as it lies there."""
        columns = tables.audit.c
        at = columns.at if self._transaction.on_postgresql else type_coerce(columns.at, Text)
        return select(at.label("at"), *(column for column in tables.audit.columns if column is not columns.at))


async def altered_guards(engine: AsyncEngine) -> Sequence[str]:
    """The triggers on the audit table, by name, that are missing, are not what they were made as, or are not ours.

    Raises Unavailable when the database cannot be read.
    """
    try:
        async with engine.connect() as connection:
            transaction = Transaction(connection)
            wanted = _POSTGRESQL_GUARDS if transaction.on_postgresql else _sqlite_guards()
            query = _GUARDS_ON_POSTGRESQL if transaction.on_postgresql else _GUARDS_ON_SQLITE
            found = {(str(row[0]), *row[1:]) for row in await transaction.all(text(query))}
    except SQLAlchemyError as error:
        raise refusal(error) from None
    return sorted({name for name, *_ in found ^ wanted})


def _sqlite_guards() -> Set[tuple[object, ...]]:
    """As a new database has them."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            tables.audit.create(connection)
            return {tuple(row) for row in connection.execute(text(_GUARDS_ON_SQLITE))}
    finally:
        engine.dispose()


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
