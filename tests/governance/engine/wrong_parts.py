"""Parts of the engine that are wrong: the proof has to find each of them out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from governance import policy
from governance.delivery_ports import Lane, Result
from governance.ladders import passed
from governance.notices import Message, Sent
from governance.obligations import Obligation
from governance.ports import Store
from governance.services.chasing import Chasing, Planned


class MarksBeforeSending:
    """A store whose outbox says that a message is sent as soon as somebody takes it to send it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Any]:
        async with self._store.work() as work:
            yield SimpleNamespace(**{**vars(work), "outbox": _Hasty(work.outbox)})


class _Hasty:
    def __init__(self, outbox: Any) -> None:
        self._outbox = outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    async def wave(
        self, lane: Lane, now: datetime, seconds: float, _: Sequence[Result], size: int, open_: bool = True
    ) -> Sequence[Message] | None:
        claimed: Sequence[Message] | None = await self._outbox.wave(lane, now, seconds, [], size, open_)
        done = [Result(message.id, Sent("early")) for message in claimed or ()]
        await self._outbox.wave(lane, now, seconds, done, 0, open_)
        return claimed


class AdvancesFirst(Chasing):
    """It notes that a rung is planned, and plans it in the next transaction."""

    async def plan(self, now: datetime) -> Planned:
        while True:
            async with self._store.work() as work:
                obligations = await work.obligations.due(now, self._batch)
                await work.obligations.advance([self._move(each, now) for each in obligations])
            if not obligations:
                return Planned()
            self._failpoint("plan.after_advance")
            async with self._store.work() as work:
                await self._plan_batch(work, obligations, now)
                self._failpoint("plan.before_commit")

    def _move(self, obligation: Obligation, now: datetime) -> tuple[str, int, datetime | None]:
        ladder = policy.by_key(obligation.policy).ladders[obligation.duty]
        step = passed(ladder, obligation, now, self._calendar)
        return obligation.id, step.next_rung, step.next_at


class ReadsFirst(Chasing):
    """It looks what is due in one transaction and plans it in the next: two of these see the same. Only the unique key
    stands between them."""

    async def plan(self, now: datetime) -> Planned:
        while True:
            async with self._store.work() as work:
                obligations = await work.obligations.due(now, self._batch)
            if not obligations:
                return Planned()
            async with self._store.work() as work:
                await self._plan_batch(work, obligations, now)


async def take_away_keys(engine: AsyncEngine, *names: str) -> None:
    """On SQLite: these tables, with nothing that keeps a row from being there twice."""
    async with engine.begin() as connection:
        for name in names:
            await connection.exec_driver_sql(f"CREATE TABLE without_keys AS SELECT * FROM {name}")
            await connection.exec_driver_sql(f"DROP TABLE {name}")
            await connection.exec_driver_sql(f"ALTER TABLE without_keys RENAME TO {name}")
