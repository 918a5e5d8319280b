"""What the rules need of the Information Risk Register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from governance.risks import Acceptance, AcceptanceState, Risk, RiskDecision, RiskEntry, RiskState


class Risks(Protocol):
    async def next_reference(self) -> str:
        """Above every one that there is, such as `RSK-0008`. Until this transaction ends nobody else gets one."""

    async def add(self, risk: Risk) -> None:
        """Raises Stale when its reference is taken."""

    async def change(self, risk: Risk, version: int) -> None:
        """Write this risk with a version one higher. Raises Stale when `version` is not the row's."""

    async def by_references(self, references: Collection[str]) -> Mapping[str, Risk]:
        """By reference; those that the register does not have are absent."""

    async def about(self, asset_references: Collection[str]) -> Sequence[Risk]:
        """Those of these assets, open or not, by reference."""

    async def in_states(self, states: Collection[RiskState]) -> Sequence[Risk]:
        """By reference."""

    async def add_entry(self, entry: RiskEntry) -> None:
        """Raises Stale when somebody else's has its number."""

    async def entries(self, references: Collection[str]) -> Mapping[str, Sequence[RiskEntry]]:
        """By reference, oldest first; those without any are absent."""

    async def add_acceptance(self, acceptance: Acceptance) -> None:
        """Raises Stale when another request has its number."""

    async def end_acceptance(
        self, reference: str, number: int, was: AcceptanceState, to: AcceptanceState, on: date
    ) -> None:
        """Raises Stale when it is not as it `was`."""

    async def acceptances(self, references: Collection[str]) -> Mapping[str, Sequence[Acceptance]]:
        """By reference, by number; those without any are absent."""

    async def accepted(self) -> Sequence[Acceptance]:
        """Those that were granted and have not ended, by reference."""

    async def add_decision(self, decision: RiskDecision) -> None:
        """Raises Stale when this post has decided."""

    async def decisions(self, references: Collection[str]) -> Mapping[str, Sequence[RiskDecision]]:
        """By reference, by number and post; those without any are absent."""

    async def link(self, reference: str, action_references: Iterable[str]) -> None:
        """These actions bring this risk down. Idempotent."""

    async def actions_of(self, references: Collection[str]) -> Mapping[str, Sequence[str]]:
        """References of actions, by risk; those without any are absent."""
