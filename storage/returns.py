"""Quarterly returns and their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, or_, select, update

from governance.assurance import Line, Return, ReturnState
from governance.errors import Stale
from storage import tables
from storage.columns import Facts
from storage.transaction import Transaction, Values, chunks

CHANGED = "This return was changed since it was shown. Open it again."


class SqlReturns:
    """Implements `governance.ports.Returns`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, returns: Iterable[Return], lines: Iterable[Line]) -> None:
        # Sorted, so that two openers of the same quarter wait for each other in the same order.
        wanted = sorted(returns, key=lambda each: (each.quarter, each.owner_id))
        await self._transaction.add_new(tables.returns, [_row(each) for each in wanted])
        there = (await self.by_ids([each.id for each in wanted])).keys()
        lines = list(lines)
        rows = [_line_row(line) for line in lines if line.return_id in there]
        await self._transaction.add_new(tables.return_lines, rows)
        await self._transaction.add_new(
            tables.return_line_helpers, [row for line in lines if line.return_id in there for row in _helper_rows(line)]
        )

    async def by_ids(self, ids: Collection[str]) -> Mapping[str, Return]:
        found: dict[str, Return] = {}
        for chunk in chunks(sorted(set(ids))):
            found |= {each.id: each for each in await self._where(tables.returns.c.id.in_(chunk))}
        return found

    async def of_owner(self, owner_id: str) -> Sequence[Return]:
        return _newest_first(await self._where(tables.returns.c.owner_id == owner_id))

    async def of_quarter(self, quarter: str) -> Sequence[Return]:
        found = await self._where(tables.returns.c.quarter == quarter)
        # Sorted here, because the engines collate differently.
        return sorted(found, key=lambda each: each.owner_id)

    async def drafted_by_administrator(self, person_id: str) -> Sequence[Return]:
        lines = tables.return_lines.c
        helpers = tables.return_line_helpers.c
        theirs = select(lines.return_id).where(lines.administrator_id == person_id)
        others = select(helpers.return_id).where(helpers.person_id == person_id)
        ids = tables.returns.c.id
        return _newest_first(await self._where(or_(ids.in_(theirs), ids.in_(others))))

    async def lines(self, ids: Collection[str]) -> Mapping[str, Sequence[Line]]:
        found: dict[str, list[Line]] = defaultdict(list)
        for chunk in chunks(sorted(set(ids))):
            query = select(tables.return_lines).where(tables.return_lines.c.return_id.in_(chunk))
            helpers = await self._helpers(chunk)
            for row in await self._transaction.all(query):
                found[row.return_id].append(_line(row, helpers.get((row.return_id, row.asset_reference), ())))
        return {id_: sorted(each, key=lambda line: line.asset_reference) for id_, each in found.items()}

    async def change(self, changed: Return, version: int, lines: Iterable[Line] = ()) -> None:
        columns = tables.returns.c
        written = await self._transaction.first(
            update(tables.returns)
            .where(columns.id == changed.id, columns.version == version)
            .values(
                state=changed.state.value,
                version=version + 1,
                answers=changed.answers,
                drafted_by=changed.drafted_by,
                submitted_on=changed.submitted_on,
                submitted_by=changed.submitted_by,
                signed=changed.signed,
            )
            .returning(columns.id)
        )
        if written is None:
            raise Stale(CHANGED)
        await self._answer([line for line in lines if line.return_id == changed.id])

    async def postpone(self, return_id: str, version: int, due_on: date) -> None:
        columns = tables.returns.c
        written = await self._transaction.first(
            update(tables.returns)
            .where(columns.id == return_id, columns.version == version)
            .values(due_on=due_on, version=version + 1)
            .returning(columns.id)
        )
        if written is None:
            raise Stale(CHANGED)

    async def add_lines(self, lines: Iterable[Line]) -> None:
        given = list(lines)
        await self._transaction.add_new(tables.return_lines, [_line_row(line) for line in given])
        helpers = [row for line in given for row in _helper_rows(line)]
        await self._transaction.add_new(tables.return_line_helpers, helpers)

    async def remove_line(self, return_id: str, asset_reference: str) -> None:
        lines = tables.return_lines.c
        await self._transaction.execute(
            delete(tables.return_lines).where(lines.return_id == return_id, lines.asset_reference == asset_reference)
        )

    async def remove(self, return_id: str) -> None:
        await self._transaction.execute(delete(tables.returns).where(tables.returns.c.id == return_id))

    async def _helpers(self, ids: Sequence[str]) -> Mapping[tuple[str, str], Sequence[str]]:
        columns = tables.return_line_helpers.c
        query = select(tables.return_line_helpers).where(columns.return_id.in_(ids)).order_by(columns.place)
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in await self._transaction.all(query):
            found[row.return_id, row.asset_reference].append(row.person_id)
        return found

    async def _answer(self, lines: Sequence[Line]) -> None:
        """Of a line only the answers change: the rest is as it was when the return opened."""
        columns = tables.return_lines.c
        statement = (
            update(tables.return_lines)
            .where(columns.return_id == bindparam("of_return"), columns.asset_reference == bindparam("of_asset"))
            .values(answers=bindparam("new_answers", type_=Facts), answered_by=bindparam("new_by"))
        )
        rows = [
            {
                "of_return": line.return_id,
                "of_asset": line.asset_reference,
                "new_answers": line.answers,
                "new_by": line.answered_by,
            }
            for line in lines
        ]
        await self._transaction.many(statement, rows)

    async def _where(self, condition: ColumnElement[bool]) -> Sequence[Return]:
        return [_return(row) for row in await self._transaction.all(select(tables.returns).where(condition))]


