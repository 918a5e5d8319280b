"""What becomes of other rhythms by itself: after their last day owners are asked each quarter again (policy 6A)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from governance.audit import Event
from governance.cadences import Cadence, CadenceState
from governance.calendar import Calendar
from governance.obligations import Duty
from governance.ports import Failpoint, Store, Ticker, Work
from governance.services.redrawing import redraw_cards


class CadenceClock:
    """Asked at every tick."""

    def __init__(
        self, store: Store, calendar: Calendar, ticker: Ticker, new_id: Callable[[], str], failpoint: Failpoint
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def run(self, now: datetime) -> int:
        """End those whose last day has passed; how many that were."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            over = _over(await work.cadences.in_states([CadenceState.AGREED]), today)
        for each in over:
            async with self._store.work() as work:
                # Another process may have done it a moment ago.
                if each in _over(await work.cadences.in_states([CadenceState.AGREED]), today):
                    await self._end(work, each, now)
                self._failpoint("cadence_clock.before_commit")
        return len(over)

    async def _end(self, work: Work, cadence: Cadence, now: datetime) -> None:
        await work.cadences.change(replace(cadence, state=CadenceState.ENDED), CadenceState.AGREED)
        ended = await work.obligations.close(Duty.CADENCE_EXPIRY, cadence.subject)
        await work.notices.cancel_unsent(ended)
        await redraw_cards(work, ended, self._ticker.now(), self._new_id)
        details: dict[str, str | int] = {"until": cadence.until_on.isoformat(), "for": cadence.owner_id}
        await work.audit.write(Event(now, "system", "", "cadence_expired", cadence.subject, details))


def _over(agreed: Iterable[Cadence], today: date) -> list[Cadence]:
    return [each for each in agreed if each.until_on < today]
