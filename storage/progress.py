"""How actions go on: what was said of them, and requests for more time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table, func, select, update

from governance.actions import Action, ActionState, Extension, ExtensionState, Update
from governance.errors import Stale
from governance.roles import Role
from storage import tables
from storage.transaction import Transaction, Values, chunks


class SqlProgress:
    """Implements `governance.ports.Progress`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def change(self, action: Action, version: int) -> None:
        columns = tables.actions.c
        await self._one(
            update(tables.actions)
            .where(columns.reference == action.reference, columns.version == version)
            .values(
                holder_id=action.holder_id,
                state=action.state.value,
                due_on=action.due_on,
                original_due_on=func.coalesce(columns.original_due_on, action.original_due_on),
                version=version + 1,
            )
            .returning(columns.reference),
            "This action was changed since it was shown. Open it again.",
        )

    async def add_update(self, update: Update) -> None:
        """Raises Stale when somebody else's has its number."""
        row = {
            "reference": update.reference,
            "number": update.number,
            "said_on": update.said_on,
            "by_id": update.by_id,
            "by_name": update.by_name,
            "by_role": update.by_role,
            "state": update.state.value,
            "percent": update.percent,
            "forecast_on": update.forecast_on,
            "evidence_on": update.evidence_on,
            "evidence": update.evidence,
            "words": update.words,
        }
        if not await self._transaction.add_if_new(tables.action_updates, row):
            raise Stale("Somebody else said how this action is going a moment ago. Open it again.")

    async def updates(self, references: Collection[str]) -> Mapping[str, Sequence[Update]]:
        found: dict[str, list[Update]] = defaultdict(list)
        for row in await self._numbered(tables.action_updates, references):
            found[row.reference].append(_update(row))
        return dict(found)

    async def add_extension(self, extension: Extension) -> None:
        """Raises Stale when another request has its number."""
        if not await self._transaction.add_if_new(tables.extensions, _row(extension)):
            raise Stale("More time was asked for a moment ago. Open the action again.")

    async def decide(self, extension: Extension) -> None:
        columns = tables.extensions.c
        await self._one(
            update(tables.extensions)
            .where(
                columns.reference == extension.reference,
                columns.number == extension.number,
                columns.state == ExtensionState.ASKED.value,
            )
            .values(
                state=extension.state.value,
                decided_on=extension.decided_on,
                decided_by=extension.decided_by,
                decided_words=extension.decided_words,
            )
            .returning(columns.number),
            "Somebody has already decided this.",
        )

    async def extensions(self, references: Collection[str]) -> Mapping[str, Sequence[Extension]]:
        found: dict[str, list[Extension]] = defaultdict(list)
        for row in await self._numbered(tables.extensions, references):
            found[row.reference].append(_extension(row))
        return dict(found)

    async def _one(self, statement: Any, otherwise: str) -> None:
        """Raises Stale with these words when there was no such row."""
        if await self._transaction.first(statement) is None:
            raise Stale(otherwise)

    async def _numbered(self, table: Table, references: Collection[str]) -> Sequence[Row[Any]]:
        rows: list[Row[Any]] = []
        for chunk in chunks(sorted(set(references))):
            query = select(table).where(table.c.reference.in_(chunk)).order_by(table.c.reference, table.c.number)
            rows += await self._transaction.all(query)
        return rows


def _update(row: Row[Any]) -> Update:
    return Update(
        reference=row.reference,
        number=row.number,
        said_on=row.said_on,
        by_id=row.by_id,
        by_name=row.by_name,
        by_role=row.by_role,
        state=ActionState(row.state),
        words=row.words,
        percent=row.percent,
        forecast_on=row.forecast_on,
        evidence_on=row.evidence_on,
        evidence=row.evidence,
    )


def _extension(row: Row[Any]) -> Extension:
    return Extension(
        reference=row.reference,
        number=row.number,
        asked_on=row.asked_on,
        asked_by=row.asked_by,
        to_on=row.to_on,
        reason=row.reason,
        interim_risk=row.interim_risk,
        decider=Role(row.decider),
        state=ExtensionState(row.state),
        decided_on=row.decided_on,
        decided_by=row.decided_by or "",
        decided_words=row.decided_words,
    )


def _row(extension: Extension) -> Values:
    return {
        "reference": extension.reference,
        "number": extension.number,
        "asked_on": extension.asked_on,
        "asked_by": extension.asked_by,
        "to_on": extension.to_on,
        "reason": extension.reason,
        "interim_risk": extension.interim_risk,
        "decider": extension.decider.value,
        "state": extension.state.value,
        "decided_on": extension.decided_on,
        "decided_by": extension.decided_by or None,
        "decided_words": extension.decided_words,
    }
