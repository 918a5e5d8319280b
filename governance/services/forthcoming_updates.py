"""The questions that months to come will ask about actions, for the forecast: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from governance.asked_updates import asking_day
from governance.calendar import OPENING, Calendar, months_after
from governance.obligations import Duty, Obligation
from governance.ports import Work
from governance.services.action_subjects import ActionSubjects
from governance.services.asking_updates import JOB, asked_about, is_over, question
from governance.services.chasing import Audiences
from governance.services.owing import OwedAudiences


class ForthcomingUpdates:
    """Implements `governance.services.forecasting.Forthcoming` with the actions, and what was said of them, as now."""

    def __init__(self, calendar: Calendar, *, mail: bool) -> None:
        self._calendar = calendar
        self._mail = mail

    async def opening(self, work: Work, now: datetime, end: datetime) -> tuple[Sequence[Obligation], Audiences]:
        """As the protocol says. Whatever was asked and not answered is asked anew when everybody has heard of that."""
        found: list[Obligation] = []
        asked: dict[str, Obligation] = {}
        if days := list(self._days(now, end, await work.ticks.last(JOB))):
            owed = await work.obligations.still_open([Duty.ACTION_UPDATE])
            asked = {each.subject_id: each for each in owed}
            for day in days:
                by = self._calendar.at(day, OPENING) if day > self._calendar.day_of(now) else None
                about = [
                    each
                    for each in await asked_about(work, day, self._calendar)
                    if each not in asked or is_over(asked[each], self._calendar, by)
                ]
                anew = [question(f"{each}?{day}", each, 1, day, self._calendar) for each in about]
                asked |= {each.subject_id: each for each in anew}
                found += anew
        return found, OwedAudiences(ActionSubjects(), self._calendar, mail=self._mail)

    def _days(self, now: datetime, end: datetime, last: str | None) -> Iterator[date]:
        """On which it will be asked: also today, where it should have been this month. Of a service that has not begun
        its first month is not asked about."""
        today = self._calendar.day_of(now)
        month = today.replace(day=1)
        while (at := self._calendar.at(asking_day(month, self._calendar), OPENING)) < end:
            if last != f"{month:%Y-%m}" and (last is not None or month > today):
                yield max(today, self._calendar.day_of(at))
            month = months_after(month, 1)
