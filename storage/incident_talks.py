"""Which month's incidents were talked about in whose team."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from governance.errors import Stale
from governance.incident_talks import Talk, of_talk
from storage import tables
from storage.transaction import Transaction

_COLUMNS = tables.incident_talks.c


class SqlTalks:
    """Implements `governance.talk_ports.Talks`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, talks: Iterable[Talk]) -> None:
        await self._transaction.add_new(tables.incident_talks, [asdict(each) for each in talks])

    async def by_subject(self, subject: str) -> Talk | None:
        found = await self._where(*_same(*of_talk(subject)))
        return found[0] if found else None

    async def of_owner(self, owner_id: str, months: Collection[str]) -> Sequence[Talk]:
        return await self._where(_COLUMNS.owner_id == owner_id, _COLUMNS.month.in_(sorted(months)))

    async def newest_of(self, owner_id: str) -> Talk | None:
        found = await self._where(_COLUMNS.owner_id == owner_id)
        return found[-1] if found else None

    async def unsaid_before(self, month: str) -> Sequence[Talk]:
        return await self._where(_COLUMNS.month < month, _COLUMNS.said_on.is_(None))

    async def say(self, talk: Talk) -> None:
        said = {"said_on": talk.said_on, "said_by": talk.said_by, "said_as": talk.said_as}
        unsaid = (*_same(talk.month, talk.owner_id), _COLUMNS.said_on.is_(None))
        changed = await self._transaction.execute(update(tables.incident_talks).where(*unsaid).values(said))
        if changed.rowcount != 1:
            raise Stale("Somebody has already said so.")

    async def _where(self, *conditions: ColumnElement[bool]) -> Sequence[Talk]:
        """By month, then by owner."""
        query = select(tables.incident_talks).where(*conditions).order_by(_COLUMNS.month, _COLUMNS.owner_id)
        return [_talk(row) for row in await self._transaction.all(query)]


def _same(month: str, owner_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _COLUMNS.month == month, _COLUMNS.owner_id == owner_id


def _talk(row: Row[Any]) -> Talk:
    return Talk(row.month, row.owner_id, row.said_on, row.said_by, row.said_as)
