"""Notices: the unique facts that rungs came due.

Lock order, everywhere: a message's row before its notices' rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select, text, update
from sqlalchemy.sql import ColumnElement

from governance.notices import Channel, End, Kind, Notice
from storage import tables
from storage.transaction import Transaction, Values, chunks

SUPERSEDED = "A later reminder took its place."
CANCELLED = "It was done before this left."
TAKEN_BACK = "It did not leave on its day. What it said is in the next one."
REASONS = {End.SUPERSEDED: SUPERSEDED, End.CANCELLED: CANCELLED}
#: The name of a lock in PostgreSQL's own book of them: any number that nothing else uses.
_GATHERING = 0x6761746865720001
#: Messages that are ready though they were gathered on another day. Built once: every tick asks.
_LATE = (
    select(tables.messages.c.id)
    .where(
        text(tables.MESSAGE_IS_UNFINISHED),
        text("state = 'ready'"),
        select(func.max(tables.digests.c.day))
        .where(tables.digests.c.recipient == tables.messages.c.recipient)
        .scalar_subquery()
        != bindparam("day"),
    )
    .where(tables.messages.c.channel == Channel.TEAMS.value)
    .where(tables.messages.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(tables.messages.c.id)
    .with_for_update(skip_locked=True)
)


class SqlNotices:
    """Implements `governance.ports.Notices`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def plan(self, notices: Iterable[Notice]) -> Sequence[Notice]:
        wanted = list(notices)
        # Sorted, so that two planners of the same rungs wait for each other in the same order.
        await self._transaction.add_new(tables.notices, sorted((_row(each) for each in wanted), key=_unique_key))
        new: set[str] = set()
        for chunk in chunks([notice.id for notice in wanted]):
            rows = await self._transaction.all(select(tables.notices.c.id).where(tables.notices.c.id.in_(chunk)))
            new.update(row.id for row in rows)
        return [notice for notice in wanted if notice.id in new]

    async def supersede(self, notices: Iterable[Notice]) -> None:
        ended = [replace(each, state=End.SUPERSEDED, reason=each.reason or SUPERSEDED) for each in notices]
        await self._transaction.add_new(tables.notices, sorted((_row(each) for each in ended), key=_unique_key))

    async def supersede_lower(self, by: Iterable[Notice]) -> int:
        below: dict[tuple[str, int, str, str], int] = {}
        for each in by:
            key = (each.obligation_id, each.cycle, each.recipient, each.channel.value)
            below[key] = max(each.rung, below.get(key, 0))

        def is_lower(row: Row[Any]) -> bool:
            return bool(row.rung < below.get((row.obligation_id, row.cycle, row.recipient, row.channel), 0))

        return await self._end({key[0] for key, rung in below.items() if rung > 0}, is_lower, End.SUPERSEDED)

    async def cancel_unsent(self, obligation_ids: Collection[str]) -> int:
        return await self._end(obligation_ids, lambda _: True, End.CANCELLED)

    async def since(self, at: datetime) -> Sequence[Notice]:
        query = select(tables.notices).where(tables.notices.c.due_at >= at)
        rows = await self._transaction.all(query.order_by(tables.notices.c.due_at, tables.notices.c.id))
        return [_notice(row) for row in rows]

    async def waiting(self, now: datetime, people: int) -> Sequence[Notice]:
        if not await self._alone():
            return ()
        columns = tables.notices.c
        waits = (text(tables.NOTICE_WAITS), columns.leaves_at <= now)
        some = select(columns.recipient).where(*waits).distinct().order_by(columns.recipient).limit(people)
        rows = await self._transaction.all(some)
        found: list[Notice] = []
        for chunk in chunks([row.recipient for row in rows]):
            query = select(tables.notices).where(*waits, columns.recipient.in_(chunk))
            query = query.order_by(columns.recipient, columns.id).with_for_update()
            found += [_notice(row) for row in await self._transaction.all(query)]
        return found

    async def take_back(self, kinds: Collection[Kind], day: date) -> int:
        messages = tables.messages.c
        late = {"day": day, "kinds": [kind.value for kind in kinds]}
        ids = [row.id for row in await self._transaction.all(_LATE, late)]
        for chunk in chunks(ids):
            await self._transaction.execute(
                update(tables.notices)
                .where(tables.notices.c.message_id.in_(chunk), tables.notices.c.state == End.READY.value)
                .values(message_id=None)
            )
            await self._transaction.execute(
                update(tables.messages)
                .where(messages.id.in_(chunk))
                .values(state=End.SUPERSEDED.value, reason=TAKEN_BACK)
            )
        return len(ids)

    async def _alone(self) -> bool:
        """Whether this transaction alone gathers: two that share out one person's notices would send two messages.
        SQLite has one writer at a time."""
        if not self._transaction.on_postgresql:
            return True
        row = await self._transaction.first(select(func.pg_try_advisory_xact_lock(_GATHERING)))
        return row is not None and bool(row[0])

    async def not_gathered(self, before: datetime) -> Sequence[Notice]:
        columns = tables.notices.c
        query = select(tables.notices).where(text(tables.NOTICE_WAITS), columns.leaves_at < before)
        return [_notice(row) for row in await self._transaction.all(query.order_by(columns.recipient, columns.id))]

    async def carried_by(self, message_ids: Collection[str]) -> Mapping[str, Sequence[Notice]]:
        found: dict[str, list[Notice]] = {}
        for chunk in chunks(sorted(set(message_ids))):
            query = select(tables.notices).where(tables.notices.c.message_id.in_(chunk)).order_by(tables.notices.c.id)
            for row in await self._transaction.all(query):
                found.setdefault(row.message_id, []).append(_notice(row))
        return found

    async def heard_of(self, occasions: Collection[str]) -> Mapping[str, frozenset[str]]:
        notices = tables.notices.c
        found: dict[str, set[str]] = {}
        for chunk in chunks(sorted(set(occasions))):
            query = select(notices.obligation_id, notices.recipient).where(notices.obligation_id.in_(chunk))
            for row in await self._transaction.all(query):
                found.setdefault(row.obligation_id, set()).add(row.recipient)
        return {occasion: frozenset(people) for occasion, people in found.items()}

    async def on_card(self, recipient: str, provider_id: str) -> Sequence[Notice]:
        messages, notices = tables.messages, tables.notices
        query = (
            select(notices)
            .join(messages, notices.c.message_id == messages.c.id)
            .where(notices.c.recipient == recipient, messages.c.recipient == recipient)
            .where(messages.c.provider_id == provider_id)
            .order_by(notices.c.id)
        )
        return [_notice(row) for row in await self._transaction.all(query)] if provider_id else []

    async def cards(self, obligation_ids: Collection[str]) -> Sequence[tuple[str, str]]:
        messages, notices = tables.messages, tables.notices
        found: dict[tuple[str, str], None] = {}
        for chunk in chunks(sorted(set(obligation_ids))):
            query = (
                select(messages.c.recipient, messages.c.provider_id)
                .join(notices, notices.c.message_id == messages.c.id)
                .where(notices.c.obligation_id.in_(chunk), messages.c.channel == Channel.TEAMS.value)
                .where(messages.c.state == End.SENT.value, messages.c.provider_id != "")
                .order_by(messages.c.recipient, messages.c.provider_id)
            )
            found.update(((row.recipient, row.provider_id), None) for row in await self._transaction.all(query))
        return list(found)

    async def defer(self, notice_ids: Collection[str], until: datetime) -> None:
        for chunk in chunks(sorted(set(notice_ids))):
            await self._transaction.execute(
                update(tables.notices).where(tables.notices.c.id.in_(chunk)).values(leaves_at=until)
            )

    async def put_off(self, obligation_ids: Collection[str], recipient: str, until: datetime) -> None:
        columns = tables.notices.c
        for chunk in chunks(sorted(set(obligation_ids))):
            await self._transaction.execute(
                update(tables.notices)
                .where(columns.obligation_id.in_(chunk), columns.recipient == recipient)
                .where(text(tables.NOTICE_WAITS), columns.leaves_at < until)
                .values(leaves_at=until)
            )

    async def _ready(self, obligation_ids: Collection[str]) -> Sequence[Row[Any]]:
        rows: list[Row[Any]] = []
        columns = tables.notices.c
        wanted = (columns.id, columns.obligation_id, columns.cycle, columns.rung, columns.recipient, columns.channel)
        for chunk in chunks(sorted(set(obligation_ids))):
            query = select(*wanted, columns.message_id)
            rows += await self._transaction.all(
                query.where(columns.obligation_id.in_(chunk), columns.state == End.READY.value)
            )
        return rows

    async def _end(self, obligation_ids: Collection[str], which: Callable[[Row[Any]], bool], end: End) -> int:
        """End those of the ready ones; how many ended."""
        ended = 0
        while True:
            notices = [row for row in await self._ready(obligation_ids) if which(row)]
            done, overtaken = await self._end_these(notices, end)
            ended += done
            if not overtaken:
                return ended

    async def _end_these(self, notices: Sequence[Row[Any]], end: End) -> tuple[int, bool]:
        """End those whose message is not being sent, then the messages that this leaves empty. The others keep a note
        of how to end should their message come back.

        How many ended; and whether one that no message carried was put in one meanwhile, and is still to be ended."""
        states = await self._lock({row.message_id for row in notices if row.message_id is not None})
        columns = tables.notices.c
        is_ready = columns.state == End.READY.value
        free = [row.id for row in notices if row.message_id is None]
        carried = [row.id for row in notices if states.get(row.message_id, End.SENDING) is not End.SENDING]
        later = [row.id for row in notices if states.get(row.message_id) is End.SENDING]
        ending = {"state": end.value, "reason": REASONS[end]}
        ended = await self._set(free, ending, is_ready, columns.message_id.is_(None))
        overtaken = ended < len(free)
        ended += await self._set(carried, ending, is_ready)
        await self._set(later, {"instead": end.value}, is_ready, columns.instead.is_(None))
        await end_empty(self._transaction, [id_ for id_, state in states.items() if state is End.READY], end)
        return ended, overtaken

    async def _set(self, ids: Sequence[str], values: Values, *conditions: ColumnElement[bool]) -> int:
        changed = 0
        for chunk in chunks(ids):
            statement = update(tables.notices).where(tables.notices.c.id.in_(chunk), *conditions).values(**values)
            changed += (await self._transaction.execute(statement)).rowcount
        return changed

    async def _lock(self, message_ids: Collection[str]) -> dict[str, End]:
        """Keep these messages from being claimed or recorded meanwhile; their states, for those not at an end."""
        states: dict[str, End] = {}
        for chunk in chunks(sorted(message_ids)):
            query = select(tables.messages.c.id, tables.messages.c.state).where(tables.messages.c.id.in_(chunk))
            rows = await self._transaction.all(query.order_by(tables.messages.c.id).with_for_update())
            states.update((row.id, End(row.state)) for row in rows)
        return states


