"""Another rhythm than each quarter, to which the Senior Information Risk Owner agreed, for a reason and until a day
(policy 6A)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from governance.assets import Asset

LONGEST_REASON = 1_000
#: Months for which one is agreed to at most; then it is asked for anew.
LONGEST_MONTHS = 24
#: How many quarters one return stands for.
HALF_YEARLY, YEARLY = 2, 4
EVERY = {"half_year": HALF_YEARLY, "year": YEARLY}
#: How many quarters from now the first is.
FIRST = {"first": 1, "second": 2, "third": 3, "fourth": 4}


class CadenceState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    #: The SIRO took it back, it ran out, or another took its place.
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Cadence:
    """Of one owner there is one that is agreed at most."""

    owner_id: str
    #: From 1, for each owner.
    number: int
    every_quarters: int
    #: The quarter from which it counts: the first in which they are asked.
    first_quarter: str
    #: Of these assets only; empty: of all that the owner has.
    assets: tuple[str, ...]
    reason: str
    #: The last day on which it holds.
    until_on: date
    state: CadenceState
    asked_on: date
    asked_by: str
    decided_on: date | None = None
    decided_by: str = ""
    decided_words: str = ""

    @property
    def subject(self) -> str:
        """As obligations name it."""
        return f"{self.owner_id}/{self.number}"

    def asks_in(self, quarter: str) -> bool:
        """Whether its assets are answered for in that quarter. It counts from its first, whatever was skipped."""
        since = _index(quarter) - _index(self.first_quarter)
        return since >= 0 and since % self.every_quarters == 0

    def covers(self, asset: Asset) -> bool:
        """An asset at risk is answered for each quarter, whatever was agreed."""
        theirs = asset.owner_id == self.owner_id and not asset.at_risk
        return theirs and (not self.assets or asset.reference in self.assets)


@dataclass(frozen=True, slots=True)
class CadenceWanted:
    """The command of the form for it."""

    #: One of `EVERY`.
    every: str
    #: One of `FIRST`: which quarter from now is the first.
    first: str
    #: Asset numbers with commas between; empty for all.
    assets: str | None
    reason: str
    until_on: date


@dataclass(frozen=True, slots=True)
class CadenceDecided:
    """The command of the form for it."""

    #: `yes` or `no`.
    granted: str
    words: str | None


class Cadences(Protocol):
    async def add(self, cadence: Cadence) -> None:
        """Raises Stale when another one has its number."""

    async def change(self, cadence: Cadence, was: CadenceState) -> None:
        """Write its state and what was decided. Raises Stale when its state is not `was` any more."""

    async def of(self, owner_ids: Collection[str]) -> Mapping[str, Sequence[Cadence]]:
        """By owner, by number; those without any are absent."""

    async def in_states(self, states: Collection[CadenceState]) -> Sequence[Cadence]:
        """By owner, by number."""


def quarter_after(quarter: str, count: int) -> str:
    """Such as "2027-Q3" for two quarters after "2027-Q1"."""
    year, number = divmod(_index(quarter) + count, 4)
    return f"{year}-Q{number + 1}"


def asked(
    assets: Iterable[Asset], agreed: Iterable[Cadence], quarter: str, day: date
) -> tuple[list[Asset], list[Asset]]:
    """(those that are answered for in this quarter, which opens on `day`; those of another rhythm that are not)."""
    by_owner = {each.owner_id: each for each in agreed if day <= each.until_on and not each.asks_in(quarter)}
    wanted: list[Asset] = []
    resting: list[Asset] = []
    for asset in assets:
        cadence = by_owner.get(asset.owner_id)
        (resting if cadence is not None and cadence.covers(asset) else wanted).append(asset)
    return wanted, resting


def _index(quarter: str) -> int:
    year, _, number = quarter.partition("-Q")
    return int(year) * 4 + int(number) - 1
