"""Which reminders will be sent and which were, for those who look after all returns and actions.

Nothing about a report is among them, neither a reminder nor its number: whoever may see these is nobody's handler, and
a day on which a handler is reminded tells that there is a report. Nor is anything about an incident that keeps somebody
out, whoever that is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from governance.calendar import Calendar
from governance.errors import NotYours
from governance.notices import Kind
from governance.people import Person
from governance.ports import Store
from governance.roles import SEE_NOTICES
from governance.services.addressees import Addressees
from governance.services.forecasting import Forecasting, Foreseen
from governance.services.replaying import Replayed, Replaying

#: Named one by one, so that a new kind is not shown here before somebody has thought of it.
SHOWN = frozenset({Kind.DIGEST, Kind.DUE_TODAY, Kind.ESCALATED, Kind.TO_DO_NOW, Kind.ANSWERED})
#: What the clock brings by itself, and nobody owes.
SHOWN_AHEAD = SHOWN | {Kind.QUARTER_PACK}


class Ahead(StrEnum):
    """How far to look ahead."""

    NEXT_WORKING_DAY = "next_working_day"
    WEEK = "week"
    QUARTER_DAY = "quarter_day"


class Back(StrEnum):
    """How far to look back."""

    TODAY = "today"
    WEEK = "week"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Coming:
    """What would be sent until the end of a day, by time, then by person, if nothing changed."""

    until: date
    reminders: tuple[Foreseen, ...]
    addressees: Addressees


@dataclass(frozen=True, slots=True)
class Gone:
    """What came due since the beginning of a day, by time, then by person."""

    since: date
    notices: tuple[Replayed, ...]
    addressees: Addressees


class Watching:
    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        now: Callable[[], datetime],
        forecasting: Forecasting,
        replaying: Replaying,
    ) -> None:
        """`now` is the domain's clock."""
        self._store = store
        self._calendar = calendar
        self._now = now
        self._forecasting = forecasting
        self._replaying = replaying

    async def coming(self, by: Person, ahead: Ahead) -> Coming:
        """Raises NotYours for everybody but the Records Manager and the SIRO."""
        now = self._now()
        today = await self._let_in(by, now)
        until = self._until(today, ahead)
        end = self._calendar.at(until + timedelta(days=1), time(0))
        forecast = await self._forecasting.until(now, end, without_quiet=True)
        shown = tuple(each for each in forecast.reminders if each.kind in SHOWN_AHEAD)
        return Coming(until, shown, _only({each.recipient for each in shown}, forecast.addressees))

    async def gone(self, by: Person, back: Back) -> Gone:
        """Raises NotYours for everybody but the Records Manager and the SIRO."""
        today = await self._let_in(by, self._now())
        since = self._since(today, back)
        replay = await self._replaying.since(since, without_quiet=True)
        shown = tuple(each for each in replay.notices if each.kind in SHOWN)
        return Gone(since, shown, _only({each.recipient for each in shown}, replay.addressees))

    def _until(self, today: date, ahead: Ahead) -> date:
        match ahead:
            case Ahead.NEXT_WORKING_DAY:
                return self._calendar.add(today, 1)
            case Ahead.WEEK:
                return today + timedelta(days=7)
            case Ahead.QUARTER_DAY:
                return self._calendar.next_quarter_day(today)

    def _since(self, today: date, back: Back) -> date:
        match back:
            case Back.TODAY:
                return today
            case Back.WEEK:
                return today - timedelta(days=7)
            case Back.QUARTER:
                # From the day on which its returns opened; before that day, the quarter before is still the last one.
                opened = self._calendar.quarter_day(today)
                return opened if opened <= today else self._calendar.quarter_day(today.replace(day=1) - timedelta(1))

    async def _let_in(self, by: Person, now: datetime) -> date:
        """The council's day."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            roles = await work.people.roles_of(by.id, today)
        if by.has_left(today) or not roles & SEE_NOTICES:
            raise NotYours("This is for the Records Manager and the Senior Information Risk Owner.")
        return today


def _only(shown: Collection[str], who: Addressees) -> Addressees:
    """Without those who are told of reports alone."""
    return Addressees(
        {id_: person for id_, person in who.people.items() if id_ in shown},
        {id_: held for id_, held in who.holdings.items() if id_ in shown},
    )
