"""Chasing whatever is owed: from obligations that came due to notices, and from notices to messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from governance import policy
from governance.calendar import OPENING, Calendar
from governance.errors import Misconfigured
from governance.ladders import Ladder, Rung, passed
from governance.notices import GATHERED, NOBODY, Channel, End, Kind, Message, Notice
from governance.obligations import Duty, Obligation
from governance.owed import Hearer
from governance.ports import Failpoint, Store, Ticker, Work

PASSED_OVER = "The service was not running when this was due; a later reminder took its place."
NEEDLESS = "Nobody needed this reminder: they had begun, or it would go by a mail that there is not."
NOBODY_TO_TELL = "Nobody who may be told of this holds the role any more: appoint somebody."


class Audiences(Protocol):
    """Who is meant by the rungs of one duty's ladder."""

    async def recipients(
        self, work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], day: date
    ) -> Mapping[str, Sequence[Hearer] | None]:
        """By obligation id. `rungs` has the rung of each obligation, by obligation id. An obligation that is absent or
        has an empty sequence is one that nobody may be told of; one with None does not need this rung any more."""


@dataclass(frozen=True, slots=True)
class Planned:
    """How much one call planned."""

    obligations: int = 0
    notices: int = 0
    messages: int = 0
    superseded: int = 0
    #: Obligations that came due and that nobody could be told of.
    unheard: int = 0


@dataclass(frozen=True, slots=True)
class _Due:
    """An obligation with a rung to plan, and the ladder it began under."""

    obligation: Obligation
    ladder: Ladder
    rung: int
    #: Lower rungs that passed unplanned.
    missed: tuple[int, ...]

    def times(self, calendar: Calendar) -> Sequence[datetime]:
        obligation = self.obligation
        return self.ladder.times(obligation.opened_on, obligation.due_on, calendar, obligation.opened_at)

    @property
    def wanted(self) -> Rung:
        return self.ladder.wanted(self.rung, self.missed)


