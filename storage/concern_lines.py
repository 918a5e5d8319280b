"""The register of concerns, in rows, and the seal of its lines."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from governance.errors import Misconfigured
from storage import tables
from storage.desk_keys import DeskKeys
from storage.seal_frames import frame, open_box_with, pad, seal_box, unpad
from storage.transaction import Transaction


class SqlConcernLines:
    """Implements `governance.concern_ports.ConcernLines`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def line_of(self, report_id: str) -> str | None:
        link = tables.concern_line_of
        row = await self._transaction.first(select(link.c.line_id).where(link.c.report_id == report_id))
        return None if row is None else str(row.line_id)

    async def put(self, report_id: str, line_id: str, year: int, sealed: bytes) -> None:
        await self._transaction.put(tables.concern_lines, [{"id": line_id, "year": year, "sealed": sealed}])
        await self._transaction.put(tables.concern_line_of, [{"report_id": report_id, "line_id": line_id}])

    async def sealed(self, line_id: str) -> tuple[int, bytes] | None:
        lines = tables.concern_lines
        row = await self._transaction.first(select(lines).where(lines.c.id == line_id))
        return None if row is None else (row.year, row.sealed)

    async def of_year(self, year: int) -> Sequence[tuple[str, bytes]]:
        lines = tables.concern_lines
        rows = await self._transaction.all(select(lines).where(lines.c.year == year).order_by(lines.c.id))
        return [(row.id, row.sealed) for row in rows]


class LineSealing:
    """Implements `governance.concern_ports.LineSeal`: under a subkey of the KEK, so that a stolen database shows
    nothing of the register."""

    def __init__(self, desk: DeskKeys | None) -> None:
        self._desk = desk

    def seal_line(self, line_id: str, line: bytes) -> bytes:
        return sealed_line(self._keys(), line_id, line)

    def open_line(self, line_id: str, sealed: bytes) -> bytes:
        return opened_line(self._keys(), line_id, sealed)

    def _keys(self) -> DeskKeys:
        if self._desk is None:
            raise Misconfigured("The register needs the KEK file, and this process was started without it.")
        return self._desk


def sealed_line(desk: DeskKeys, line_id: str, line: bytes) -> bytes:
    return seal_box(desk.registers[0], _binding(line_id), pad(line))


def opened_line(desk: DeskKeys, line_id: str, sealed: bytes) -> bytes:
    """Raises Unreadable."""
    return unpad(open_box_with(desk.registers, _binding(line_id), sealed))


def _binding(line_id: str) -> bytes:
    return frame("candour/register-line/v1", line_id)