async def end_empty(transaction: Transaction, message_ids: Sequence[str], end: End) -> None:
    """Of these messages, keep those from being sent that are ready and carry only notices that have ended."""
    carried = exists().where(tables.notices.c.message_id == tables.messages.c.id)
    for chunk in chunks(message_ids):
        await transaction.execute(
            update(tables.messages)
            .where(tables.messages.c.id.in_(chunk), tables.messages.c.state == End.READY.value)
            .where(carried, ~carried.where(tables.notices.c.state == End.READY.value))
            .values(state=end.value, reason=REASONS[end])
        )


def _unique_key(row: Values) -> tuple[Any, ...]:
    return (row["obligation_id"], row["cycle"], row["rung"], row["recipient"], row["channel"])


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        obligation_id=row.obligation_id,
        cycle=row.cycle,
        rung=row.rung,
        recipient=row.recipient,
        channel=Channel(row.channel),
        kind=Kind(row.kind),
        due_at=row.due_at,
        state=End(row.state),
        message_id=row.message_id,
        reason=row.reason,
        leaves_at=None if row.leaves_at == row.due_at else row.leaves_at,
    )


def _row(notice: Notice) -> Values:
    return {
        "id": notice.id,
        "obligation_id": notice.obligation_id,
        "cycle": notice.cycle,
        "rung": notice.rung,
        "recipient": notice.recipient,
        "channel": notice.channel.value,
        "kind": notice.kind.value,
        "due_at": notice.due_at,
        "leaves_at": notice.leaves_at or notice.due_at,
        "state": notice.state.value,
        "message_id": notice.message_id,
        "reason": notice.reason,
    }
