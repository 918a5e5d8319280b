"""Files that reporters added, sealed piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, or_, select, update

from governance.errors import NotFound
from governance.file_ports import SealedFile
from storage import tables
from storage.transaction import Transaction


class SqlFiles:
    """Implements `governance.file_ports.Files`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, file_id: str, day: date) -> None:
        await self._transaction.many(tables.blobs.insert(), [{"id": file_id, "kept_on": day}])

    async def put(self, file_id: str, pieces: Sequence[tuple[int, bytes]]) -> None:
        rows = [{"blob_id": file_id, "number": number, "sealed": sealed} for number, sealed in pieces]
        await self._transaction.many(tables.blob_pieces.insert(), rows)

    async def piece(self, file_id: str, number: int) -> bytes | None:
        pieces = tables.blob_pieces.c
        row = await self._transaction.first(
            select(pieces.sealed).where(pieces.blob_id == file_id, pieces.number == number)
        )
        return None if row is None else bytes(row.sealed)

    async def unsent(self) -> int:
        query = (
            select(func.count())
            .select_from(tables.blob_pieces.join(tables.blobs))
            .where(tables.blobs.c.kept_on.is_not(None))
        )
        row = await self._transaction.first(query)
        return 0 if row is None else int(row[0])

    async def discard(self, file_id: str) -> None:
        blobs = tables.blobs
        await self._transaction.execute(delete(blobs).where(blobs.c.id == file_id, blobs.c.kept_on.is_not(None)))

    async def send(self, report_id: str, files: Sequence[SealedFile]) -> None:
        await self._wait_no_more([each.id for each in files])
        rows = [
            {"id": f.id, "report_id": report_id, "letter_id": f.letter_id, "place": f.place, "sealed": f.sealed}
            for f in files
        ]
        await self._transaction.many(tables.files.insert(), rows)

    async def send_with_incident(self, incident_id: str, file_ids: Sequence[str]) -> None:
        await self._wait_no_more(file_ids)
        rows = [{"id": file_id, "incident_id": incident_id} for file_id in file_ids]
        await self._transaction.many(tables.incident_files.insert(), rows)

    async def of_incident(self, incident_id: str) -> frozenset[str]:
        files = tables.incident_files.c
        rows = await self._transaction.all(select(files.id).where(files.incident_id == incident_id))
        return frozenset(row.id for row in rows)

    async def of(self, report_id: str) -> Sequence[SealedFile]:
        files = tables.files.c
        query = select(tables.files).where(files.report_id == report_id).order_by(files.letter_id, files.place)
        return [
            SealedFile(row.id, row.letter_id, row.place, bytes(row.sealed))
            for row in await self._transaction.all(query)
        ]

    async def forget_unsent(self, before: date) -> int:
        blobs = tables.blobs.c
        owned = select(tables.files.c.id).union_all(select(tables.incident_files.c.id))
        gone = await self._transaction.execute(
            delete(tables.blobs).where(
                or_(blobs.kept_on < before, (blobs.kept_on.is_(None)) & (blobs.id.not_in(owned)))
            )
        )
        return gone.rowcount

    async def forget(self, report_id: str) -> int:
        rows = await self._transaction.all(select(tables.files.c.id).where(tables.files.c.report_id == report_id))
        await self._transaction.execute(delete(tables.files).where(tables.files.c.report_id == report_id))
        for row in rows:
            await self._transaction.execute(delete(tables.blobs).where(tables.blobs.c.id == row.id))
        return len(rows)

    async def _wait_no_more(self, file_ids: Sequence[str]) -> None:
        blobs = tables.blobs
        for file_id in file_ids:
            sent = await self._transaction.execute(
                update(blobs).where(blobs.c.id == file_id, blobs.c.kept_on.is_not(None)).values(kept_on=None)
            )
            if sent.rowcount != 1:
                raise NotFound("A file was left waiting for too long and is gone. Add it again, and then send.")
