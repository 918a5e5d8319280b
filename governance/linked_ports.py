"""What the rules need of storage for links by which a reporter whom we know adds files."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class FileLinks(Protocol):
    """One a report, by the digest of what opens it. The thing itself is nowhere kept."""

    async def make(self, report_id: str, digest: str, day: date) -> None:
        """In the place of whatever opened this report's page before."""

    async def exchange(self, digest: str, page: str) -> str | None:
        """The report whose link this is, which from now on only the page of that digest may send to; None when the
        link was used, was replaced, or never was. Of many who ask at once one gets it."""

    async def close(self, report_id: str, page: str) -> bool:
        """Nobody sends by this page any more. False when it may not send: another link was made, or it has sent."""

    async def forget(self, before: date) -> int:
        """Those made before that day; how many there were."""
