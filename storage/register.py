"""The spreadsheet-shaped registers: assets and actions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, func, select, text

from governance.actions import Action, ActionState
from governance.assets import Asset
from storage import tables
from storage.asset_rows import asset_row, with_helpers, write_helpers
from storage.transaction import Transaction, chunks

#: In the order in which other transactions write them, so that none waits for one that waits for it.
_HELD = ("people", "acting_owners", "holdings", "away", "assets", "asset_helpers", "actions", "risks")
_COUNTED = (tables.people, tables.assets, tables.actions, tables.reports)


class SqlRegister:
    """Implements `governance.ports.Register`. Rows are known by their reference; those not named stay as they are."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def hold(self) -> None:
        """As the port says: SQLite has one writer at a time."""
        if self._transaction.on_postgresql:
            await self._transaction.execute(text(f"LOCK TABLE {', '.join(_HELD)} IN SHARE ROW EXCLUSIVE MODE"))

    async def assets(self, references: Collection[str]) -> Mapping[str, Asset]:
        rows = await self._named(tables.assets, references)
        return {asset.reference: asset for asset in await with_helpers(self._transaction, rows)}

    async def actions(self, references: Collection[str]) -> Mapping[str, Action]:
        return {row.reference: _action(row) for row in await self._named(tables.actions, references)}

    async def all_assets(self) -> Sequence[Asset]:
        rows = await self._transaction.all(select(tables.assets))
        # Sorted here, because the engines collate differently.
        return sorted(await with_helpers(self._transaction, rows), key=lambda asset: asset.reference)

    async def all_actions(self) -> Sequence[Action]:
        rows = await self._transaction.all(select(tables.actions))
        return sorted((_action(row) for row in rows), key=lambda action: action.reference)

    async def actions_of(self, holder_id: str) -> Sequence[Action]:
        query = select(tables.actions).where(tables.actions.c.holder_id == holder_id)
        actions = [_action(row) for row in await self._transaction.all(query)]
        return sorted(actions, key=lambda action: (action.due_on or date.max, action.reference))

    async def actions_about(self, assets: Collection[str]) -> Sequence[Action]:
        found: list[Action] = []
        for chunk in chunks(sorted(set(assets))):
            query = select(tables.actions).where(tables.actions.c.asset_reference.in_(chunk))
            found += [_action(row) for row in await self._transaction.all(query)]
        return sorted(found, key=lambda action: action.reference)

    async def replace_assets(self, assets: Iterable[Asset]) -> int:
        """Insert or update; how many were given."""
        given = list(assets)
        await self._transaction.put(tables.assets, [asset_row(asset) for asset in given])
        await write_helpers(self._transaction, given)
        return len(given)

    async def replace_actions(self, actions: Iterable[Action]) -> int:
        """Insert or update; how many were given. Dates and versions that are recorded stay whatever is given."""
        rows = [
            {
                "reference": action.reference,
                "source": action.source,
                "title": action.title,
                "holder_id": action.holder_id,
                "priority": action.priority,
                "state": action.state.value,
                "original_due_on": action.original_due_on,
                "consideration": action.consideration,
                "due_on": action.due_on,
                "version": action.version,
                "external_on": action.external_on,
                "asset_reference": action.asset,
                "answers": "\n".join(action.answers),
            }
            for action in actions
        ]
        await self._transaction.put(tables.actions, rows, keep=("original_due_on", "due_on", "version"))
        return len(rows)

    async def asset_references(self) -> Collection[str]:
        return await self._references(tables.assets)

    async def action_references(self) -> Collection[str]:
        return await self._references(tables.actions)

    async def counts(self) -> Mapping[str, int]:
        query = select(
            *(select(func.count()).select_from(table).scalar_subquery().label(table.name) for table in _COUNTED)
        )
        row = await self._transaction.first(query)
        return {} if row is None else {table.name: int(getattr(row, table.name)) for table in _COUNTED}

    async def _references(self, table: Table) -> Collection[str]:
        return [row.reference for row in await self._transaction.all(select(table.c.reference))]

    async def _named(self, table: Table, references: Collection[str]) -> Sequence[Row[Any]]:
        rows: list[Row[Any]] = []
        for chunk in chunks(sorted(set(references))):
            rows += await self._transaction.all(select(table).where(table.c.reference.in_(chunk)))
        return rows


def _action(row: Row[Any]) -> Action:
    return Action(
        reference=row.reference,
        source=row.source,
        title=row.title,
        holder_id=row.holder_id,
        priority=row.priority,
        state=ActionState(row.state),
        original_due_on=row.original_due_on,
        consideration=row.consideration,
        due_on=row.due_on,
        version=row.version,
        external_on=row.external_on,
        asset=row.asset_reference,
        answers=tuple(row.answers.splitlines()),
    )
