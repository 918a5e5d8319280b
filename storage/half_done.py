"""Forms that are filled in in a chat and are not sent yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from governance.half_done_ports import Kept
from storage.tables.half_done import half_done
from storage.transaction import Transaction


class SqlHalfDone:
    """Implements `governance.half_done_ports.HalfDoneForms`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def at(self, place: str) -> Kept | None:
        row = await self._transaction.first(select(half_done).where(half_done.c.place == place))
        return Kept(row.place, row.sealed, row.version, row.until) if row else None

    async def put(self, kept: Kept) -> None:
        await self._transaction.put(half_done, [_row(kept)])

    async def change(self, kept: Kept, version: str) -> bool:
        stands = (half_done.c.place == kept.place) & (half_done.c.version == version)
        return (await self._transaction.execute(update(half_done).where(stands).values(_row(kept)))).rowcount == 1

    async def forget(self, place: str) -> bool:
        return (await self._transaction.execute(delete(half_done).where(half_done.c.place == place))).rowcount == 1

    async def forget_before(self, moment: datetime) -> int:
        return (await self._transaction.execute(delete(half_done).where(half_done.c.until <= moment))).rowcount


def _row(kept: Kept) -> dict[str, object]:
    return {"place": kept.place, "sealed": kept.sealed, "version": kept.version, "until": kept.until}
