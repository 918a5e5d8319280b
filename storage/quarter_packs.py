"""The figures of quarters that are closed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import select

from governance.quarter_figures import Cell, Part, QuarterFigures
from storage import tables
from storage.transaction import Transaction, chunks


class SqlQuarterPacks:
    """Implements `governance.quarter_figures.QuarterPacks`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, figures: QuarterFigures) -> bool:
        rows = {part.value: [[_kept(cell) for cell in row] for row in rows] for part, rows in figures.rows.items()}
        row = {
            "quarter": figures.quarter,
            "due_on": figures.due_on,
            "as_of": figures.as_of,
            "figures": json.dumps(rows, ensure_ascii=False),
        }
        return await self._transaction.add_if_new(tables.quarter_packs, row)

    async def of(self, quarters: Sequence[str]) -> Mapping[str, QuarterFigures]:
        found: dict[str, QuarterFigures] = {}
        for chunk in chunks(sorted(set(quarters))):
            query = select(tables.quarter_packs).where(tables.quarter_packs.c.quarter.in_(chunk))
            found |= {row.quarter: _figures(row) for row in await self._transaction.all(query)}
        return found

    async def quarters(self) -> Sequence[str]:
        rows = await self._transaction.all(select(tables.quarter_packs.c.quarter))
        return sorted((row.quarter for row in rows), reverse=True)


def _figures(row: SqlRow[Any]) -> QuarterFigures:
    kept: Mapping[str, list[list[Any]]] = json.loads(row.figures)
    rows = {Part(part): tuple(tuple(_cell(cell) for cell in each) for each in rows) for part, rows in kept.items()}
    return QuarterFigures(row.quarter, row.due_on, row.as_of, rows)


def _kept(cell: Cell) -> Any:
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _cell(kept: Any) -> Cell:
    return date.fromisoformat(kept["day"]) if isinstance(kept, dict) else kept
