"""What the Senior Information Risk Owner decided of returns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select

from governance.errors import Stale
from governance.siro_decisions import Exemption, Noting
from storage import tables
from storage.transaction import Transaction, chunks


class SqlSiroDecisions:
    """Implements `governance.siro_decisions.SiroDecisions`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def exempt(self, exemption: Exemption) -> None:
        row = {
            "return_id": exemption.return_id,
            "exempted_on": exemption.on,
            "by_id": exemption.by_id,
            "by_name": exemption.by_name,
            "by_role": exemption.by_role,
            "reason": exemption.reason,
        }
        if not await self._transaction.add_if_new(tables.return_exemptions, row):
            raise Stale("Somebody decided about this return a moment ago. Open it again.")

    async def exemptions(self, return_ids: Collection[str]) -> Mapping[str, Exemption]:
        found: dict[str, Exemption] = {}
        columns = tables.return_exemptions.c
        for chunk in chunks(sorted(set(return_ids))):
            for row in await self._transaction.all(
                select(tables.return_exemptions).where(columns.return_id.in_(chunk))
            ):
                found[row.return_id] = Exemption(
                    row.return_id, row.exempted_on, row.by_id, row.by_name, row.by_role, row.reason
                )
        return found

    async def note(self, notings: Iterable[Noting]) -> None:
        rows = [
            {
                "return_id": each.return_id,
                "version": each.version,
                "noted_on": each.on,
                "by_id": each.by_id,
                "by_name": each.by_name,
                "by_role": each.by_role,
                "mark": each.mark,
            }
            for each in notings
        ]
        await self._transaction.add_new(tables.return_notings, rows)

    async def notings(self, return_ids: Collection[str]) -> Mapping[str, Noting]:
        found: dict[str, Noting] = {}
        columns = tables.return_notings.c
        for chunk in chunks(sorted(set(return_ids))):
            query = select(tables.return_notings).where(columns.return_id.in_(chunk)).order_by(columns.version)
            for row in await self._transaction.all(query):
                found[row.return_id] = Noting(
                    row.return_id, row.version, row.noted_on, row.by_id, row.by_name, row.by_role, row.mark
                )
        return found
