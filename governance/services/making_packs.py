"""The SIRO's pack: a quarter's figures, taken down two working days after it closed, and read from then on as they were
(policy 7b)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from governance.audit import Event
from governance.cadences import quarter_after
from governance.calendar import OPENING, Calendar
from governance.errors import NotFound, NotYours
from governance.notices import Channel, Kind, Message, Notice
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.quarter_figures import QuarterFigures, made_on
from governance.roles import Role, holders
from governance.services.counting_returns import count_quarter
from governance.services.opening_returns import ASSURANCE

#: Who has a quarter's figures. What owners wrote for the SIRO is the SIRO's alone.
SEE_FIGURES = frozenset({Role.SIRO, Role.RECORDS_MANAGER, Role.IMSG})
#: The mark under which the last day is kept on which it was looked whether a quarter has closed.
MARK = "packs"
#: Who is told that a pack is there.
_TOLD = (Role.SIRO, Role.RECORDS_MANAGER)
#: The names of the documents: of a quarter that is closed, and of the newest as it stands.
PACK_WORD, PACK_EXCEL = "quarter-pack-word", "quarter-pack-excel"
NOW_WORD, NOW_EXCEL = "quarter-now-word", "quarter-now-excel"


@dataclass(frozen=True, slots=True)
class Packs:
    """Which there are, newest first; and the newest quarter, whether it is closed or not (empty: none was opened)."""

    quarters: tuple[str, ...]
    newest: str


class MakingPacks:
    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def run(self, now: datetime) -> int:
        """From 09:00 of the second working day after a quarter closed, once for each: its figures are taken down, and
        the SIRO and the Records Manager hear that they are there. How many packs. A quarter without returns has none;
        one that closed while the service was down has its figures as they stand when it is back."""
        today, made = self._calendar.day_of(now), 0
        if now < self._calendar.at(today, OPENING):
            return 0
        async with self._store.work() as work:
            newest = await work.ticks.last(ASSURANCE)
            # Once a day: it looks at all the returns of two quarters.
            if newest is None or await work.ticks.last(MARK) == today.isoformat():
                return 0
            await work.ticks.record(MARK, today.isoformat())
            wanted = [quarter_after(newest, -1), newest]
            for quarter in set(wanted) - set(await work.packs.of(wanted)):
                due = [each.due_on for each in await work.returns.of_quarter(quarter)]
                if not due or today < made_on(min(due), self._calendar):
                    continue
                figures = await count_quarter(work, quarter, today, self._calendar)
                if figures is not None and await work.packs.add(figures):
                    await self._tell(work, quarter, today, now)
                    await work.audit.write(Event(now, "system", "", "quarter_pack_made", quarter))
                    made += 1
            self._failpoint("pack.before_commit")
        return made

    async def which(self, by: Person) -> Packs:
        """Raises NotYours."""
        async with self._store.work() as work:
            await self._roles(work, by)
            return Packs(tuple(await work.packs.quarters()), await work.ticks.last(ASSURANCE) or "")

    async def pack_for(self, by: Person, quarter: str) -> QuarterFigures:
        """As it was taken down; on the record. Raises NotYours or NotFound."""
        async with self._store.work() as work:
            roles = await self._roles(work, by)
            figures = await self._pack(work, quarter)
            await work.audit.write(self._taken("quarter_pack_taken", by.id, min(roles), quarter))
        return figures if Role.SIRO in roles else figures.for_others

    async def now_for(self, by: Person) -> QuarterFigures:
        """The newest quarter as it stands; on the record. Raises NotYours or NotFound."""
        now = self._clock.now()
        async with self._store.work() as work:
            roles = await self._roles(work, by)
            quarter = await work.ticks.last(ASSURANCE) or ""
            figures = await count_quarter(work, quarter, self._calendar.day_of(now), self._calendar)
            if figures is None:
                raise NotFound("No returns were opened yet, so there is nothing to count.")
            await work.audit.write(self._taken("quarter_figures_taken", by.id, min(roles), quarter))
        return figures if Role.SIRO in roles else figures.for_others

    async def pack(self, quarter: str | None) -> QuarterFigures:
        """For whoever runs the service: the pack of that quarter, or the newest, without what owners wrote for the
        SIRO. On the record. Raises NotFound with what there is."""
        async with self._store.work() as work:
            there = await work.packs.quarters()
            if quarter is None and not there:
                raise NotFound("No quarter has closed yet, so there is no pack.")
            figures = await self._pack(work, quarter or there[0])
            await work.audit.write(self._taken("quarter_pack_taken", "system", "administrator", figures.quarter))
        return figures.for_others

    # ---------------------------------------------------------------- inside

    async def _pack(self, work: Work, quarter: str) -> QuarterFigures:
        figures = (await work.packs.of([quarter])).get(quarter)
        if figures is None:
            there: Sequence[str] = await work.packs.quarters()
            raise NotFound(f"There is no pack of that quarter. There are: {', '.join(there) or 'none yet'}.")
        return figures

    async def _tell(self, work: Work, quarter: str, today: date, now: datetime) -> None:
        people = await who_is_told(work, today)
        occasion = f"pack:{quarter}"
        notices = [
            Notice(self._new_id(), occasion, 0, 0, each, Channel.TEAMS, Kind.QUARTER_PACK, now) for each in people
        ]
        for notice in await work.notices.plan(notices):
            facts = {"quarter": quarter}
            message = Message(self._new_id(), notice.recipient, notice.channel, notice.kind, facts, any_hour=False)
            await work.outbox.put(message, [notice.id], self._ticker.now())

    async def _roles(self, work: Work, by: Person) -> frozenset[Role]:
        today = self._calendar.day_of(self._clock.now())
        roles = await work.people.roles_of(by.id, today) & SEE_FIGURES
        if not roles or by.has_left(today):
            raise NotYours("This is for the SIRO, the Records Manager and the strategy group.")
        return roles

    def _taken(self, verb: str, actor: str, role: str, quarter: str) -> Event:
        return Event(self._clock.now(), actor, role, verb, quarter)


async def who_is_told(work: Work, day: date) -> Sequence[str]:
    """Of a pack that is made on that day, by id."""
    held = await work.people.holdings(_TOLD, day)
    return sorted({each for role in _TOLD for each in holders(held, role, day)})