class Chasing:
    """Plans what came due, each rung once.

    Any number of processes may plan at the same time: due rows are locked, and the notices' unique key lets a rung be
    planned once whatever happens. A failure leaves its batch as it was, to be planned by the next call.
    """

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        audiences: Mapping[Duty, Audiences],
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
        batch: int = 1000,
    ) -> None:
        """`batch` is how many obligations one transaction plans."""
        self._store = store
        self._calendar = calendar
        self._audiences = audiences
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint
        self._batch = batch

    async def plan(self, now: datetime) -> Planned:
        """Plan everything that is due at `now` (the domain's time), in batches of one transaction each.

        Of several missed rungs only the highest is planned. A lower one that has not left gives way to it where both
        are for the same person; what waits for somebody else stays theirs to hear.

        New notices for one person, of one kind, share a message, whose facts are `count` and `due_on` (the earliest
        date, ISO) and, of clocks of hours, `due_at` (the earliest instant, ISO); those of GATHERED kinds wait for
        Gathering. A rung that nobody may hear of ends as a dead notice to NOBODY with the reason; the obligation climbs
        on, so the next rung may reach somebody.
        """
        total: Counter[str] = Counter()
        while True:
            async with self._store.work() as work:
                obligations = await work.obligations.due(now, self._batch)
                if not obligations:
                    return Planned(**total)
                planned = await self._plan_batch(work, obligations, now)
                self._failpoint("plan.before_commit")
            self._failpoint("plan.after_commit")
            total.update(planned)

    async def _plan_batch(self, work: Work, obligations: Sequence[Obligation], now: datetime) -> Counter[str]:
        moves: list[tuple[str, int, datetime | None]] = []
        due: list[_Due] = []
        for obligation in obligations:
            ladder = policy.by_key(obligation.policy).ladders[obligation.duty]
            step = passed(ladder, obligation, now, self._calendar)
            moves.append((obligation.id, step.next_rung, step.next_at))
            if step.rung is not None:
                due.append(_Due(obligation, ladder, step.rung, step.superseded))
        wanted = await self._address(work, due, self._calendar.day_of(now))
        superseded = await self._pass_over(work, due)
        self._failpoint("plan.after_supersede")
        new = await work.notices.plan(wanted)
        ready = [notice for notice in new if notice.state is End.READY]
        superseded += await work.notices.supersede_lower(ready)
        self._failpoint("plan.after_notices")
        at_once = [notice for notice in ready if notice.kind not in GATHERED]
        messages = await self._put(work, at_once, {each.obligation.id: each for each in due})
        self._failpoint("plan.after_messages")
        await work.obligations.advance(moves)
        return Counter(
            obligations=len(due),
            notices=len(ready),
            messages=messages,
            superseded=superseded,
            unheard=sum(notice.state is End.DEAD for notice in new),
        )

    async def _address(self, work: Work, due: Sequence[_Due], day: date) -> Sequence[Notice]:
        """A notice for each person whom a rung is for; one to NOBODY for a rung that is for no one, or that is needless
        by now."""
        notices: list[Notice] = []
        for duty in Duty:
            of_duty = [each for each in due if each.obligation.duty is duty]
            if not of_duty:
                continue
            rungs = {each.obligation.id: each.wanted for each in of_duty}
            if duty not in self._audiences:
                raise Misconfigured(f"This service was put together without anybody who answers for {duty.value}.")
            people = await self._audiences[duty].recipients(work, [each.obligation for each in of_duty], rungs, day)
            for each in of_duty:
                hearers = people.get(each.obligation.id, ())
                if hearers is None:
                    notices.append(self._notice(each, each.rung, NOBODY, End.SUPERSEDED, NEEDLESS))
                elif not hearers:
                    notices.append(self._notice(each, each.rung, NOBODY, End.DEAD, NOBODY_TO_TELL))
                else:
                    notices += [self._addressed(each, hearer) for hearer in dict.fromkeys(hearers)]
        return notices

    async def _pass_over(self, work: Work, due: Sequence[_Due]) -> int:
        """Record the rungs that were passed over."""
        passed_over = [
            self._notice(each, rung, NOBODY, End.SUPERSEDED, PASSED_OVER) for each in due for rung in each.missed
        ]
        await work.notices.supersede(passed_over)
        return len(passed_over)

    async def _put(self, work: Work, notices: Iterable[Notice], due: Mapping[str, _Due]) -> int:
        groups: dict[tuple[str, Channel, Kind], list[Notice]] = {}
        for notice in notices:
            groups.setdefault((notice.recipient, notice.channel, notice.kind), []).append(notice)
        loads: list[tuple[Message, Sequence[str], datetime]] = []
        visible_at = self._ticker.now()
        for (recipient, channel, kind), group in groups.items():
            owed = {notice.obligation_id: due[notice.obligation_id].obligation for notice in group}
            earliest = min(each.due_on for each in owed.values())
            facts: dict[str, str | int] = {"count": len(owed), "due_on": earliest.isoformat()}
            if instants := [each.due_at for each in owed.values() if each.due_at is not None]:
                facts["due_at"] = min(instants).isoformat()
            message = Message(self._new_id(), recipient, channel, kind, facts)
            loads.append((message, [notice.id for notice in group], visible_at))
        await work.outbox.put_all(loads)
        return len(loads)

    def _addressed(self, due: _Due, hearer: Hearer) -> Notice:
        notice = self._notice(due, due.rung, hearer.person_id)
        leaves_at = None
        if hearer.from_on is not None:
            leaves_at = max(notice.due_at, self._calendar.at(self._calendar.roll_forward(hearer.from_on), OPENING))
        return replace(notice, kind=hearer.kind or notice.kind, channel=hearer.channel, leaves_at=leaves_at)

    def _notice(self, due: _Due, rung: int, recipient: str, state: End = End.READY, reason: str = "") -> Notice:
        obligation = due.obligation
        return Notice(
            id=self._new_id(),
            obligation_id=obligation.id,
            cycle=obligation.cycle,
            rung=rung,
            recipient=recipient,
            channel=Channel.TEAMS,
            kind=due.ladder.rungs[rung].kind,
            due_at=due.times(self._calendar)[rung],
            state=state,
            reason=reason,
        )
