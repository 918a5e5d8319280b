"""A day off that is added later: reminders are counted anew, and no date that was given moves."""

from __future__ import annotations

from datetime import date, datetime

from governance import policy
from governance.audit import Event
from governance.calendar import Calendar
from governance.obligations import Duty, Obligation
from governance.ports import Store, Work

#: The mark under which the working days are kept that the reminders were last counted by.
_MARK = "working_days"
_BATCH = 1000


class Recounting:
    """Asked at every tick; it works when the working days of this year or the next are not what they were."""

    def __init__(self, store: Store, calendar: Calendar) -> None:
        self._store = store
        self._calendar = calendar

    async def look(self, now: datetime) -> int:
        """Whatever is owed by a date stays due on that date; when its next reminder comes is counted by the working
        days as they are now. How many reminders moved."""
        marks = _marks(self._calendar, self._calendar.day_of(now))
        async with self._store.work() as work:
            known = await work.ticks.last(_MARK)
            if known == " ".join(marks):
                return 0
            moved = await self._recount(work) if known is not None and _differ(known.split(), marks) else 0
            await work.ticks.record(_MARK, " ".join(marks))
            if moved:
                await work.audit.write(Event(now, "system", "", "reminders_recounted", _MARK, {"moved": moved}))
        return moved

    async def _recount(self, work: Work) -> int:
        moves = []
        for each in await work.obligations.still_open(list(Duty)):
            next_at = self._next_at(each)
            if next_at is not None and next_at != each.next_at:
                moves.append((each.id, each.rung, next_at))
        for start in range(0, len(moves), _BATCH):
            await work.obligations.advance(moves[start : start + _BATCH])
        return len(moves)

    def _next_at(self, owed: Obligation) -> datetime | None:
        """None when no rung is left."""
        ladder = policy.by_key(owed.policy).ladders[owed.duty]
        times = ladder.times(owed.opened_on, owed.due_on, self._calendar, owed.opened_at)[owed.rung :]
        return min(times, default=None)


def _marks(calendar: Calendar, today: date) -> list[str]:
    """A word for each of this year's working days and the next's, such as `2027=3f9c12ab`."""
    return [f"{year}={calendar.fingerprint(year)}" for year in (today.year, today.year + 1)]


def _differ(known: list[str], marks: list[str]) -> bool:
    """Whether a year that both know has other working days."""
    before = dict(each.split("=") for each in known)
    return any(before.get(year, print_) != print_ for year, print_ in (each.split("=") for each in marks))
