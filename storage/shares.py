"""Requests that somebody may work on a case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from governance.case_sharing import ShareRequest, ShareState
from governance.errors import Stale
from storage import tables
from storage.transaction import Transaction, Values, chunks


class SqlShares:
    """Implements `governance.record_ports.Shares`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, request: ShareRequest) -> bool:
        return await self._transaction.add_if_new(tables.shares, _row(request))

    async def by_id(self, request_id: str) -> ShareRequest | None:
        found = await self._where(tables.shares.c.id == request_id)
        return found[0] if found else None

    async def of(self, report_ids: Collection[str]) -> Sequence[ShareRequest]:
        found: list[ShareRequest] = []
        for chunk in chunks(sorted(set(report_ids))):
            found += await self._where(tables.shares.c.report_id.in_(chunk))
        return sorted(found, key=lambda each: (each.asked_on, each.id))

    async def waiting(self, day: date) -> Sequence[ShareRequest]:
        shares = tables.shares.c
        return await self._where((shares.state == ShareState.ASKED.value) & (shares.until_on >= day))

    async def decide(self, request_id: str, state: ShareState, on: date, by: str) -> None:
        shares = tables.shares
        decided = await self._transaction.execute(
            update(shares)
            .where(shares.c.id == request_id, shares.c.state == ShareState.ASKED.value)
            .values(state=state.value, decided_on=on, decided_by=by)
        )
        if decided.rowcount != 1:
            raise Stale("Somebody else has decided about this already.")

    async def _where(self, condition: ColumnElement[bool]) -> Sequence[ShareRequest]:
        query = select(tables.shares).where(condition).order_by(tables.shares.c.asked_on, tables.shares.c.id)
        return [_request(row) for row in await self._transaction.all(query)]


def _row(request: ShareRequest) -> Values:
    return {
        "id": request.id,
        "report_id": request.report_id,
        "person_id": request.person_id,
        "identity": request.identity,
        "asked_on": request.asked_on,
        "asked_by": request.asked_by,
        "until_on": request.until_on,
        "state": request.state.value,
        "decided_on": request.decided_on,
        "decided_by": request.decided_by,
    }


def _request(row: Row[Any]) -> ShareRequest:
    return ShareRequest(
        row.id, row.report_id, row.person_id, row.identity, row.asked_on, row.asked_by, row.until_on,
        ShareState(row.state), row.decided_on, row.decided_by,
    )  # fmt: skip
