"""Who helps with assets, as far as somebody of them has left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import exists, select, union

from governance.administrators import BY_LEAVING
from governance.assets import LIVE
from storage import tables
from storage.transaction import Transaction


class SqlHelpers:
    """Implements `governance.administrators.Helpers`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def left(self, day: date) -> Mapping[str, Collection[str]]:
        people, assets, helpers = tables.people.c, tables.assets.c, tables.asset_helpers.c
        first = select(assets.administrator_id.label("who"), assets.reference).join(
            tables.people, people.id == assets.administrator_id
        )
        others = (
            select(helpers.person_id.label("who"), helpers.reference)
            .join(tables.people, people.id == helpers.person_id)
            .join(tables.assets, assets.reference == helpers.reference)
        )
        gone = (people.left_on < day, assets.state == LIVE)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in await self._transaction.all(union(first.where(*gone), others.where(*gone))):
            found[row.who].append(row.reference)
        return {who: sorted(found[who]) for who in sorted(found)}

    async def ended(self) -> Mapping[tuple[str, str], Collection[str]]:
        change, later = tables.asset_changes.alias().c, tables.asset_changes.alias().c
        assets = tables.assets.c
        query = (
            select(change.reference, change.before, change.after, assets.owner_id)
            .join(tables.assets, assets.reference == change.reference)
            .where(
                change.by_role == BY_LEAVING,
                assets.state == LIVE,
                ~exists().where(
                    later.reference == change.reference,
                    later.column_name == "administrator",
                    later.number > change.number,
                    later.by_role != BY_LEAVING,
                ),
            )
        )
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in await self._transaction.all(query):
            for leaver_id in set(row.before.split("; ")) - set(row.after.split("; ")):
                found[leaver_id, row.owner_id].append(row.reference)
        return {pair: sorted(set(references)) for pair, references in found.items()}
