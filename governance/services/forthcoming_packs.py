"""The packs on quarters that will be made, for the forecast: nothing is written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from governance.assurance import quarter_of
from governance.cadences import quarter_after
from governance.calendar import OPENING, Calendar
from governance.notices import Kind
from governance.policy import in_force
from governance.ports import Work
from governance.quarter_figures import made_on
from governance.services.forecasting import Foreseen
from governance.services.making_packs import MARK, who_is_told
from governance.services.opening_returns import ASSURANCE


class ForthcomingPacks:
    """Implements `governance.services.forecasting.ForthcomingNews` with the returns and the posts as they are now."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    async def news(self, work: Work, now: datetime, end: datetime) -> Sequence[Foreseen]:
        """As the protocol says."""
        found: list[Foreseen] = []
        async for day in self._days(work, now, end):
            at = self._calendar.open_from(max(now, self._calendar.at(day, OPENING)))
            if at < end:
                people = await who_is_told(work, self._calendar.day_of(at))
                found += [Foreseen(at, each, Kind.QUARTER_PACK, 1, None) for each in people]
        return found

    async def _days(self, work: Work, now: datetime, end: datetime) -> AsyncIterator[date]:
        """On which a pack will be there: of the two newest quarters, and of those to come."""
        today, newest = self._calendar.day_of(now), await work.ticks.last(ASSURANCE)
        looked = await work.ticks.last(MARK) == today.isoformat()
        first = self._calendar.add(today, 1) if looked else today
        if newest is not None:
            wanted = [quarter_after(newest, -1), newest]
            for quarter in set(wanted) - set(await work.packs.of(wanted)):
                if due := [each.due_on for each in await work.returns.of_quarter(quarter)]:
                    yield max(first, made_on(min(due), self._calendar))
        if not any(each.live for each in await work.register.all_assets()):
            return
        day = self._calendar.quarter_day(today)
        while self._calendar.at(day, OPENING) < end:
            opens = now < self._calendar.at(day, OPENING) or day > today
            if opens and quarter_of(day) > (newest or ""):
                yield made_on(self._calendar.add(day, in_force(day).assurance_days), self._calendar)
            day = self._calendar.next_quarter_day(day)
