"""What the rules need of storage to end what is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from governance.retention import EndWarning, Hold


class Retention(Protocol):
    """Holds, and the end of a report."""

    async def holds(self) -> Mapping[str, Hold]:
        """By report id; empty when there is none."""

    async def place(self, hold: Hold) -> None:
        """In the place of an earlier one of the same report."""

    async def lift(self, report_id: str) -> bool:
        """False when there was none."""

    async def warnings(self) -> Mapping[str, EndWarning]:
        """The last of each report, by its id; empty when nobody was warned of any."""

    async def warned(self, warnings: Sequence[EndWarning]) -> None:
        """In the place of earlier ones of the same reports."""

    async def unwarn(self, report_id: str) -> None:
        """Nobody counts as warned any more of the end of this report."""

    async def erase(self, report_id: str) -> None:
        """Everything that hangs on the report: rows, letters, record, files, promises and their notices. The audit log
        and the no-names line of the register stay."""
