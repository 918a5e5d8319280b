"""The conversation between a reporter and the handlers, sealed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from governance.errors import Stale
from governance.reports import Author, Entry, Letter
from storage import tables
from storage.transaction import Transaction


class SqlLetters:
    """Implements `governance.ports.Letters`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, letter: Letter) -> None:
        """Raises Stale when this letter, or one with its number, is there already."""
        row = {
            "id": letter.id,
            "report_id": letter.report_id,
            "author": letter.author.value,
            "entry": letter.entry.value,
            "written_on": letter.written_on,
            "number": letter.number,
            "sealed": letter.sealed,
        }
        if not await self._transaction.add_if_new(tables.letters, row):
            raise Stale("Something was written to this report since it was shown. Open it again.")

    async def of(self, report_id: str) -> Sequence[Letter]:
        query = select(tables.letters).where(tables.letters.c.report_id == report_id).order_by(tables.letters.c.number)
        return [
            Letter(
                id=row.id,
                report_id=row.report_id,
                author=Author(row.author),
                entry=Entry(row.entry),
                written_on=row.written_on,
                number=row.number,
                sealed=row.sealed,
            )
            for row in await self._transaction.all(query)
        ]
