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
from governance.errors import Refused, Stale
from governance.notices import NOBODY, Channel, End, Kind, Message, Notice
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.reports import Report, Standing, State
from governance.retention import WARNING_DAYS, Ending, EndWarning, Hold, HoldReason, Kept, LiftReason, checked, ends_on
from governance.seal_ports import Seal
from governance.services.casefiles import CaseFiles, decides, must_decide

WARNED = "retention"
NOBODY_TO_WARN = "Nobody in post keeps what reaches the end of its time: appoint somebody."
#: The verbs of the record.
BEGUN, ERASED, HELD, LIFTED, READ = "erasure_begun", "erased", "held", "hold_lifted", "kept_read"
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
        hold reaches its end, once for each report and end. Returns how many notices. No notice names a report."""
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
            known = await work.retention.warnings()
            new = [each for each in await self._endings(work) if each.goes_on <= soon and not _knows(known, each)]
            for day in sorted({each.may_go_on(today) for each in new}):
                going = [each for each in new if each.may_go_on(today) == day]
                planned += await self._tell(work, day, [each.report for each in going], now)
                await work.retention.warned([EndWarning(each.report.id, each.goes_on, day) for each in going])
        return planned

    async def run(self, now: datetime) -> Retained:
        """Destroy what is over, was warned of, and is not held. May be called at any time, and stopped at any."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            over = [each for each in await self._endings(work) if each.is_over(today)]
            known = await work.retention.warnings()
        ready = [e.report for e in over if _knows(known, e) and known[e.report.id].from_on <= today]
        for report in ready:
            await self._erase(report, now)
        return Retained(len(ready), len(over) - len(ready))

    async def kept(self, by: Person, report_id: str) -> Kept:
        """How long it is kept, for whoever works on it. The audit line is written first: no line, no read."""
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, _ = await self._files.find(work, by, keys, report_id, READ)
            hold = (await work.retention.holds()).get(report_id)
            who = await self._name(work, hold.by) if hold else ""
        ends = ends_on(report, in_force(report.received_on).concerns_kept)
        return Kept(report_id, ends, hold, who, decides(report, by))

    async def hold(self, by: Person, report_id: str, reason: HoldReason, until: date, seen: str | None = None) -> None:
        """Keep a report until that day at least. For those who keep the case and hold its key. `seen` is the mark of
        the hold that they were shown (`Kept.mark`); said again, it changes nothing. Raises Stale when another stands
        there meanwhile."""
        hold = checked(Hold(report_id, reason, until, by.id, self._today()), self._today())
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, _ = await self._files.find(work, by, keys, report_id, None)
            must_decide(report, by)
            stands = (await work.retention.holds()).get(report_id)
            if stands == hold:
                return
            _must_be_as_shown(stands, seen, await self._last(work, report_id, stands))
            await work.retention.place(hold)
            post = await self._files.post(work, by)
            facts: Mapping[str, str | int] = {"reason": reason.value, "until": until.isoformat()}
            await work.audit.write(Event(self._clock.now(), by.id, post, HELD, report_id, facts))

    async def lift(self, by: Person, report_id: str, reason: LiftReason, seen: str | None = None) -> None:
        """The report goes when its time is over, and not before somebody was warned of that again. Raises Refused when
        it is not held; with `seen`, Stale when it is not held as it was shown."""
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, _ = await self._files.find(work, by, keys, report_id, None)
            must_decide(report, by)
            stands = (await work.retention.holds()).get(report_id)
            if stands is None and seen and await self._lifted_by(work, report_id) == by.id:
                return
            _must_be_as_shown(stands, seen, await self._last(work, report_id, stands))
            if not await work.retention.lift(report_id):
                raise Refused("This report is not held.")
            await work.retention.unwarn(report_id)
            post = await self._files.post(work, by)
            facts: Mapping[str, str | int] = {"reason": reason.value}
            await work.audit.write(Event(self._clock.now(), by.id, post, LIFTED, report_id, facts))

    # ---------------------------------------------------------------- inside

    async def _lifted_by(self, work: Work, report_id: str) -> str:
        """Whoever lifted the last hold; empty when nobody did."""
        lines = await work.audit.about(report_id, LIFTED)
        return lines[-1].event.actor if lines else ""

    async def _last(self, work: Work, report_id: str, stands: Hold | None) -> str:
        """The name of whoever had the last word on how long it is kept."""
        return await self._name(work, stands.by if stands else await self._lifted_by(work, report_id))

    async def _name(self, work: Work, person_id: str) -> str:
        person = await work.people.by_id(person_id)
        return person.name if person else "somebody else"

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
            # Another report may end on a day of which somebody was told before.
            cycle=self._calendar.day_of(now).toordinal(),
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


def _knows(known: Mapping[str, EndWarning], ending: Ending) -> bool:
    """Whether those who keep it were told of this end of it."""
    warning = known.get(ending.report.id)
    return warning is not None and warning.goes_on == ending.goes_on


def _must_be_as_shown(hold: Hold | None, seen: str | None, who: str) -> None:
    """`seen` is the mark of the hold that somebody was shown, empty for none, and None when they were shown nothing."""
    if seen is not None and seen != (hold.mark if hold else ""):
        raise Stale(f"Already done by {who}. Look again at how long it is kept.")
