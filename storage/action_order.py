"""Which action comes before which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, delete, select

from storage import tables
from storage.transaction import Transaction, chunks

_COLUMNS = tables.action_predecessors.c


class SqlActionOrder:
    """Implements `governance.action_order.ActionOrder`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def before(self, references: Collection[str]) -> Mapping[str, Sequence[str]]:
        return await self._paired(_COLUMNS.reference, _COLUMNS.predecessor, references)

    async def after(self, references: Collection[str]) -> Mapping[str, Sequence[str]]:
        return await self._paired(_COLUMNS.predecessor, _COLUMNS.reference, references)

    async def everything(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in await self._transaction.all(select(tables.action_predecessors)):
            found[row.reference].append(row.predecessor)
        return {reference: sorted(found[reference]) for reference in sorted(found)}

    async def put(self, before: Mapping[str, Collection[str]]) -> None:
        for chunk in chunks(sorted(before)):
            await self._transaction.execute(delete(tables.action_predecessors).where(_COLUMNS.reference.in_(chunk)))
        rows = [
            {"reference": reference, "predecessor": each}
            for reference, predecessors in before.items()
            for each in sorted(set(predecessors))
        ]
        await self._transaction.many(tables.action_predecessors.insert(), rows)

    async def _paired(
        self, known: Column[Any], wanted: Column[Any], references: Collection[str]
    ) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for chunk in chunks(sorted(set(references))):
            query = select(known.label("known"), wanted.label("wanted")).where(known.in_(chunk))
            for row in await self._transaction.all(query):
                found[row.known].append(row.wanted)
        return {reference: sorted(each) for reference, each in found.items()}
