"""What is kept of reports and of the letters about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from governance.reports import Letter, Report, Standing, State, Told


class Reports(Protocol):
    async def add(self, report: Report) -> bool:
        """False when a report with this id is already there (a repeated submission): nothing is changed then."""

    async def by_id(self, report_id: str) -> Report | None: ...

    async def by_tag(self, tag: bytes) -> Report | None: ...

    async def by_locator(self, locator: bytes) -> Sequence[Report]:
        """Newest date first."""

    async def by_keys(self, key_ids: Collection[str]) -> Sequence[Report]:
        """Oldest date first; inside a date in an order that tells nothing (by id)."""

    async def in_state(self, state: State) -> Sequence[Report]: ...

    async def told(self, report_ids: Collection[str]) -> Mapping[str, Sequence[Told]]: ...

    async def tell(self, report_id: str, told: Told) -> None:
        """Somebody more may be told of it, after all others; nothing changes when they are among them as that."""

    async def retell(self, report_id: str, told: Sequence[Told]) -> None:
        """These people are told of it from now on, in this order, and nobody else."""

    async def told_people(self) -> frozenset[str]:
        """Everybody who is told of some report."""

    async def told_to(self, person_ids: Collection[str]) -> Sequence[Report]:
        """The reports that any of them is told of, by id."""

    async def told_as(self, standing: Standing) -> Sequence[Report]:
        """The reports that somebody is told of as that, by id."""

    async def move(self, report_id: str, version: int, state: State) -> None:
        """Set the state and raise the version. Raises Stale when `version` is not the row's."""

    async def change(self, report: Report) -> None:
        """Set the state, the priority, the outcome and the days of its course as they are in `report`, and raise the
        version. Raises Stale when the report's version is not the row's."""

    async def known_keys(self) -> frozenset[str]:
        """Every report's key id, for the sweep of wraps without a report."""


class Letters(Protocol):
    async def add(self, letter: Letter) -> None:
        """Into the conversation, where both sides see it."""

    async def of(self, report_id: str) -> Sequence[Letter]:
        """The conversation, by number; empty when nobody has written, or when it waits."""

    async def wait(self, letter: Letter) -> bool:
        """Keep a reporter's letter for the next batch; its number is its place among those of the report that wait.
        False when this letter is there already, waiting or in the conversation. Raises Stale when the place is
        taken."""

    async def waiting(self, report_id: str | None = None) -> Sequence[Letter]:
        """Letters that wait, of one report or of all, by report and number."""

    async def release(self, letter: Letter) -> None:
        """Out of those that wait and into the conversation, at this letter's number."""

    async def read_to(self, report_id: str, person_id: str, number: int) -> None:
        """A handler has read the conversation as far as this number."""

    async def unread(self, person_id: str, report_ids: Collection[str]) -> Mapping[str, int]:
        """How many letters of reporters this handler has not read, by report; reports without any are absent."""
