"""What the rules need of the store of incidents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from governance.incidents import Incident, IncidentState
from governance.opened_incidents import Opened


class Incidents(Protocol):
    async def add(self, incident: Incident) -> bool:
        """False when an incident with this id is already there (a repeated submission): nothing is changed then."""

    async def expect(self, opened: Opened) -> None:
        """Keep what will be an incident: it is among none of the others until it arrives."""

    async def expected(self) -> Sequence[Opened]:
        """By id."""

    async def arrive(self, incident: Incident) -> None:
        """Add one that was expected, which it is no more."""

    async def by_id(self, incident_id: str) -> Incident | None: ...

    async def by_keys(self, key_ids: Collection[str]) -> Sequence[Incident]:
        """Oldest date first; inside a date in an order that tells nothing (by id)."""

    async def by_locator(self, locator: bytes) -> Sequence[Incident]:
        """Newest date first."""

    async def of_assets(self, references: Collection[str]) -> Sequence[Incident]:
        """Those that are linked to any of these assets, newest date first."""

    async def everything(self) -> Sequence[Incident]:
        """Oldest date first; inside a date by id."""

    async def keeping_out(self) -> frozenset[str]:
        """The ids of those that keep somebody out."""

    async def in_state(self, state: IncidentState) -> Sequence[Incident]:
        """By id."""

    async def waiting(self) -> Sequence[Incident]:
        """Those that no batch has shown yet, by id."""

    async def change(self, incident: Incident, version: int) -> None:
        """Write what may change of this row (all but what came in) and raise its version by one. Raises Stale when
        `version` is not the row's."""

    async def tell(self, incident_id: str, person_id: str) -> None:
        """Somebody more holds a key to it; nothing changes when they did already."""

    async def known_keys(self) -> frozenset[str]:
        """Every key id of incidents, also of expected ones, and of entries with keys of their own, for the sweep of
        wraps that belong to nothing."""
