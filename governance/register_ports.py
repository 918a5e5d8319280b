"""What the rules need of the registers: assets, actions, returns, and the people whom no message reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from governance.actions import Action, Extension, Update
from governance.assets import Asset
from governance.assurance import Line, Return
from governance.calls import Call


class Register(Protocol):
    """The spreadsheet-shaped registers, as far as the import fills them."""

    async def hold(self) -> None:
        """Until this transaction ends nobody else writes people, assets, actions or risks: what is compared with a file
        is what is written over. Reading goes on."""

    async def assets(self, references: Collection[str]) -> Mapping[str, Asset]:
        """By reference; references that the register does not have are absent."""

    async def all_assets(self) -> Sequence[Asset]:
        """By reference."""

    async def actions(self, references: Collection[str]) -> Mapping[str, Action]:
        """By reference; references that the register does not have are absent."""

    async def all_actions(self) -> Sequence[Action]:
        """By reference."""

    async def actions_of(self, holder_id: str) -> Sequence[Action]:
        """By the date they are due, those without one last."""

    async def actions_about(self, assets: Collection[str]) -> Sequence[Action]:
        """Those about any of these information assets, by reference."""

    async def replace_assets(self, assets: Iterable[Asset]) -> int:
        """Insert or update these by reference; rows not named stay. Returns how many were given."""

    async def replace_actions(self, actions: Iterable[Action]) -> int:
        """Insert or update these by reference; rows not named stay. Returns how many were given. What the program keeps
        of an action (the original date, a later date that was agreed to, its version) stays as it is."""

    async def asset_references(self) -> Collection[str]: ...

    async def action_references(self) -> Collection[str]: ...

    async def counts(self) -> Mapping[str, int]:
        """`people`, `assets`, `actions`, `reports`."""


class Progress(Protocol):
    """How actions go on."""

    async def change(self, action: Action, version: int) -> None:
        """Write holder, state, due date, first date where there was none, and version (raised by one). Raises Stale
        when `version` is not the row's."""

    async def add_update(self, update: Update) -> None: ...

    async def updates(self, references: Collection[str]) -> Mapping[str, Sequence[Update]]:
        """By reference, oldest first; those without any are absent."""

    async def add_extension(self, extension: Extension) -> None: ...

    async def decide(self, extension: Extension) -> None:
        """Write the decision. Raises Stale when it was decided already."""

    async def extensions(self, references: Collection[str]) -> Mapping[str, Sequence[Extension]]:
        """By reference, by number; those without any are absent."""


class Returns(Protocol):
    async def add(self, returns: Iterable[Return], lines: Iterable[Line]) -> None:
        """Idempotent on (quarter, owner): what is there already stays, its lines too."""

    async def by_ids(self, ids: Collection[str]) -> Mapping[str, Return]: ...

    async def of_owner(self, owner_id: str) -> Sequence[Return]:
        """Newest first."""

    async def of_quarter(self, quarter: str) -> Sequence[Return]:
        """By owner."""

    async def drafted_by_administrator(self, person_id: str) -> Sequence[Return]:
        """The returns with a line whose administrator this is, newest first."""

    async def lines(self, ids: Collection[str]) -> Mapping[str, Sequence[Line]]:
        """By return, by reference."""

    async def change(self, changed: Return, version: int, lines: Iterable[Line] = ()) -> None:
        """Write this return and these of its lines, and raise its version by one. Raises Stale when `version` is not
        the row's."""

    async def postpone(self, return_id: str, version: int, due_on: date) -> None:
        """Another date by which it is due. Raises Stale as `change` does."""

    async def add_lines(self, lines: Iterable[Line]) -> None:
        """A line that the return has already stays as it is."""

    async def remove_line(self, return_id: str, asset_reference: str) -> None: ...

    async def remove(self, return_id: str) -> None:
        """The return and its lines."""


class Calls(Protocol):
    """People to be told by somebody, because no message reaches them."""

    async def add(self, calls: Iterable[Call]) -> None:
        """Idempotent on the message."""

    async def open(self) -> Sequence[Call]:
        """Oldest first."""

    async def done(self, message_ids: Collection[str], by: str, on: date) -> int:
        """How many of them were open until now."""
