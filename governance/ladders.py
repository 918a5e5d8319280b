"""Ladders: when somebody is reminded of what they owe, and who hears of it next.

A ladder is data; `passed` is the one rule that reads it. It decides, and neither sends nor stores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from governance.calendar import OPENING, Calendar
from governance.notices import Kind
from governance.obligations import Obligation


class Audience(StrEnum):
    """Who hears, relative to what is owed. Which people that are, the duty's own service says."""

    LEAD = "lead"
    #: The lead; the deputy while the lead is away.
    LEAD_OR_DEPUTY = "lead_or_deputy"
    DEPUTY = "deputy"
    #: Everybody who holds a key.
    HANDLERS = "handlers"
    #: Whoever was given the case to look into it.
    INVESTIGATORS = "investigators"
    OTHER_HANDLER = "other_handler"
    CHIEF_EXECUTIVE = "chief_executive"
    #: Whoever owes it.
    HOLDER = "holder"
    #: The administrators of the holder's assets.
    ADMINISTRATOR = "administrator"
    HEAD_OF_SERVICE = "head_of_service"
    DIRECTOR = "director"
    RECORDS_MANAGER = "records_manager"
    SIRO = "siro"
    IMSG = "imsg"
    #: Whoever reported, where we know them.
    REPORTER = "reporter"
    INFORMATION_GOVERNANCE = "information_governance"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    #: Whoever in ICT hears at any hour.
    ICT_SECURITY = "ict_security"
    #: Whoever decides this one; the duty's service says who that is.
    DECIDER = "decider"


class Unit(StrEnum):
    """What an offset counts, which also says when its rung comes due and may leave."""

    #: Due at 09:00 local, leaves from 09:00 on any day.
    CALENDAR_DAYS = "calendar_days"
    #: Due at 09:00 local, leaves from 09:00 to 16:30 on working days.
    WORKING_DAYS = "working_days"
    #: Real hours after the obligation's instant, or after 09:00 local of the day it counts from; leaves at any hour.
    HOURS = "hours"
    #: Hours of the time in which messages leave, after the same; leaves in it.
    WORKING_HOURS = "working_hours"