def _newest_first(found: Sequence[Return]) -> Sequence[Return]:
    return sorted(found, key=lambda each: (each.quarter, each.owner_id), reverse=True)


def _return(row: Row[Any]) -> Return:
    return Return(
        id=row.id,
        quarter=row.quarter,
        owner_id=row.owner_id,
        opened_on=row.opened_on,
        due_on=row.due_on,
        state=ReturnState(row.state),
        version=row.version,
        answers=row.answers,
        drafted_by=row.drafted_by,
        submitted_on=row.submitted_on,
        submitted_by=row.submitted_by,
        signed=row.signed,
    )


def _line(row: Row[Any], others: Sequence[str]) -> Line:
    return Line(
        return_id=row.return_id,
        asset_reference=row.asset_reference,
        title=row.title,
        classification=row.classification,
        importance=row.importance,
        at_risk=row.at_risk,
        administrator_id=row.administrator_id,
        answers=row.answers,
        answered_by=row.answered_by,
        other_administrators=tuple(others),
    )


def _row(each: Return) -> Values:
    return {
        "id": each.id,
        "quarter": each.quarter,
        "owner_id": each.owner_id,
        "opened_on": each.opened_on,
        "due_on": each.due_on,
        "state": each.state.value,
        "version": each.version,
        "answers": each.answers,
        "drafted_by": each.drafted_by,
        "submitted_on": each.submitted_on,
        "submitted_by": each.submitted_by,
        "signed": each.signed,
    }


def _line_row(line: Line) -> Values:
    return {
        "return_id": line.return_id,
        "asset_reference": line.asset_reference,
        "title": line.title,
        "classification": line.classification,
        "importance": line.importance,
        "at_risk": line.at_risk,
        "administrator_id": line.administrator_id,
        "answers": line.answers,
        "answered_by": line.answered_by,
    }


def _helper_rows(line: Line) -> list[Values]:
    return [
        {
            "return_id": line.return_id,
            "asset_reference": line.asset_reference,
            "person_id": each,
            "place": place,
        }
        for place, each in enumerate(line.other_administrators, 1)
    ]
