"""Since when actions stand as they do: rows that are only ever added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select

from governance.action_history import Reached
from governance.actions import ActionState
from storage import tables
from storage.transaction import Transaction, chunks


class SqlActionHistory:
    """Implements `governance.action_history.ActionHistory`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, reached: Iterable[Reached], new: Collection[str] = frozenset()) -> None:
        given = list(reached)
        last = await self._last({each.reference for each in given}.difference(new))
        rows = []
        for each in given:
            last[each.reference] = number = last.get(each.reference, 0) + 1
            rows.append(
                {
                    "reference": each.reference,
                    "number": number,
                    "reached_on": each.on,
                    "state": each.state.value,
                    "by_id": each.by_id,
                }
            )
        await self._transaction.many(tables.action_states.insert(), rows)

    async def of(self, references: Collection[str]) -> Mapping[str, Sequence[Reached]]:
        columns = tables.action_states.c
        found: dict[str, list[Reached]] = defaultdict(list)
        for chunk in chunks(sorted(set(references))):
            query = (
                select(tables.action_states)
                .where(columns.reference.in_(chunk))
                .order_by(columns.reference, columns.reached_on, columns.number)
            )
            for row in await self._transaction.all(query):
                one = Reached(row.reference, row.reached_on, ActionState(row.state), row.by_id)
                found[row.reference].append(one)
        return dict(found)

    async def until(self, day: date) -> Mapping[str, ActionState]:
        columns = tables.action_states.c
        query = (
            select(columns.reference, columns.state)
            .where(columns.reached_on <= day)
            .order_by(columns.reached_on, columns.number)
        )
        return {row.reference: ActionState(row.state) for row in await self._transaction.all(query)}

    async def _last(self, references: Collection[str]) -> dict[str, int]:
        columns = tables.action_states.c
        found: dict[str, int] = {}
        for chunk in chunks(sorted(references)):
            query = (
                select(columns.reference, func.max(columns.number).label("last"))
                .where(columns.reference.in_(chunk))
                .group_by(columns.reference)
            )
            found |= {row.reference: row.last for row in await self._transaction.all(query)}
        return found
