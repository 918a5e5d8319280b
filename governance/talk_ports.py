"""What the rules need of the store of the months' digests of incidents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from governance.incident_talks import Talk


class Talks(Protocol):
    async def add(self, talks: Iterable[Talk]) -> None:
        """Those that are there stay as they are."""

    async def by_subject(self, subject: str) -> Talk | None: ...

    async def of_owner(self, owner_id: str, months: Collection[str]) -> Sequence[Talk]:
        """By month; months without one are absent."""

    async def newest_of(self, owner_id: str) -> Talk | None: ...

    async def unsaid_before(self, month: str) -> Sequence[Talk]:
        """Those of earlier months that nobody said was talked about."""

    async def say(self, talk: Talk) -> None:
        """Write who said so, and when. Raises Stale when somebody did already."""
