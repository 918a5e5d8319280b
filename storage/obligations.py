"""What is owed, and which of it is due: the cost of asking follows what is due, not what exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select, text, true, update

from governance.obligations import Duty, Obligation
from storage import tables
from storage.columns import Instant
from storage.transaction import Transaction, Values, chunks

# Built once, because they are asked at every tick or press, and to build one takes longer than to run it.

_DUE = (
    select(tables.obligations)
    .where(text(tables.OBLIGATION_IS_DUE), tables.obligations.c.next_at <= bindparam("now"))
    .order_by(tables.obligations.c.next_at, tables.obligations.c.id)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True)
)
_BEHIND = (
    select(tables.obligations.c.id)
    .where(text(tables.OBLIGATION_IS_DUE), tables.obligations.c.next_at <= bindparam("now"))
    .limit(1)
)
#: Of these duties about these subjects, the highest cycle last.
_OF_EACH = (
    select(tables.obligations)
    .where(tables.obligations.c.duty.in_(bindparam("of_duties", expanding=True)))
    .where(tables.obligations.c.subject_id.in_(bindparam("of_subjects", expanding=True)))
    .order_by(tables.obligations.c.cycle)
)


class SqlObligations:
    """Implements `governance.ports.Obligations`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, obligations: Iterable[Obligation]) -> None:
        # Sorted, so that two writers who add the same ones wait for each other in the same order.
        wanted = sorted(obligations, key=lambda each: (each.duty, each.subject_id, each.cycle))
        await self._transaction.add_new(tables.obligations, [_row(each) for each in wanted])

    async def due(self, now: datetime, limit: int) -> Sequence[Obligation]:
        rows = await self._transaction.all(_DUE, {"now": now, "limit": limit})
        return [_obligation(row) for row in rows]

    async def coming(self, before: datetime) -> Sequence[Obligation]:
        query = select(tables.obligations).where(text(tables.OBLIGATION_IS_DUE), tables.obligations.c.next_at < before)
        rows = await self._transaction.all(query.order_by(tables.obligations.c.next_at, tables.obligations.c.id))
        return [_obligation(row) for row in rows]

    async def advance(self, moves: Iterable[tuple[str, int, datetime | None]]) -> None:
        """As the port says; one that was closed meanwhile stays as it is."""
        statement = (
            update(tables.obligations)
            .where(tables.obligations.c.id == bindparam("moved_id"), tables.obligations.c.open)
            .values(rung=bindparam("to_rung"), next_at=bindparam("to_next_at", type_=Instant))
        )
        rows = [{"moved_id": id_, "to_rung": rung, "to_next_at": next_at} for id_, rung, next_at in moves]
        await self._transaction.many(statement, rows)

    async def of(self, duty: Duty, subject_ids: Collection[str]) -> Mapping[str, Obligation]:
        return (await self.of_each([duty], subject_ids))[duty]

    async def of_each(
        self, duties: Collection[Duty], subject_ids: Collection[str]
    ) -> Mapping[Duty, Mapping[str, Obligation]]:
        highest: dict[Duty, dict[str, Obligation]] = {duty: {} for duty in duties}
        for chunk in chunks(sorted(set(subject_ids))):
            found = {"of_duties": [duty.value for duty in duties], "of_subjects": chunk}
            for each in map(_obligation, await self._transaction.all(_OF_EACH, found)):
                highest[each.duty][each.subject_id] = each
        return highest

    async def behind(self, now: datetime) -> bool:
        return await self._transaction.first(_BEHIND, {"now": now}) is not None

    async def by_ids(self, ids: Collection[str]) -> Mapping[str, Obligation]:
        found: dict[str, Obligation] = {}
        for chunk in chunks(sorted(set(ids))):
            rows = await self._transaction.all(select(tables.obligations).where(tables.obligations.c.id.in_(chunk)))
            found.update((row.id, _obligation(row)) for row in rows)
        return found

    async def still_open(self, duties: Collection[Duty]) -> Sequence[Obligation]:
        query = (
            select(tables.obligations)
            .where(tables.obligations.c.duty.in_([duty.value for duty in duties]), tables.obligations.c.open == true())
            .order_by(tables.obligations.c.due_on, tables.obligations.c.id)
        )
        return [_obligation(row) for row in await self._transaction.all(query)]

    async def open_about(self, duties: Collection[Duty], subject_ids: Collection[str]) -> Sequence[Obligation]:
        columns, found = tables.obligations.c, list[Obligation]()
        for chunk in chunks(sorted(set(subject_ids))):
            query = select(tables.obligations).where(
                columns.duty.in_([duty.value for duty in duties]), columns.subject_id.in_(chunk), columns.open == true()
            )
            found += [_obligation(row) for row in await self._transaction.all(query)]
        return sorted(found, key=lambda each: (each.due_on, each.id))

    async def snooze(self, obligation_id: str, until: date) -> None:
        columns = tables.obligations.c
        await self._transaction.execute(
            update(tables.obligations)
            .where(columns.id == obligation_id)
            .values(snoozed_until=until, snoozes=columns.snoozes + 1)
        )

    async def close(self, duty: Duty, subject_id: str) -> Sequence[str]:
        closed = await self._transaction.execute(
            update(tables.obligations)
            .where(
                tables.obligations.c.duty == duty.value,
                tables.obligations.c.subject_id == subject_id,
                tables.obligations.c.open == true(),
            )
            .values(open=False, next_at=None)
            .returning(tables.obligations.c.id)
        )
        return [row.id for row in closed]


def _obligation(row: Row[Any]) -> Obligation:
    return Obligation(
        id=row.id,
        duty=Duty(row.duty),
        subject_id=row.subject_id,
        cycle=row.cycle,
        opened_on=row.opened_on,
        due_on=row.due_on,
        policy=row.policy,
        rung=row.rung,
        next_at=row.next_at,
        open=row.open,
        snoozed_until=row.snoozed_until,
        snoozes=row.snoozes,
        opened_at=row.opened_at,
        due_at=row.due_at,
    )


def _row(obligation: Obligation) -> Values:
    return {
        "id": obligation.id,
        "duty": obligation.duty.value,
        "subject_id": obligation.subject_id,
        "cycle": obligation.cycle,
        "opened_on": obligation.opened_on,
        "due_on": obligation.due_on,
        "policy": obligation.policy,
        "rung": obligation.rung,
        "next_at": obligation.next_at,
        "open": obligation.open,
        "snoozed_until": obligation.snoozed_until,
        "snoozes": obligation.snoozes,
        "opened_at": obligation.opened_at,
        "due_at": obligation.due_at,
    }
