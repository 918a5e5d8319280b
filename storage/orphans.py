"""What people who have left still answer for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, or_, select

from governance.actions import ActionState
from governance.assets import LIVE
from governance.assurance import ReturnState
from storage import tables
from storage.transaction import Transaction

_WITH_OWNER = [state.value for state in ReturnState if state.with_owner]
_WITH_HOLDER = [state.value for state in ActionState if state.with_holder]


class SqlOrphans:
    """Implements `governance.orphans.Orphans`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def leavers(self, day: date) -> Collection[str]:
        people, assets, actions, returns = tables.people.c, tables.assets.c, tables.actions.c, tables.returns.c
        query = select(people.id).where(
            people.left_on < day,
            or_(
                exists().where(assets.owner_id == people.id, assets.state == LIVE),
                exists().where(actions.holder_id == people.id, actions.state.in_(_WITH_HOLDER)),
                exists().where(returns.owner_id == people.id, returns.state.in_(_WITH_OWNER)),
            ),
        )
        return sorted(row.id for row in await self._transaction.all(query))
