"""Retaining: what is over is warned of, kept longer where somebody says why, and then destroyed (policy paragraph 28).

Two databases cannot commit as one. The keys go first: from that moment nothing of the report opens, wherever a crash
stops the rest. The next run finds the rows still there, destroys no key twice, and ends what was begun.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance import routing
from governance.audit import Event
from governance.calendar import OPENING, Calendar
from governance.errors import Refused
from governance.notices import NOBODY, Channel, End, Kind, Message, Notice
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.reports import Report, Standing, State
from governance.retention import WARNING_DAYS, Ending, Hold, HoldReason, checked, ends_on
from governance.seal_ports import Seal
from governance.services.casefiles import CaseFiles, must_decide

WARNED = "retention"
NOBODY_TO_WARN = "Nobody in post keeps what reaches the end of its time: appoint somebody."
#: The verbs of the record.
BEGUN, ERASED, HELD, LIFTED = "erasure_begun", "erased", "held", "hold_lifted"
#: What has to be so before a report's rows go, such as that the register has its line.
Before = Callable[[Work, Report], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Retained:
    """What a run came to."""

    erased: int
    #: Over, and kept all the same because nobody was warned for long enough.
    not_warned: int


class Retaining:
    def __init__(
        self,
        store: Store,
        seal: Seal,
        files: CaseFiles,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        before: Before,
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._seal = seal
        self._files = files
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._before = before
        self._failpoint = failpoint

    async def preview(self) -> Sequence[Ending]:
        """Every closed report, by the day on which its time is over and by id."""
        async with self._store.work() as work:
            return await self._endings(work)

    async def warn(self, now: datetime) -> int:
        """On the first call from 09:00 of a working day, tell the handlers of each day on which something that they
        hold reaches its end, once for each such day. Returns how many notices. No notice names a report."""
        today = self._calendar.day_of(now)
        if not self._calendar.works(today) or now < self._calendar.at(today, OPENING):
            return 0
        planned = 0
        async with self._store.work() as work:
            # Once a day: it looks at everything that is closed.
            if await work.ticks.last(WARNED) == today.isoformat():
                return 0
            await work.ticks.record(WARNED, today.isoformat())
            soon = today + timedelta(days=WARNING_DAYS + 3)
            endings = [each for each in await self._endings(work) if each.goes_on <= soon]
            for day in sorted({each.goes_on for each in endings}):
                if await work.ticks.last(_mark(day)) is None:
                    planned += await self._tell(work, day, [e.report for e in endings if e.goes_on == day], now)
                    await work.ticks.record(_mark(day), today.isoformat())
        return planned

    async def run(self, now: datetime) -> Retained:
        """Destroy what is over, was warned of, and is not held. May be called at any time, and stopped at any."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            over = [each for each in await self._endings(work) if each.is_over(today)]
            warned = {day: await work.ticks.last(_mark(day)) for day in {each.goes_on for each in over}}
        ready = [each.report for each in over if _long_enough(warned[each.goes_on], today)]
        for report in ready:
            await self._erase(report, now)
        return Retained(len(ready), len(over) - len(ready))

    async def hold(self, by: Person, report_id: str, reason: HoldReason, until: date) -> None:
        """Keep a report until that day at least. For those who keep the case and hold its key."""
        hold = checked(Hold(report_id, reason, until, by.id, self._today()), self._today())
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, _ = await self._files.find(work, by, keys, report_id, None)
            must_decide(report, by)
            await work.retention.place(hold)
            post = await self._files.post(work, by)
            facts: Mapping[str, str | int] = {"reason": reason.value, "until": until.isoformat()}
            await work.audit.write(Event(self._clock.now(), by.id, post, HELD, report_id, facts))

    async def lift(self, by: Person, report_id: str) -> None:
        """The report goes when its time is over. Raises Refused when it is not held."""
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, _ = await self._files.find(work, by, keys, report_id, None)
            must_decide(report, by)
            if not await work.retention.lift(report_id):
                raise Refused("This report is not held.")
            post = await self._files.post(work, by)
            await work.audit.write(Event(self._clock.now(), by.id, post, LIFTED, report_id))

    # ---------------------------------------------------------------- inside

    async def _endings(self, work: Work) -> Sequence[Ending]:
        holds = await work.retention.holds()
        closed = [report for state in (State.CLOSED, State.WITHDRAWN) for report in await work.reports.in_state(state)]
        found = []
        for report in closed:
            day = ends_on(report, in_force(report.received_on).concerns_kept)
            if day is not None:
                found.append(Ending(report, day, holds.get(report.id)))
        return sorted(found, key=lambda each: (each.ends_on, each.report.id))

    async def _tell(self, work: Work, day: date, reports: Sequence[Report], now: datetime) -> int:
        holdings = await work.people.holdings(routing.MAY_HEAR, self._calendar.day_of(now))
        counts: Counter[str] = Counter()
        for report in reports:
            keepers = [told for told in report.told if told.standing is not Standing.ESCALATION]
            counts.update({told.person_id for told in routing.still_in_post(keepers, holdings)})
        notices = [self._notice(person_id, day, now) for person_id in sorted(counts)]
        notices = notices or [self._notice(NOBODY, day, now, End.DEAD, NOBODY_TO_WARN)]
        planned = await work.notices.plan(notices)
        for notice in planned:
            if notice.state is End.READY:
                facts: Mapping[str, str | int] = {"count": counts[notice.recipient], "day": day.isoformat()}
                message = Message(self._new_id(), notice.recipient, notice.channel, notice.kind, facts)
                await work.outbox.put(message, [notice.id], self._ticker.now())
        return sum(notice.state is End.READY for notice in planned)

    def _notice(self, recipient: str, day: date, now: datetime, state: End = End.READY, reason: str = "") -> Notice:
        return Notice(
            id=self._new_id(),
            obligation_id=_mark(day),
            cycle=0,
            rung=0,
            recipient=recipient,
            channel=Channel.TEAMS,
            kind=Kind.TIME_IS_OVER,
            due_at=now,
            state=state,
            reason=reason,
        )

    async def _erase(self, report: Report, now: datetime) -> None:
        async with self._store.work() as work:
            await self._before(work, report)
            await work.audit.write(Event(now, "system", "", BEGUN, report.id))
        self._failpoint("retain.after_line")
        await self._seal.forget(report.key_id)
        self._failpoint("retain.after_keys")
        async with self._store.work() as work:
            await work.retention.erase(report.id)
            await work.audit.write(Event(now, "system", "", ERASED, report.id))
        self._failpoint("retain.after_rows")

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _mark(day: date) -> str:
    """Names the occasion of a warning: a day, on which many reports may end, and no report."""
    return f"retention:{day.isoformat()}"


def _long_enough(warned_on: str | None, today: date) -> bool:
    return warned_on is not None and date.fromisoformat(warned_on) + timedelta(days=WARNING_DAYS) <= today
