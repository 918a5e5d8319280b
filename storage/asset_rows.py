"""Assets as rows, with those who help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, select

from governance.assets import Asset
from storage import tables
from storage.transaction import Transaction, Values, chunks


def asset_row(asset: Asset) -> Values:
    return {
        "reference": asset.reference,
        "title": asset.title,
        "owner_id": asset.owner_id,
        "administrator_id": asset.administrator_id,
        "directorate": asset.directorate,
        "service": asset.service,
        "classification": asset.classification,
        "importance": asset.importance,
        "at_risk": asset.at_risk,
        "retention": asset.retention,
        "purpose": asset.purpose,
        "location": asset.location,
        "personal_data": asset.personal_data,
        "access": asset.access,
        "security": asset.security,
        "shared_with": asset.shared_with,
        "state": asset.state,
        "version": asset.version,
    }


async def with_helpers(transaction: Transaction, rows: Sequence[Row[Any]]) -> Sequence[Asset]:
    """The rows as assets, in their order."""
    columns = tables.asset_helpers.c
    helpers: dict[str, list[str]] = defaultdict(list)
    for chunk in chunks([row.reference for row in rows]):
        query = select(tables.asset_helpers).where(columns.reference.in_(chunk)).order_by(columns.place)
        for row in await transaction.all(query):
            helpers[row.reference].append(row.person_id)
    return [_asset(row, helpers.get(row.reference, ())) for row in rows]


async def write_helpers(transaction: Transaction, assets: Iterable[Asset]) -> None:
    """In the place of those who helped before."""
    given = {asset.reference: asset.other_administrators for asset in assets}
    for chunk in chunks(list(given)):
        await transaction.execute(delete(tables.asset_helpers).where(tables.asset_helpers.c.reference.in_(chunk)))
    rows = [
        {"reference": reference, "person_id": each, "place": place}
        for reference, others in given.items()
        for place, each in enumerate(others, 1)
    ]
    await transaction.add_new(tables.asset_helpers, rows)


def _asset(row: Row[Any], others: Sequence[str]) -> Asset:
    return Asset(
        reference=row.reference,
        title=row.title,
        owner_id=row.owner_id,
        administrator_id=row.administrator_id,
        directorate=row.directorate,
        service=row.service,
        classification=row.classification,
        importance=row.importance,
        at_risk=row.at_risk,
        retention=row.retention,
        other_administrators=tuple(others),
        purpose=row.purpose,
        location=row.location,
        personal_data=row.personal_data,
        access=row.access,
        security=row.security,
        shared_with=row.shared_with,
        state=row.state,
        version=row.version,
    )
