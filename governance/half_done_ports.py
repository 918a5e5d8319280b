"""What the rules need of storage for forms that are filled in in a chat and are not sent yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Kept:
    """One form, sealed. Nothing here says what it is, whose, or how far it has come."""

    #: Where it stands: made of whoever fills it in, under a key that no database holds.
    place: str
    sealed: str = field(repr=False)
    #: Random; another one after every change.
    version: str
    #: A full hour: in it, or soon after, the row is destroyed.
    until: datetime


class HalfDoneForms(Protocol):
    async def at(self, place: str) -> Kept | None: ...

    async def put(self, kept: Kept) -> None:
        """In the place of whatever stands there."""

    async def change(self, kept: Kept, version: str) -> bool:
        """False when another version stands there, or none: nothing is changed then."""

    async def forget(self, place: str) -> bool:
        """Whether there was one."""

    async def forget_before(self, moment: datetime) -> int:
        """Those whose hour has come; how many there were."""
