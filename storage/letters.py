"""The conversation between a reporter and the handlers, sealed, and what waits to become part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, func, select

from governance.errors import Stale
from governance.reports import Author, Entry, Letter
from storage import tables
from storage.transaction import Transaction, Values, chunks


class SqlLetters:
    """Implements `governance.ports.Letters`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, letter: Letter) -> None:
        """Raises Stale when this letter, or one with its number, is there already."""
        row = {**_row(letter), "author": letter.author.value}
        if not await self._transaction.add_if_new(tables.letters, row):
            raise Stale("Something was written to this report since it was shown. Open it again.")

    async def of(self, report_id: str) -> Sequence[Letter]:
        query = select(tables.letters).where(tables.letters.c.report_id == report_id).order_by(tables.letters.c.number)
        return [_letter(row, Author(row.author)) for row in await self._transaction.all(query)]

    async def wait(self, letter: Letter) -> bool:
        there = select(tables.letters.c.id).where(tables.letters.c.id == letter.id)
        if await self._transaction.first(there) is not None:
            return False
        if await self._transaction.add_if_new(tables.waiting_letters, _row(letter)):
            return True
        here = select(tables.waiting_letters.c.id).where(tables.waiting_letters.c.id == letter.id)
        if await self._transaction.first(here) is None:
            raise Stale("Something else was written to this report at the same moment. Send it again.")
        return False

    async def waiting(self, report_id: str | None = None) -> Sequence[Letter]:
        waiting = tables.waiting_letters
        query = select(waiting).order_by(waiting.c.report_id, waiting.c.number)
        if report_id is not None:
            query = query.where(waiting.c.report_id == report_id)
        return [_letter(row, Author.REPORTER) for row in await self._transaction.all(query)]

    async def release(self, letter: Letter) -> None:
        """Raises Stale when its place in the conversation is taken."""
        await self._transaction.execute(delete(tables.waiting_letters).where(tables.waiting_letters.c.id == letter.id))
        await self.add(letter)

    async def read_to(self, report_id: str, person_id: str, number: int) -> None:
        row = {"report_id": report_id, "person_id": person_id, "number": number}
        await self._transaction.put(tables.readings, [row])

    async def unread(self, person_id: str, report_ids: Collection[str]) -> Mapping[str, int]:
        letters, readings = tables.letters, tables.readings
        mine = and_(readings.c.report_id == letters.c.report_id, readings.c.person_id == person_id)
        found: Counter[str] = Counter()
        for chunk in chunks(sorted(set(report_ids))):
            query = (
                select(letters.c.report_id)
                .outerjoin(readings, mine)
                .where(
                    letters.c.report_id.in_(chunk),
                    letters.c.author == Author.REPORTER.value,
                    letters.c.number > func.coalesce(readings.c.number, 0),
                )
            )
            found.update(row.report_id for row in await self._transaction.all(query))
        return found


def _row(letter: Letter) -> Values:
    return {
        "id": letter.id,
        "report_id": letter.report_id,
        "entry": letter.entry.value,
        "written_on": letter.written_on,
        "number": letter.number,
        "sealed": letter.sealed,
    }


def _letter(row: Row[Any], author: Author) -> Letter:
    return Letter(
        id=row.id,
        report_id=row.report_id,
        author=author,
        entry=Entry(row.entry),
        written_on=row.written_on,
        number=row.number,
        sealed=row.sealed,
    )
