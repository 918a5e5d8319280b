"""Who is shown the handlers' button. It opens nothing: every verb asks again who presses it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Final

from bot.teams.identity import Directory, Presser
from governance.ports import Ticker

#: Roles change by the day, not by the minute.
REMEMBER_SECONDS: Final = 60.0


class KnownHandlers:
    """Remembers the handlers of today for a minute, so that asking for help looks nobody up."""

    def __init__(self, people: Directory, today: Callable[[], date], ticker: Ticker) -> None:
        self._people = people
        self._today = today
        self._ticker = ticker
        self._day: date | None = None
        self._until = 0.0
        self._entra_ids: Collection[str] = frozenset()

    async def include(self, presser: Presser) -> bool:
        today, now = self._today(), self._ticker.monotonic()
        if today != self._day or now >= self._until:
            self._entra_ids = frozenset(await self._people.handlers_on(today))
            self._day, self._until = today, now + REMEMBER_SECONDS
        return presser.is_among(self._entra_ids)
