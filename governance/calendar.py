"""The council's calendar: working days, local times as instants, recurrence, quarter days and batch slots.

A working day is Monday to Friday less England's bank holidays less the council's closure days. Local time is
Europe/London. Days are dates; instants are aware UTC.
"""

from __future__ import annotations

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zlib import crc32
from zoneinfo import ZoneInfo

import holidays

#: Messages leave from here …
OPENING = time(9)
#: … until here, on working days.
CLOSING = time(16, 30)
#: When new reports are released, on any day.
BATCH_SLOTS = (time(9), time(13), time(16, 30))
#: Two computers' clocks differ by less than this.
CLOCKS_DIFFER = timedelta(hours=1)
QUARTER_MONTHS = (1, 4, 7, 10)

Instants = tuple[datetime, ...]

_DAY = timedelta(days=1)


class Calendar:
    """One council's calendar. Immutable to its users; it works out each year when somebody first asks about it."""

    def __init__(self, closures: Collection[date] = (), slots: Sequence[time] = BATCH_SLOTS) -> None:
        """`closures` are days on which the council is shut besides bank holidays; `slots` are local times."""
        if not slots:
            raise ValueError("a calendar needs at least one batch slot")
        self._closures = frozenset(closures)
        self._slots = tuple(sorted(slots))
        self._zone = ZoneInfo("Europe/London")
        self._years: dict[int, Sequence[date]] = {}
        # A plan asks for the same few hundred mornings tens of thousands of times.
        self._instants = lru_cache(maxsize=4096)(self._instant)
        self._remembered = lru_cache(maxsize=4096)(self._reckon)

    # ---------------------------------------------------------------- working days

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        days = self._working_days(day.year)
        place = bisect_left(days, day)
        return place < len(days) and days[place] == day

    def roll_forward(self, day: date) -> date:
        """`day`, or the first working day after it."""
        return day if self.works(day) else self.add(day, 1)

    def roll_back(self, day: date) -> date:
        """`day`, or the last working day before it."""
        return day if self.works(day) else self.add(day, -1)

    def add(self, day: date, count: int) -> date:
        """The `count`th working day after `day`, or before it when negative; with 0, `day` rolled forward."""
        if count == 0:
            return self.roll_forward(day)
        year = day.year
        days = self._working_days(year)
        place = bisect_right(days, day) + count - 1 if count > 0 else bisect_left(days, day) + count
        while place < 0:
            year -= 1
            days = self._working_days(year)
            place += len(days)
        while place >= len(days):
            place -= len(days)
            year += 1
            days = self._working_days(year)
        return days[place]

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative, the other way round, when `end` is earlier.

        `add(start, between(start, end))` is `end` whenever `end` is a working day on another day than `start`.
        """
        if end < start:
            return -self._until(start - _DAY, end - _DAY)
        return self._until(end, start)

    def _until(self, end: date, start: date) -> int:
        whole = sum(len(self._working_days(year)) for year in range(start.year, end.year))
        last, first = self._working_days(end.year), self._working_days(start.year)
        return whole + bisect_right(last, end) - bisect_right(first, start)

    def _working_days(self, year: int) -> Sequence[date]:
        known = self._years.get(year)
        if known is None:
            off = holidays.country_holidays("GB", subdiv="ENG", years=year).keys() | self._closures
            day, days = date(year, 1, 1), []
            while day.year == year:
                if day.weekday() < 5 and day not in off:
                    days.append(day)
                day += _DAY
            known = self._years[year] = tuple(days)
        return known

    def fingerprint(self, year: int) -> str:
        """Eight hex digits that are others when a working day of that year is another."""
        return f"{crc32(','.join(day.isoformat() for day in self._working_days(year)).encode()):08x}"

    # ---------------------------------------------------------------- instants

    def day_of(self, now: datetime) -> date:
        """The local date of an instant."""
        return now.astimezone(self._zone).date()

    def local(self, now: datetime) -> datetime:
        """The same instant, as the council's clocks show it."""
        return now.astimezone(self._zone)

    def at(self, day: date, local: time) -> datetime:
        """The instant of a local time on a day. Raises ValueError from 01:00 to 02:00: the clock change makes that
        hour happen twice in October and not at all in March."""
        if local.hour == 1:
            raise ValueError("nothing is scheduled between 01:00 and 02:00 local time")
        return self._instants(day, local)

    def _instant(self, day: date, local: time) -> datetime:
        return datetime.combine(day, local, self._zone).astimezone(UTC)

    def remember(self, reckon: Callable[[date, date, Calendar], Instants], one: date, other: date) -> Instants:
        """`reckon(one, other, self)`, once for the same two days: thousands of obligations share theirs."""
        return self._remembered(reckon, one, other)

    def _reckon(self, reckon: Callable[[date, date, Calendar], Instants], one: date, other: date) -> Instants:
        return reckon(one, other, self)

    def open_from(self, now: datetime) -> datetime:
        """`now` when it is in the hours in which messages leave (09:00 to 16:30 on working days), else when they next
        open."""
        today = self.day_of(now)
        if not self.works(today) or now >= self.at(today, CLOSING):
            return self.at(self.add(today, 1), OPENING)
        return max(now, self.at(today, OPENING))

    def add_hours(self, now: datetime, hours: int) -> datetime:
        """So many hours later, of those in which messages leave; with 0, the first moment in them."""
        at, left = self.open_from(now), timedelta(hours=hours)
        while (closes := self.at(self.day_of(at), CLOSING)) <= at + left:
            left -= closes - at
            at = self.at(self.add(self.day_of(at), 1), OPENING)
        return at + left

    def is_open(self, now: datetime) -> bool:
        """Whether messages leave at `now`."""
        return self.open_from(now) == now

    # ---------------------------------------------------------------- recurrence

    def recurrence(self, anchor: date, every_months: int, number: int) -> date:
        """The `number`th return of `anchor`, rolled forward to a working day.

        It counts from the anchor and never from the last return, so 31 January gives 30 April and then 31 July.
        """
        return self.roll_forward(months_after(anchor, every_months * number))

    def quarter_day(self, day: date) -> date:
        """The first working day of the quarter that `day` lies in: of January, April, July or October."""
        return self.roll_forward(date(day.year, QUARTER_MONTHS[(day.month - 1) // 3], 1))

    def next_quarter_day(self, day: date) -> date:
        """The first quarter day after `day`."""
        this = self.quarter_day(day)
        return this if this > day else self.quarter_day(months_after(day.replace(day=1), 3))

    # ---------------------------------------------------------------- batch slots

    def latest_slot(self, now: datetime) -> datetime:
        """The last batch slot at or before `now`."""
        today = self.day_of(now)
        passed = [slot for slot in (self.at(today, local) for local in self._slots) if slot <= now]
        return passed[-1] if passed else self.at(today - _DAY, self._slots[-1])

    def new_slot(self, now: datetime, last: str | None) -> datetime | None:
        """The last batch slot at or before `now`; None when it is `last` (as ISO text), which was the last one used.

        None too while `now` is a little before `last`: of two processes one may be behind, and to it the slot before
        is not a new one. A clock that is set back by hand is further behind than that.
        """
        slot = self.latest_slot(now)
        if last is None:
            return slot
        used = datetime.fromisoformat(last)
        return None if slot == used or timedelta() < used - now < CLOCKS_DIFFER else slot

    def next_slot(self, now: datetime) -> datetime:
        """The first batch slot after `now`."""
        today = self.day_of(now)
        coming = [slot for slot in (self.at(today, local) for local in self._slots) if slot > now]
        return coming[0] if coming else self.at(today + _DAY, self._slots[0])


def months_after(anchor: date, count: int) -> date:
    """The same day of the month `count` months later, or that month's last day when it is shorter."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + count, 12)
    return date(year, month + 1, min(anchor.day, months.monthrange(year, month + 1)[1]))
