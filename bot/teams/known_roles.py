"""What somebody is today, for the buttons that they are shown. It opens nothing: every verb asks again who presses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.teams.identity import Directory, Presser
from governance.ports import Ticker
from governance.roles import Role

#: Roles change by the day, not by the minute.
REMEMBER_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What the council's own lists say of somebody today; of most people, nothing."""

    roles: frozenset[Role] = frozenset()
    #: An action is theirs to do.
    owes_actions: bool = False


class KnownRoles:
    """Remembers today's roles for a minute, so that asking for help looks nobody up."""

    def __init__(self, people: Directory, today: Callable[[], date], ticker: Ticker) -> None:
        self._people = people
        self._today = today
        self._ticker = ticker
        self._day: date | None = None
        self._until = 0.0
        self._roles: Mapping[str, frozenset[Role]] = {}
        self._owing: Collection[str] = frozenset()

    async def of(self, presser: Presser) -> Standing:
        today, now = self._today(), self._ticker.monotonic()
        if today != self._day or now >= self._until:
            self._roles = await self._people.roles_on(today)
            self._owing = frozenset(await self._people.owing_actions())
            self._day, self._until = today, now + REMEMBER_SECONDS
        return Standing(presser.among(self._roles, frozenset()), presser.is_among(self._owing))
