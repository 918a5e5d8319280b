"""The Records Manager looks at each return that was sent: accepted, or sent back with what is missing (policy 7d)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

#: A return is sent back so often at most, and each time its owner has so many working days.
MOST_TIMES_BACK = 2
DAYS_AGAIN = 5


@dataclass(frozen=True, slots=True)
class Review:
    """What was decided of a return that was sent. It is added and never changed."""

    return_id: str
    #: From 1.
    number: int
    on: date
    by_id: str
    #: The name and the post as they were then.
    by_name: str
    by_role: str
    accepted: bool
    words: str
    #: Who had sent it, and when.
    signed: str
    sent_on: date


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The command of the form for it."""

    #: `yes` or `no`.
    accepted: str
    words: str | None


class Reviews(Protocol):
    async def add(self, review: Review) -> None:
        """Raises Stale when another one has its number."""

    async def of(self, return_ids: Collection[str]) -> Mapping[str, Sequence[Review]]:
        """By return, by number; those without any are absent."""
