"""What the rules need of the Information Asset Register besides its rows: history and transfers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from governance.asset_changes import AssetChange, Transfer
from governance.assets import Asset


class AssetKeeping(Protocol):
    async def add(self, asset: Asset) -> bool:
        """A new one; False, and nothing is changed, when another has its reference."""

    async def change(self, asset: Asset, version: int) -> None:
        """Write all of this asset, its version raised by one. Raises Stale when `version` is not the row's."""

    async def of_person(self, person_id: str) -> Sequence[Asset]:
        """Those that this person owns or helps with, by reference."""

    async def owners(self) -> Collection[str]:
        """Whoever owns an asset in use."""

    async def helpers(self) -> Collection[str]:
        """Whoever helps with an asset in use."""

    async def record(self, changes: Iterable[AssetChange]) -> None:
        """Add to the histories. The number of each change is its place among those that are given for its asset: it is
        counted on from what is there."""

    async def history(self, references: Collection[str]) -> Mapping[str, Sequence[AssetChange]]:
        """By reference, oldest first; those without any are absent."""

    async def add_transfer(self, transfer: Transfer) -> None:
        """Raises Stale when another request has its number."""

    async def decide(self, transfer: Transfer) -> None:
        """Write the answer. Raises Stale when there was one already."""

    async def transfers(self, references: Collection[str]) -> Mapping[str, Sequence[Transfer]]:
        """By reference, by number; those without any are absent."""
