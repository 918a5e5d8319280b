"""The batch: reports and letters of reporters reach the handlers together, shuffled, at fixed times (paragraph 26)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import replace
from datetime import datetime

from governance import routing
from governance.audit import Event
from governance.calendar import Calendar
from governance.ladders import passed
from governance.notices import NOBODY, Channel, End, Kind, Message, Notice
from governance.obligations import Duty
from governance.outcomes import Outcome
from governance.policy import by_key
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.reports import Entry, Letter, Report, State
from governance.services.case_clocks import CaseClocks

RELEASE = "release"
TOLD_BY_THE_RELEASE = "The handlers were told of the report at the same moment."
#: What the record says of a reporter's letter. It says so at the release, and in no other words.
VERBS = {Entry.ADDITION: "added", Entry.ANSWER: "answered", Entry.WITHDRAWAL: "withdrawn"}
#: A report in one of these stays so when its reporter takes it back.
_OVER = frozenset({State.CONCLUDED, State.CLOSED, State.WITHDRAWN})


class Releasing:
    """Shows handlers what came in since the last slot, and tells them that something waits."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        shuffle: Callable[[MutableSequence[Report]], None],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._shuffle = shuffle
        self._failpoint = failpoint
        self._clocks = CaseClocks(calendar, new_id)

    async def release(self, now: datetime) -> int:
        """Show what waits to its handlers, shuffled, once a slot. Returns how many reports and letters that were.

        Slots are 09:00, 13:00 and 16:30 on any day; a missed slot is caught up at the next call. The audit log learns
        of a report or a letter here and not before, so that no line of it tells when somebody wrote.
        """
        async with self._store.work() as work:
            slot = self._calendar.new_slot(now, await work.ticks.last(RELEASE))
            if slot is None:
                return 0
            await work.ticks.record(RELEASE, slot.isoformat())
            waiting = await work.reports.in_state(State.WAITING)
            letters = await work.letters.waiting()
            touched = [*waiting, *await self._written_to(work, letters, {report.id for report in waiting})]
            self._shuffle(touched)
            new: list[Report] = []
            for report in touched:
                shown = await self._show(work, report, [each for each in letters if each.report_id == report.id], now)
                if report.state is State.WAITING and shown.state is not State.WITHDRAWN:
                    new.append(shown)
            await self._announce(work, touched, {each.report_id for each in letters}, slot.isoformat(), now)
            await self._spare_the_first_reminder(work, new, now)
            self._failpoint("release.before_commit")
        return len(waiting) + len(letters)

    async def tell(self, work: Work, reports: Sequence[Report], occasion: str, kind: Kind, now: datetime) -> None:
        """One message to each person who hears of any of these reports, with how many."""
        await self._notify(work, await self._awake(work, reports), occasion, kind, now)

    # ---------------------------------------------------------------- inside

    async def _written_to(self, work: Work, letters: Sequence[Letter], but: set[str]) -> list[Report]:
        """The reports that letters belong to, but those, in an order that tells nothing."""
        found = [await work.reports.by_id(report_id) for report_id in sorted({e.report_id for e in letters} - but)]
        return [report for report in found if report is not None]

    async def _show(self, work: Work, report: Report, letters: Sequence[Letter], now: datetime) -> Report:
        """The report and what its reporter wrote to it, into the handlers' sight and onto the record."""
        if report.state is State.WAITING:
            report = await self._move(work, report, State.RECEIVED)
            await work.audit.write(Event(now, "system", "", "received", report.id))
        number = len(await work.letters.of(report.id))
        for letter in letters:
            number += 1
            await work.letters.release(replace(letter, number=number))
            await work.audit.write(Event(now, "system", "", VERBS[letter.entry], report.id))
            if letter.entry is Entry.WITHDRAWAL and report.state not in _OVER:
                report = await self._take_back(work, report, now)
                await self._clocks.end(work, report)
        if letters:
            await self._clocks.wrote(work, report, self._calendar.day_of(now))
        return report

    async def _move(self, work: Work, report: Report, state: State) -> Report:
        await work.reports.move(report.id, report.version, state)
        return replace(report, state=state, version=report.version + 1)

    async def _take_back(self, work: Work, report: Report, now: datetime) -> Report:
        """At the reporter's word it is over, whatever its state."""
        today = self._calendar.day_of(now)
        over = replace(report, state=State.WITHDRAWN, outcome=Outcome.WITHDRAWN, concluded_on=today, closed_on=today)
        await work.reports.change(over)
        return replace(over, version=over.version + 1)

    async def _announce(
        self, work: Work, touched: Sequence[Report], written_to: set[str], mark: str, now: datetime
    ) -> None:
        """Of an urgent report its handlers heard before; of a letter to it they did not."""
        news = [report for report in touched if not report.urgent or report.id in written_to]
        await self.tell(work, news, f"{RELEASE}:{mark}", Kind.REPORTS_WAIT, now)

    async def _spare_the_first_reminder(self, work: Work, reports: Sequence[Report], now: datetime) -> None:
        """Nobody is reminded in the same breath as they are first told: a first rung that is due at the release is
        recorded as passed over. A higher rung is not, because it is for other people too."""
        promises = await work.obligations.of(Duty.ACKNOWLEDGE, {report.id for report in reports})
        for promise in promises.values():
            ladder = by_key(promise.policy).ladders[promise.duty]
            step = passed(ladder, promise, now, self._calendar)
            if step.rung == 0:
                notice = Notice(
                    self._new_id(), promise.id, promise.cycle, 0, NOBODY, Channel.TEAMS, ladder.rungs[0].kind,
                    ladder.rung_at(0, promise.opened_on, promise.due_on, self._calendar),
                    End.SUPERSEDED, reason=TOLD_BY_THE_RELEASE,
                )  # fmt: skip
                await work.notices.supersede([notice])
                await work.obligations.advance([(promise.id, step.next_rung, step.next_at)])

    async def _awake(self, work: Work, reports: Sequence[Report]) -> Counter[str]:
        """How many of these reports each person is to be told of: the lead and the other handler, and the deputies of
        whoever is away. Nobody who may not know of a report counts it, nor anybody whose role has ended."""
        today = self._calendar.day_of(self._clock.now())
        told = await work.reports.told({report.id for report in reports})
        holdings = await work.people.holdings(routing.MAY_HEAR, today)
        people = await work.people.many({t.person_id for each in told.values() for t in each})
        working = {p.id for p in people.values() if p.works_on(today)}
        return Counter(p for each in told.values() for p in routing.to_tell(each, holdings, working))

    async def _notify(self, work: Work, people: Counter[str], occasion: str, kind: Kind, now: datetime) -> None:
        for person_id, count in sorted(people.items()):
            notice = Notice(self._new_id(), occasion, 0, 0, person_id, Channel.TEAMS, kind, now)
            if await work.notices.plan([notice]):
                message = Message(self._new_id(), person_id, Channel.TEAMS, kind, {"count": count})
                await work.outbox.put(message, [notice.id], self._ticker.now())
