"""The outbox: messages on their way out, one sender at a time for each tenant and channel.

A sender takes the *lane* of a tenant and channel, a leased row. Each *wave* is one commit: what became of the last
wave is recorded, messages whose lease ran out while they were being sent are in doubt, and the next ones are claimed.
That commit is the recorded intent; sending comes after it. So whenever a sender dies, a message was either not claimed,
or is known to be in doubt.

Leases and waits are counted by the database's own clock on PostgreSQL, where several machines share it, and by the
caller's on SQLite: a machine whose clock is wrong sends neither late nor early. Lock order, everywhere: the lane, then
messages by id, then their notices.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, text, true, update
from sqlalchemy.sql import ColumnElement

from governance.delivery_ports import Fallen, Lane, Result
from governance.errors import Stale
from governance.notices import Blocked, Channel, End, Failed, Message, OnDoubt, Sent, Throttled, Unknown
from storage import tables
from storage.columns import Instant
from storage.fallen import fallen, first_digests, had_digest, settle
from storage.message_rows import message_of, message_row
from storage.notices import REASONS, end_empty
from storage.transaction import Transaction, Values, chunks

IN_DOUBT = "Nobody knows whether it arrived: it was being sent when the sender stopped or the answer was lost."


@dataclass(frozen=True, slots=True)
class _Change:
    """What a message becomes: an end, or ready again at an instant."""

    message_id: str
    state: End
    visible_at: datetime
    reason: str = ""
    provider_id: str = ""
    attempts: int = 0
    doubts: int = 0

    def row(self) -> Values:
        return {
            "changed_id": self.message_id,
            "to_state": self.state.value,
            "to_visible_at": self.visible_at,
            "to_reason": self.reason,
            "to_provider_id": self.provider_id,
            "more_attempts": self.attempts,
            "more_doubts": self.doubts,
        }


class SqlOutbox:
    """Implements `governance.ports.Outbox`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def put(self, message: Message, notice_ids: Sequence[str], now: datetime) -> None:
        await self.put_all([(message, notice_ids, now)])

    async def put_all(self, loads: Iterable[tuple[Message, Sequence[str], datetime]]) -> None:
        """Raises Stale when one of the notices has ended, or another message already carries it."""
        loaded = list(loads)
        if not loaded:
            return
        insert = tables.messages.insert()
        if self._transaction.on_postgresql:
            # The transaction's time, so that they have no order among themselves.
            await self._transaction.execute(
                insert.values(visible_at=func.now()), [message_row(message) for message, _, _ in loaded]
            )
        else:
            await self._transaction.execute(insert, [{**message_row(m), "visible_at": now} for m, _, now in loaded])
        carried = [
            {"carried_id": notice_id, "carrier_id": message.id} for message, ids, _ in loaded for notice_id in ids
        ]
        columns = tables.notices.c
        statement = (
            update(tables.notices)
            .where(columns.id == bindparam("carried_id"), columns.state == End.READY.value)
            .where(columns.message_id.is_(None))
            .values(message_id=bindparam("carrier_id"))
        )
        await self._transaction.many(statement, carried)
        if await self._carried([message.id for message, _, _ in loaded]) != len(carried):
            raise Stale("A notice has ended or is carried by another message already; nothing was changed.")

    async def take_lane(
        self, tenant: str, now: datetime, lease_seconds: float, channel: Channel = Channel.TEAMS, open_: bool = True
    ) -> Lane | None:
        clock = await self._clock(now)
        if not await self._waiting(clock, channel, open_):
            return None
        name = _lane_name(tenant, channel)
        await self._transaction.add_new(tables.lanes, [{"tenant": name}])
        query = select(tables.lanes).where(tables.lanes.c.tenant == name)
        row = await self._transaction.first(query.with_for_update(skip_locked=True))
        if row is None or _later(row.lease_until, clock) or _later(row.blocked_until, clock):
            return None
        token = secrets.token_hex(16)
        lease = timedelta(seconds=lease_seconds)
        await self._transaction.execute(
            update(tables.lanes).where(tables.lanes.c.tenant == name).values(token=token, lease_until=clock + lease)
        )
        # Counted from when the caller asked, so by the caller's clock it never lasts longer than by the database's.
        return Lane(tenant, token, now + lease, channel)

    async def wave(
        self,
        lane: Lane,
        now: datetime,
        lease_seconds: float,
        results: Sequence[Result],
        size: int,
        open_: bool = True,
    ) -> Sequence[Message] | None:
        name = _lane_name(lane.tenant, lane.channel)
        row = await self._transaction.first(select(tables.lanes).where(tables.lanes.c.tenant == name).with_for_update())
        if row is None or row.token != lane.token:
            return None
        # Read after the lane was locked: waiting for it must not count as lease.
        clock = await self._clock(now)
        # When to try again was reckoned by the caller's clock.
        await self._record(lane, results, clock, clock - now)
        await self._doubt(lane, clock)
        lease_until = clock + timedelta(seconds=lease_seconds)
        blocked = _later(row.blocked_until, clock)
        claimed = [] if blocked else await self._claim(lane, clock, lease_until, size, open_)
        await self._transaction.execute(
            update(tables.lanes).where(tables.lanes.c.tenant == name).values(lease_until=lease_until)
        )
        return claimed

    async def block_lane(self, lane: Lane, now: datetime, until: datetime) -> None:
        """Nothing is claimed before `until`; nothing happens when the lane is lost."""
        blocked_until = until + (await self._clock(now) - now)
        await self._transaction.execute(self._of(lane).values(blocked_until=blocked_until))

    async def release_lane(self, lane: Lane) -> None:
        """Nothing happens when the lane is lost. What is being sent stays so until its lease runs out."""
        await self._transaction.execute(self._of(lane).values(token=None, lease_until=None))

    async def unfinished(self) -> int:
        query = select(func.count()).select_from(tables.messages).where(text(tables.MESSAGE_IS_UNFINISHED))
        row = await self._transaction.first(query)
        return 0 if row is None else int(row[0])

    async def fallen(self, limit: int) -> Sequence[Fallen]:
        return await fallen(self._transaction, limit)

    async def settle(self, message_ids: Collection[str]) -> None:
        await settle(self._transaction, message_ids)

    async def first_today(self, recipients: Collection[str], day: date) -> frozenset[str]:
        return await first_digests(self._transaction, recipients, day)

    async def had_digest(self, day: date) -> frozenset[str]:
        return await had_digest(self._transaction, day)

    # ------------------------------------------------------------------ the parts of a wave

    async def _record(self, lane: Lane, results: Sequence[Result], clock: datetime, ahead: timedelta) -> None:
        """Record what is known, each fenced by the token under which its message was claimed. `ahead` is by how much
        `clock` is before the caller's."""
        known = {result.message_id: result for result in results if not isinstance(result.outcome, Unknown)}
        columns = tables.messages.c
        ours: list[str] = []
        for chunk in chunks(sorted(known)):
            query = select(columns.id).where(columns.id.in_(chunk), columns.token == lane.token)
            query = query.where(columns.state == End.SENDING.value).order_by(columns.id).with_for_update()
            ours += [row.id for row in await self._transaction.all(query)]
        await self._change([_recorded(known[message_id], clock, ahead) for message_id in ours])

    async def _doubt(self, lane: Lane, clock: datetime) -> None:
        """Messages whose lease ran out while they were being sent are sent again, or parked."""
        # Not ordered: to get an order by id, both engines read the whole table. Locked rows are skipped, so no two
        # waves wait for each other.
        columns = tables.messages.c
        query = (
            select(columns.id, columns.on_doubt)
            .where(text(tables.MESSAGE_IS_UNFINISHED), text("state = 'sending'"), columns.visible_at <= clock)
            .where(columns.channel == lane.channel.value)
            .with_for_update(skip_locked=True)
        )
        changes = [
            _Change(
                row.id,
                End.READY if row.on_doubt == OnDoubt.SEND_AGAIN.value else End.IN_DOUBT,
                clock,
                IN_DOUBT,
                doubts=1,
            )
            for row in await self._transaction.all(query)
        ]
        await self._change(changes)

    async def _claim(
        self, lane: Lane, clock: datetime, lease_until: datetime, size: int, open_: bool
    ) -> Sequence[Message]:
        columns = tables.messages.c
        query = (
            select(tables.messages)
            .where(text(tables.MESSAGE_IS_UNFINISHED), text("state = 'ready'"), columns.visible_at <= clock)
            .where(columns.channel == lane.channel.value, _may_leave(open_))
            .order_by(columns.visible_at, columns.id)
            .limit(size)
            .with_for_update(skip_locked=True)
        )
        rows = await self._transaction.all(query)
        for chunk in chunks([row.id for row in rows]):
            await self._transaction.execute(
                update(tables.messages)
                .where(columns.id.in_(chunk))
                .values(
                    state=End.SENDING.value, token=lane.token, visible_at=lease_until, attempts=columns.attempts + 1
                )
            )
        return [replace(message_of(row), state=End.SENDING, attempts=row.attempts + 1) for row in rows]

    async def _change(self, changes: Sequence[_Change]) -> None:
        """Change these locked messages, and end their notices with them."""
        if not changes:
            return
        columns = tables.messages.c
        statement = (
            update(tables.messages)
            .where(columns.id == bindparam("changed_id"))
            .values(
                state=bindparam("to_state"),
                visible_at=bindparam("to_visible_at", type_=Instant),
                reason=bindparam("to_reason"),
                provider_id=bindparam("to_provider_id"),
                attempts=columns.attempts + bindparam("more_attempts"),
                doubts=columns.doubts + bindparam("more_doubts"),
                token=None,
            )
        )
        await self._transaction.many(statement, [change.row() for change in changes])
        await self._end_notices([change for change in changes if change.state is not End.READY])
        await self._come_back([change.message_id for change in changes if change.state is End.READY])

    async def _end_notices(self, ended: Sequence[_Change]) -> None:
        columns = tables.notices.c
        statement = (
            update(tables.notices)
            .where(columns.message_id == bindparam("changed_id"), columns.state == End.READY.value)
            .values(state=bindparam("to_state"), reason=bindparam("to_reason"))
        )
        rows = [
            {"changed_id": each.message_id, "to_state": each.state.value, "to_reason": each.reason} for each in ended
        ]
        await self._transaction.many(statement, rows)

    async def _come_back(self, message_ids: Sequence[str]) -> None:
        """Notices that became needless while these were being sent end now, and a message left empty stays here."""
        columns = tables.notices.c
        for end, reason in REASONS.items():
            for chunk in chunks(message_ids):
                ended = await self._transaction.execute(
                    update(tables.notices)
                    .where(columns.message_id.in_(chunk), columns.state == End.READY.value)
                    .where(columns.instead == end.value)
                    .values(state=end.value, reason=reason)
                )
                if ended.rowcount:
                    await end_empty(self._transaction, chunk, end)

    # ------------------------------------------------------------------ questions

    async def _clock(self, now: datetime) -> datetime:
        if not self._transaction.on_postgresql:
            return now
        row = await self._transaction.first(select(func.clock_timestamp(type_=Instant)))
        return now if row is None else row[0]

    async def _waiting(self, clock: datetime, channel: Channel, open_: bool) -> bool:
        """Something can be sent, or its lease has run out: of that even the small hours make a note."""
        found = {"clock": clock, "channel": channel.value}
        return await self._transaction.first(_WAITING[open_], found) is not None

    async def _carried(self, message_ids: Sequence[str]) -> int:
        total = 0
        for chunk in chunks(message_ids):
            query = select(func.count()).select_from(tables.notices).where(tables.notices.c.message_id.in_(chunk))
            row = await self._transaction.first(query)
            total += 0 if row is None else int(row[0])
        return total

    def _of(self, lane: Lane) -> Any:
        name = _lane_name(lane.tenant, lane.channel)
        return update(tables.lanes).where(tables.lanes.c.tenant == name, tables.lanes.c.token == lane.token)


