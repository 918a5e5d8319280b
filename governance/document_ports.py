"""What the rules need of storage for documents that leave by a link."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class SpentLinks(Protocol):
    """Links that were used, until none of their age opens any more."""

    async def spend(self, link: str, day: date) -> bool:
        """False when it was spent before, in this or another process."""

    async def forget(self, before: date) -> int:
        """Those that were spent before that day; how many there were."""
