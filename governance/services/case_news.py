"""Telling somebody that there is something about a case: never which case, nor what."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from governance.notices import Channel, Kind, Message, Notice
from governance.ports import Clock, Ticker, Work


class CaseNews:
    def __init__(self, clock: Clock, ticker: Ticker, new_id: Callable[[], str]) -> None:
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id

    async def tell(self, work: Work, people: Iterable[str], kind: Kind, occasion: str = "") -> None:
        """One message to each of them, once an `occasion`; without one, each time. Nothing in it, nor in its
        occasion, leads to a report."""
        for person_id in dict.fromkeys(people):
            notice = Notice(
                self._new_id(), occasion or f"case:{self._new_id()}", 0, 0, person_id, Channel.TEAMS, kind,
                self._clock.now(),
            )  # fmt: skip
            if await work.notices.plan([notice]):
                message = Message(self._new_id(), person_id, Channel.TEAMS, kind)
                await work.outbox.put(message, [notice.id], self._ticker.now())
