"""The audit log's rows: appended one after the other, whoever writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, create_engine, func, select, text, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from governance.audit import BEGINNING, GENERATION, ChainKeys, Event, Line, key_of, link
from governance.errors import Misconfigured
from storage import tables
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

#: Stands where no instant of ours can be read.
NO_INSTANT = datetime.min.replace(tzinfo=UTC)

#: Which key the chain has come to.
_MARK = select(tables.ticks.c.mark).where(tables.ticks.c.name == GENERATION)
#: The end of the chain, if there is one, with the mark of its key.
_LAST = (
    select(tables.audit.c.number, tables.audit.c.mac, _MARK.scalar_subquery().label("mark"))
    .order_by(tables.audit.c.number.desc())
    .limit(1)
)


class SqlAuditLog:
    """Implements `governance.ports.AuditLog`."""

    def __init__(self, transaction: Transaction, keys: ChainKeys | None) -> None:
        self._transaction = transaction
        self._keys = keys

    async def write(self, event: Event) -> None:
        """As the port says. Raises Misconfigured in a process that holds no audit key, or not the newest."""
        if self._keys is None:
            raise Misconfigured("This process holds no audit key, so it may not do what has to be recorded.")
        if self._transaction.on_postgresql:
            # Held until this transaction ends; SQLite's only writer holds its whole database anyway.
            await self._transaction.execute(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))
        last = await self._transaction.first(_LAST)
        key = await self._key(self._keys) if last is None else _of_generation(self._keys, last.mark)
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
                "mac": link(key, number, previous, event),
            },
        )

    async def _key(self, keys: ChainKeys) -> bytes:
        """The one that the chain has come to. Whoever changes the record of it makes lines that do not verify."""
        marked = await self._transaction.first(_MARK)
        return _of_generation(keys, None if marked is None else marked.mark)

    async def lines(self, after: int, limit: int) -> Sequence[Line]:
        """As the port says. What was altered until it cannot be read comes back as something that does not verify."""
        number = tables.audit.c.number
        query = self._whole().order_by(number).limit(limit)
        # From the beginning, whatever stands there: a line before the first is no line of ours.
        rows = await self._transaction.all(query.where(number > after) if after else query)
        return [_line(row) for row in rows]

    async def about(self, subject: str, verb: str) -> Sequence[Line]:
        columns = tables.audit.c
        query = self._whole().where(columns.subject == subject, columns.verb == verb).order_by(columns.number)
        return [_line(row) for row in await self._transaction.all(query)]

    async def head(self) -> Line | None:
        last = await self._transaction.first(self._whole().order_by(tables.audit.c.number.desc()).limit(1))
        return None if last is None else _line(last)

    def _whole(self) -> Select[*tuple[Any, ...]]:
        """Lines with every column, those that we write in one form only as they lie there."""
        columns = tables.audit.c
        raw: list[ColumnElement[Any]] = [type_coerce(columns.details, Text).label("details")]
        if not self._transaction.on_postgresql:
            raw.append(type_coerce(columns.at, Text).label("at"))
        named = ("details",) if self._transaction.on_postgresql else ("details", "at")
        return select(*raw, *(column for column in tables.audit.columns if column.name not in named))


def _of_generation(keys: ChainKeys, mark: str | None) -> bytes:
    key = key_of(keys, 1 if mark is None else int(mark))
    if key is None:
        raise Misconfigured("The KEK was changed since this process was started. Start it again.")
    return key


async def altered_guards(connection: AsyncConnection) -> Sequence[str]:
    """The triggers on the audit table, by name, that are missing, are not what they were made as, or are not ours.

    Raises Busy or Unavailable when the database cannot be read.
    """
    transaction = Transaction(connection)
    if transaction.on_postgresql:
        query, wanted = _GUARDS_ON_POSTGRESQL, _POSTGRESQL_GUARDS
    else:
        query, wanted = _GUARDS_ON_SQLITE, _sqlite_guards()
    found = {tuple(row) for row in await transaction.all(text(query))}
    return sorted({str(guard[0]) for guard in found ^ wanted})


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
    event = Event(_instant(row.at), row.actor, row.role, row.verb, row.subject, _details(row.details))
    return Line(row.number, event, row.previous, row.mac)


def _instant(value: object) -> datetime:
    """SQLite holds any text in any column, so what cannot be read must not keep the rest from being verified. What is
    read although we do not write it so (with another zone, say) is no instant of ours either."""
    if isinstance(value, datetime):
        return value
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return NO_INSTANT
    ours = instant.tzinfo is None and instant.isoformat(" ", "microseconds") == value
    return instant.replace(tzinfo=UTC) if ours else NO_INSTANT


def _details(value: object) -> Mapping[str, str | int]:
    """Text that only reads as what was written (a key that stands there twice, say) says something else to others."""
    try:
        details = json.loads(str(value))
    except (ValueError, RecursionError):
        details = None
    if not isinstance(details, dict) or _as_written(details) != value:
        return {"unreadable": str(value)}
    return details


def _as_written(details: Mapping[str, object]) -> str:
    """As the column's own type writes them."""
    return json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