class CountsFrom(StrEnum):
    OPENED = "opened"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Rung:
    #: Negative before the day it counts from.
    offset: int
    audience: tuple[Audience, ...]
    kind: Kind
    unit: Unit = Unit.CALENDAR_DAYS
    #: What the offset counts from; None: as the ladder says.
    counts_from: CountsFrom | None = None
    #: Who gets it by e-mail besides: whoever has not acted on Teams may not be looking there.
    by_mail: tuple[Audience, ...] = ()
    #: Only for whoever has not begun.
    untouched_only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Rungs from the lowest to the highest. Construction fails when they do not rise."""

    counts_from: CountsFrom
    rungs: tuple[Rung, ...]
    #: Who hears whatever rung comes first, even when lower ones passed unplanned (a first import, a long stop).
    first: Audience | None = None

    def __post_init__(self) -> None:
        if not self.rungs:
            raise ValueError("a ladder has at least one rung")
        for lower, higher in pairwise(self.rungs):
            alike = lower.unit is higher.unit and lower.counts_from is higher.counts_from
            if alike and lower.offset >= higher.offset:
                raise ValueError(f"rung {higher.offset} does not rise above rung {lower.offset}")

    def wanted(self, index: int, missed: Sequence[int]) -> Rung:
        """The rung for whoever has to hear of it. `missed` are the lower ones that passed unplanned: of a ladder that
        was never climbed before, the first hearer hears too."""
        rung = self.rungs[index]
        if self.first is None or self.first in rung.audience or 0 not in missed:
            return rung
        return replace(rung, audience=(self.first, *rung.audience))

    def times(
        self, opened_on: date, due_on: date, calendar: Calendar, opened_at: datetime | None = None
    ) -> tuple[datetime, ...]:
        """When each rung comes due. Obligations that count days share theirs; each clock of hours has its own."""
        if opened_at is None:
            return calendar.remember(self._times, opened_on, due_on)
        return self._times(opened_on, due_on, calendar, opened_at)

    def _times(
        self, opened_on: date, due_on: date, calendar: Calendar, opened_at: datetime | None = None
    ) -> tuple[datetime, ...]:
        return tuple(self.rung_at(index, opened_on, due_on, calendar, opened_at) for index in range(len(self.rungs)))

    def rung_at(
        self, index: int, opened_on: date, due_on: date, calendar: Calendar, opened_at: datetime | None = None
    ) -> datetime:
        """When a rung comes due: aware UTC."""
        rung = self.rungs[index]
        counts_from = rung.counts_from or self.counts_from
        day = opened_on if counts_from is CountsFrom.OPENED else due_on
        match rung.unit:
            case Unit.CALENDAR_DAYS:
                return calendar.at(day + timedelta(days=rung.offset), OPENING)
            case Unit.WORKING_DAYS:
                if counts_from is CountsFrom.DUE and rung.offset <= 0:
                    # "Due today" and "due tomorrow" come before the day, never after it.
                    day = calendar.roll_back(day)
                return calendar.at(calendar.add(day, rung.offset), OPENING)
            case Unit.HOURS:
                # In UTC: added as local time over a clock change, 72 hours are 71 or 73.
                return _began(opened_at, day, calendar) + timedelta(hours=rung.offset)
            case Unit.WORKING_HOURS:
                return calendar.add_hours(_began(opened_at, day, calendar), rung.offset)


def _began(opened_at: datetime | None, day: date, calendar: Calendar) -> datetime:
    return calendar.at(day, OPENING) if opened_at is None else opened_at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """What a moment asks of one obligation."""

    #: The rung to plan now, by index; None when there is nothing to plan yet, or nothing left.
    rung: int | None
    #: Lower rungs that passed unplanned: they are recorded and never sent.
    superseded: tuple[int, ...]
    next_rung: int
    #: When to look at the obligation again; None when no rung is left.
    next_at: datetime | None


def first_rung_at(
    ladder: Ladder, opened_on: date, due_on: date, calendar: Calendar, opened_at: datetime | None = None
) -> datetime:
    """When a new obligation is first looked at."""
    return min(ladder.times(opened_on, due_on, calendar, opened_at))


def passed(ladder: Ladder, obligation: Obligation, now: datetime, calendar: Calendar) -> Step:
    """The highest rung that came due at `now` and was not planned, the lower ones it makes needless, and what is next.

    Nothing comes early: a clock that goes back gets the same rung again to wait for. A rung that is caught up outside
    the hours in which it may leave waits for them, and a higher rung that comes due meanwhile takes its place.
    """
    count = len(ladder.rungs)
    waiting = obligation.rung
    if not obligation.open or waiting >= count:
        return Step(None, (), waiting, None)

    times = ladder.times(obligation.opened_on, obligation.due_on, calendar, obligation.opened_at)
    highest = next((index for index in range(count - 1, waiting - 1, -1) if times[index] <= now), None)
    # Where rungs count from the opening and from the due day, a higher one may come due before a lower one.
    if highest is None:
        return Step(None, (), waiting, min(times[waiting:]))
    leaves_at = _leaves_at(ladder.rungs[highest].unit, now, calendar)
    following = min(times[highest + 1 :], default=None)
    if leaves_at > now:
        return Step(None, (), waiting, min(leaves_at, following) if following else leaves_at)
    return Step(highest, tuple(range(waiting, highest)), highest + 1, following)


def _leaves_at(unit: Unit, now: datetime, calendar: Calendar) -> datetime:
    match unit:
        case Unit.CALENDAR_DAYS:
            return max(now, calendar.at(calendar.day_of(now), OPENING))
        case Unit.WORKING_DAYS | Unit.WORKING_HOURS:
            return calendar.open_from(now)
        case Unit.HOURS:
            return now
