"""What the rules need of storage to end what is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from governance.retention import Hold


class Retention(Protocol):
    """Holds, and the end of a report."""

    async def holds(self) -> Mapping[str, Hold]:
        """By report id; empty when there is none."""

    async def place(self, hold: Hold) -> None:
        """In the place of an earlier one of the same report."""

    async def lift(self, report_id: str) -> bool:
        """False when there was none."""

    async def erase(self, report_id: str) -> None:
        """Everything that hangs on the report: rows, letters, record, files, promises and their notices. The audit log
        and the no-names line of the register stay."""