def _lane_name(tenant: str, channel: Channel) -> str:
    """The lane of Teams is the tenant's first one, and has its name alone."""
    return tenant if channel is Channel.TEAMS else f"{tenant} {channel.value}"


def _may_leave(open_: bool) -> ColumnElement[bool]:
    return true() if open_ else tables.messages.c.any_hour.is_(True)


def _waiting(open_: bool) -> Select[tuple[str]]:
    columns = tables.messages.c
    query = select(columns.id).where(text(tables.MESSAGE_IS_UNFINISHED), columns.visible_at <= bindparam("clock"))
    query = query.where(columns.channel == bindparam("channel"), or_(text("state = 'sending'"), _may_leave(open_)))
    return query.limit(1)


#: Asked at every tick of every channel: by whether it is in working hours.
_WAITING = {open_: _waiting(open_) for open_ in (False, True)}


def _later(instant: datetime | None, clock: datetime) -> bool:
    return instant is not None and instant > clock


def _recorded(result: Result, clock: datetime, ahead: timedelta) -> _Change:
    outcome, again = result.outcome, result.retry_at and result.retry_at + ahead
    match outcome:
        case Sent(provider_id):
            return _Change(result.message_id, End.SENT, clock, provider_id=provider_id)
        case Throttled():
            # The channel's wish to wait is not an attempt that failed, and never ends a message.
            return _Change(result.message_id, End.READY, again or clock, attempts=-1)
        case Blocked(reason) if again is None:
            return _Change(result.message_id, End.FALLEN_BACK, clock, reason)
        case Failed(reason) if again is None:
            return _Change(result.message_id, End.DEAD, clock, reason)
        case Blocked(reason) | Failed(reason):
            return _Change(result.message_id, End.READY, again or clock, reason)
        case Unknown():
            raise ValueError("What is unknown is not recorded.")
