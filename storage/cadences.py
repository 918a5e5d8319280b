"""Other rhythms for returns than each quarter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update

from governance.cadences import Cadence, CadenceState
from governance.errors import Stale
from storage import tables
from storage.transaction import Transaction, chunks

_CHANGED = "Somebody decided about this a moment ago. Open it again."


class SqlCadences:
    """Implements `governance.cadences.Cadences`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, cadence: Cadence) -> None:
        row = {
            "owner_id": cadence.owner_id,
            "number": cadence.number,
            "every_quarters": cadence.every_quarters,
            "first_quarter": cadence.first_quarter,
            "assets": "\n".join(cadence.assets),
            "reason": cadence.reason,
            "until_on": cadence.until_on,
            "state": cadence.state.value,
            "asked_on": cadence.asked_on,
            "asked_by": cadence.asked_by,
            "decided_on": cadence.decided_on,
            "decided_by": cadence.decided_by,
            "decided_words": cadence.decided_words,
        }
        if not await self._transaction.add_if_new(tables.cadences, row):
            raise Stale(_CHANGED)

    async def change(self, cadence: Cadence, was: CadenceState) -> None:
        columns = tables.cadences.c
        written = await self._transaction.first(
            update(tables.cadences)
            .where(columns.owner_id == cadence.owner_id, columns.number == cadence.number, columns.state == was.value)
            .values(
                state=cadence.state.value,
                decided_on=cadence.decided_on,
                decided_by=cadence.decided_by,
                decided_words=cadence.decided_words,
            )
            .returning(columns.number)
        )
        if written is None:
            raise Stale(_CHANGED)

    async def of(self, owner_ids: Collection[str]) -> Mapping[str, Sequence[Cadence]]:
        found: dict[str, list[Cadence]] = defaultdict(list)
        columns = tables.cadences.c
        for chunk in chunks(sorted(set(owner_ids))):
            query = select(tables.cadences).where(columns.owner_id.in_(chunk)).order_by(columns.number)
            for row in await self._transaction.all(query):
                found[row.owner_id].append(_cadence(row))
        return dict(found)

    async def in_states(self, states: Collection[CadenceState]) -> Sequence[Cadence]:
        query = select(tables.cadences).where(tables.cadences.c.state.in_([each.value for each in states]))
        found = [_cadence(row) for row in await self._transaction.all(query)]
        # Sorted here, because the engines collate differently.
        return sorted(found, key=lambda each: (each.owner_id, each.number))


def _cadence(row: Row[Any]) -> Cadence:
    return Cadence(
        row.owner_id,
        row.number,
        row.every_quarters,
        row.first_quarter,
        tuple(row.assets.split("\n")) if row.assets else (),
        row.reason,
        row.until_on,
        CadenceState(row.state),
        row.asked_on,
        row.asked_by,
        row.decided_on,
        row.decided_by,
        row.decided_words,
    )
