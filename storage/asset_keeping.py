"""Assets between two imports: changes with their history, and transfers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from governance.asset_changes import AssetChange, Transfer, TransferState
from governance.assets import LIVE, Asset
from governance.errors import Stale
from storage import tables
from storage.asset_rows import asset_row, with_helpers, write_helpers
from storage.transaction import Transaction, Values, chunks


class SqlAssetKeeping:
    """Implements `governance.asset_ports.AssetKeeping`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, asset: Asset) -> bool:
        if not await self._transaction.add_if_new(tables.assets, asset_row(asset)):
            return False
        await write_helpers(self._transaction, [asset])
        return True

    async def change(self, asset: Asset, version: int) -> None:
        columns = tables.assets.c
        written = await self._transaction.first(
            update(tables.assets)
            .where(columns.reference == asset.reference, columns.version == version)
            .values({**asset_row(asset), "version": version + 1})
            .returning(columns.reference)
        )
        if written is None:
            raise Stale("This asset was changed since it was shown. Open it again.")
        await write_helpers(self._transaction, [asset])

    async def of_person(self, person_id: str) -> Sequence[Asset]:
        columns, helpers = tables.assets.c, tables.asset_helpers.c
        helped = select(helpers.reference).where(helpers.person_id == person_id)
        theirs = or_(
            columns.owner_id == person_id, columns.administrator_id == person_id, columns.reference.in_(helped)
        )
        rows = await self._transaction.all(select(tables.assets).where(theirs))
        return sorted(await with_helpers(self._transaction, rows), key=lambda asset: asset.reference)

    async def owners(self) -> Collection[str]:
        columns = tables.assets.c
        query = select(columns.owner_id).where(columns.state == LIVE).distinct()
        return {row.owner_id for row in await self._transaction.all(query)}

    async def helpers(self) -> Collection[str]:
        columns, others = tables.assets.c, tables.asset_helpers.c
        first = select(columns.administrator_id).where(columns.state == LIVE, columns.administrator_id.is_not(None))
        more = select(others.person_id).join(tables.assets, columns.reference == others.reference)
        rows = await self._transaction.all(first.union(more.where(columns.state == LIVE)))
        return {row.administrator_id for row in rows}

    async def record(self, changes: Iterable[AssetChange]) -> None:
        given = list(changes)
        last: dict[str, int] = {}
        columns = tables.asset_changes.c
        for chunk in chunks(sorted({each.reference for each in given})):
            query = select(columns.reference, func.max(columns.number).label("last"))
            for row in await self._transaction.all(
                query.where(columns.reference.in_(chunk)).group_by(columns.reference)
            ):
                last[row.reference] = row.last
        rows = [{**_change_row(each), "number": last.get(each.reference, 0) + each.number} for each in given]
        await self._transaction.many(tables.asset_changes.insert(), rows)

    async def history(self, references: Collection[str]) -> Mapping[str, Sequence[AssetChange]]:
        found: dict[str, list[AssetChange]] = defaultdict(list)
        columns = tables.asset_changes.c
        for chunk in chunks(sorted(set(references))):
            query = select(tables.asset_changes).where(columns.reference.in_(chunk)).order_by(columns.number)
            for row in await self._transaction.all(query):
                found[row.reference].append(_change(row))
        return dict(found)

    async def add_transfer(self, transfer: Transfer) -> None:
        if not await self._transaction.add_if_new(tables.asset_transfers, _transfer_row(transfer)):
            raise Stale("Somebody asked for a transfer of this asset a moment ago. Open it again.")

    async def decide(self, transfer: Transfer) -> None:
        columns = tables.asset_transfers.c
        written = await self._transaction.first(
            update(tables.asset_transfers)
            .where(
                columns.reference == transfer.reference,
                columns.number == transfer.number,
                columns.state == TransferState.ASKED.value,
            )
            .values(
                state=transfer.state.value,
                decided_on=transfer.decided_on,
                decided_by=transfer.decided_by,
                decided_words=transfer.decided_words,
            )
            .returning(columns.number)
        )
        if written is None:
            raise Stale("Somebody has already answered this.")

    async def transfers(self, references: Collection[str]) -> Mapping[str, Sequence[Transfer]]:
        found: dict[str, list[Transfer]] = defaultdict(list)
        columns = tables.asset_transfers.c
        for chunk in chunks(sorted(set(references))):
            query = select(tables.asset_transfers).where(columns.reference.in_(chunk)).order_by(columns.number)
            for row in await self._transaction.all(query):
                found[row.reference].append(_transfer(row))
        return dict(found)


def _change(row: Row[Any]) -> AssetChange:
    return AssetChange(
        reference=row.reference,
        number=row.number,
        on=row.changed_on,
        by_id=row.by_id,
        by_name=row.by_name,
        by_role=row.by_role,
        column=row.column_name,
        before=row.before,
        after=row.after,
        words=row.words,
    )


def _change_row(each: AssetChange) -> Values:
    return {
        "reference": each.reference,
        "changed_on": each.on,
        "by_id": each.by_id,
        "by_name": each.by_name,
        "by_role": each.by_role,
        "column_name": each.column,
        "before": each.before,
        "after": each.after,
        "words": each.words,
    }


def _transfer(row: Row[Any]) -> Transfer:
    return Transfer(
        reference=row.reference,
        number=row.number,
        from_id=row.from_id,
        to_id=row.to_id,
        asked_on=row.asked_on,
        asked_by=row.asked_by,
        reason=row.reason,
        state=TransferState(row.state),
        decided_on=row.decided_on,
        decided_by=row.decided_by or "",
        decided_words=row.decided_words,
    )


def _transfer_row(each: Transfer) -> Values:
    return {
        "reference": each.reference,
        "number": each.number,
        "from_id": each.from_id,
        "to_id": each.to_id,
        "asked_on": each.asked_on,
        "asked_by": each.asked_by,
        "reason": each.reason,
        "state": each.state.value,
        "decided_on": each.decided_on,
        "decided_by": each.decided_by or None,
        "decided_words": each.decided_words,
    }
