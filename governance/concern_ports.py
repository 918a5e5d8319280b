"""What the rules need of storage for the register of concerns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class ConcernLines(Protocol):
    """A line a closed concern. Nothing leads from a line to its report once that is gone."""

    async def line_of(self, report_id: str) -> str | None:
        """The id of a report's line; None while it has none."""

    async def put(self, report_id: str, line_id: str, year: int, sealed: bytes) -> None:
        """Add it, or put it in the place of the one with this id."""

    async def sealed(self, line_id: str) -> tuple[int, bytes] | None:
        """(year, sealed line)."""

    async def of_year(self, year: int) -> Sequence[tuple[str, bytes]]:
        """(id, sealed line) of every concern that closed in that year, by id, which is random."""


class LineSeal(Protocol):
    """Every call raises Misconfigured in a process without the KEK."""

    def seal_line(self, line_id: str, line: bytes) -> bytes: ...

    def open_line(self, line_id: str, sealed: bytes) -> bytes:
        """Raises Unreadable."""
