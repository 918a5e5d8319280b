"""What the Senior Information Risk Owner decides of returns: which need not be sent this quarter, and which are noted
(policy 6A, 7d)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Exempted:
    """The command of the form for it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """One return, of one quarter, need not be sent. It is added and never changed."""

    return_id: str
    on: date
    by_id: str
    #: The name and the post as they were then.
    by_name: str
    by_role: str
    reason: str


@dataclass(frozen=True, slots=True)
class Noting:
    """An accepted return was noted, as it stood in this version."""

    return_id: str
    version: int
    on: date
    by_id: str
    by_name: str
    by_role: str
    #: Names the press that noted it, with all that it noted.
    mark: str


class SiroDecisions(Protocol):
    async def exempt(self, exemption: Exemption) -> None:
        """Raises Stale when the return has one."""

    async def exemptions(self, return_ids: Collection[str]) -> Mapping[str, Exemption]:
        """By return; those without one are absent."""

    async def note(self, notings: Iterable[Noting]) -> None:
        """What was noted in this version already stays as it is."""

    async def notings(self, return_ids: Collection[str]) -> Mapping[str, Noting]:
        """The newest, by return; those without any are absent."""
