"""What the rules need of storage for links by which a reporter whom we know adds files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class Linked(StrEnum):
    """What files are added to by a link."""

    REPORT = "report"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class LinkedTo:
    """One of them, by its id."""

    kind: Linked
    id: str


class FileLinks(Protocol):
    """One a report or incident, by the digest of what opens it. The thing itself is nowhere kept."""

    async def make(self, to: LinkedTo, digest: str, day: date) -> None:
        """In the place of whatever opened this one's page before."""

    async def exchange(self, digest: str, page: str) -> LinkedTo | None:
        """Whose link this is, to which from now on only the page of that digest may send; None when the link was used,
        was replaced, or never was. Of many who ask at once one gets it."""

    async def close(self, to: LinkedTo, page: str) -> bool:
        """Nobody sends by this page any more. False when it may not send: another link was made, or it has sent."""

    async def forget(self, before: date) -> int:
        """Those made before that day; how many there were."""
