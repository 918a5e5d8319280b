"""Forecasting: every reminder that would be sent, from the same rules, with nothing sent or written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from governance import policy
from governance.calendar import OPENING, Calendar
from governance.ladders import Rung, passed
from governance.notices import GATHERED, NOBODY, ONCE_A_DAY, Channel, Kind, Notice
from governance.obligations import Duty, Obligation
from governance.owed import Hearer
from governance.ports import Store, Work
from governance.reports import State
from governance.services.addressees import Addressees, addressees
from governance.services.chasing import Audiences
from governance.services.quiet_duties import quiet_ones


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One reminder to one person. It names no report."""

    #: When it would leave, give or take the seconds that sending takes.
    at: datetime
    #: A person's id, or NOBODY where nobody may be told.
    recipient: str
    kind: Kind
    #: How many things it is about.
    count: int
    #: The earliest day on which one of them is due; None of news, by which nothing is due.
    due_on: date | None
    channel: Channel = Channel.TEAMS


@dataclass(frozen=True, slots=True)
class Forecast:
    """Reminders by time, then by person; and what stands beside them."""

    reminders: tuple[Foreseen, ...]
    addressees: Addressees
    #: When waiting reports are released next, whether or not any waits.
    next_release: datetime
    #: Messages that were planned before and have not left.
    unsent: int


class Forthcoming(Protocol):
    """Obligations that the calendar will open, such as the next quarter's returns."""

    async def opening(self, work: Work, now: datetime, end: datetime) -> tuple[Sequence[Obligation], Audiences]:
        """Those that would open after `now` and before `end` as things stand, with made-up ids, and who would hear of
        them. Nothing is written."""


class ForthcomingNews(Protocol):
    """What the calendar will tell people that nobody owes, such as that a quarter's pack is there."""

    async def news(self, work: Work, now: datetime, end: datetime) -> Sequence[Foreseen]:
        """What would leave from `now` to just before `end`, as things stand. Nothing is written."""


@dataclass(frozen=True, slots=True)
class _Climb:
    """An obligation reaches a rung."""

    obligation: Obligation
    index: int
    rung: Rung


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice that would be planned, or was, and has not left."""

    obligation_id: str
    rung: int
    recipient: str
    channel: Channel
    kind: Kind
    due_on: date
    planned_at: datetime
    leaves_at: datetime

    @property
    def whose(self) -> tuple[str, str, Channel]:
        """Of two alike, the one of the higher rung takes the other's place."""
        return self.obligation_id, self.recipient, self.channel


#: What one person is told of at one time in one message.
_Message = tuple[datetime, str, Channel, Kind]


class Forecasting:
    """Foresees what Chasing and Gathering would do if the clock went on and nobody did anything."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        audiences: Mapping[Duty, Audiences],
        *forthcoming: Forthcoming,
        news: Sequence[ForthcomingNews] = (),
    ) -> None:
        """`audiences` are the very ones that Chasing has."""
        self._store = store
        self._calendar = calendar
        self._audiences = audiences
        self._forthcoming = forthcoming
        self._news = news

    async def until(self, now: datetime, end: datetime, *, without_quiet: bool = False) -> Forecast:
        """What would be sent from `now` to just before `end`, with leave, roles and rules as known now.

        Reports that wait for a release are left out, whole: nothing tells that they are there. `without_quiet` leaves
        out what is about incidents that keep somebody out: whoever reads it may be the one.
        """
        async with self._store.work() as work:
            waiting = {report.id for report in await work.reports.in_state(State.WAITING)}
            coming = await work.obligations.coming(end)
            owed = [each for each in coming if each.subject_id.partition("/")[0] not in waiting]
            told = await self._climbed(work, owed, self._audiences, now, end)
            for each in self._forthcoming:
                opening, audiences = await each.opening(work, now, end)
                told += await self._climbed(work, opening, {owed.duty: audiences for owed in opening}, now, end)
            before, waited_for = await self._planned_before(work, now, end)
            told += before
            quiet = await quiet_ones(work, [*coming, *waited_for]) if without_quiet else frozenset()
            today = self._calendar.day_of(now)
            had = {(recipient, today) for recipient in await work.outbox.had_digest(today)}
            leaving = [each for each in self._leaving(told, had, end) if each[1].obligation_id not in quiet]
            reminders = _reminders(await self._to_those_there(work, leaving))
            for source in self._news:
                reminders += await source.news(work, now, end)
            reminders.sort(key=lambda each: (each.at, each.recipient, each.channel, each.kind))
            return Forecast(
                reminders=tuple(reminders),
                addressees=await addressees(work, {each.recipient for each in reminders}),
                next_release=self._calendar.next_slot(now),
                unsent=await work.outbox.unfinished(),
            )

    async def _climbed(
        self,
        work: Work,
        obligations: Sequence[Obligation],
        audiences: Mapping[Duty, Audiences],
        now: datetime,
        end: datetime,
    ) -> list[_Told]:
        moments: defaultdict[datetime, list[_Climb]] = defaultdict(list)
        for obligation in obligations:
            for at, climb in self._climbs(obligation, now, end):
                moments[at].append(climb)
        return [told for at in sorted(moments) for told in await self._hear(work, audiences, at, moments[at])]

    def _climbs(self, obligation: Obligation, now: datetime, end: datetime) -> Iterator[tuple[datetime, _Climb]]:
        """When it would reach each rung, as planning looks at it: not before `now`, and again at each `next_at`."""
        ladder = policy.by_key(obligation.policy).ladders[obligation.duty]
        while obligation.next_at is not None and (at := max(now, obligation.next_at)) < end:
            step = passed(ladder, obligation, at, self._calendar)
            if step.rung is not None:
                yield at, _Climb(obligation, step.rung, ladder.wanted(step.rung, step.superseded))
            obligation = replace(obligation, rung=step.next_rung, next_at=step.next_at)

    async def _hear(
        self, work: Work, audiences: Mapping[Duty, Audiences], at: datetime, climbs: Sequence[_Climb]
    ) -> list[_Told]:
        told: list[_Told] = []
        for duty in Duty:
            owed = {each.obligation.id: each for each in climbs if each.obligation.duty is duty}
            if not owed:
                continue
            found = await audiences[duty].recipients(
                work,
                [each.obligation for each in owed.values()],
                {id_: each.rung for id_, each in owed.items()},
                self._calendar.day_of(at),
            )
            for id_, climb in owed.items():
                hearers = found.get(id_, ())
                if hearers is not None:
                    told += [self._told(climb, each, at) for each in dict.fromkeys(hearers or [Hearer(NOBODY)])]
        return told

    def _told(self, climb: _Climb, hearer: Hearer, at: datetime) -> _Told:
        leaves_at = at
        if hearer.from_on is not None:
            leaves_at = max(at, self._calendar.at(self._calendar.roll_forward(hearer.from_on), OPENING))
        kind = hearer.kind or climb.rung.kind
        return _Told(
            climb.obligation.id, climb.index, hearer.person_id, hearer.channel, kind, climb.obligation.due_on, at,
            leaves_at,
        )  # fmt: skip

    async def _planned_before(
        self, work: Work, now: datetime, end: datetime
    ) -> tuple[list[_Told], Collection[Obligation]]:
        """What was planned before and waits: for a person's return, or for tomorrow's digest; and what it is about."""
        notices = await work.notices.not_gathered(end)
        owed = await work.obligations.by_ids({notice.obligation_id for notice in notices})
        told = [_waiting(each, owed[each.obligation_id], now) for each in notices if each.obligation_id in owed]
        return told, owed.values()

    async def _to_those_there(
        self, work: Work, leaving: Sequence[tuple[datetime, _Told]]
    ) -> list[tuple[datetime, _Told]]:
        """Without what was planned for somebody who will have left by then: nothing is sent to them."""
        people = await work.people.many({each.recipient for _, each in leaving})
        return [
            (at, each)
            for at, each in leaving
            if each.recipient not in people or not people[each.recipient].has_left(self._calendar.day_of(at))
        ]

    def _leaving(
        self, told: Iterable[_Told], had: set[tuple[str, date]], end: datetime
    ) -> Iterator[tuple[datetime, _Told]]:
        """Each with the time at which it leaves: at most one digest a person and day, and nothing that a later rung has
        made needless by then. `had` has who had a digest on which day; it grows."""
        climbed: defaultdict[tuple[str, str, Channel], list[tuple[datetime, int]]] = defaultdict(list)
        queue: defaultdict[datetime, list[_Told]] = defaultdict(list)
        for each in told:
            climbed[each.whose].append((each.planned_at, each.rung))
            gathered = each.kind in GATHERED and each.recipient != NOBODY
            queue[self._calendar.open_from(each.leaves_at) if gathered else each.leaves_at].append(each)
        while queue:
            at = min(queue)
            if at >= end:
                return
            day, having = self._calendar.day_of(at), set()
            for each in queue.pop(at):
                if any(each.planned_at < when <= at and rung > each.rung for when, rung in climbed[each.whose]):
                    continue
                if each.kind in ONCE_A_DAY and each.channel is Channel.TEAMS and each.recipient != NOBODY:
                    if (each.recipient, day) in had:
                        queue[self._calendar.at(self._calendar.add(day, 1), OPENING)].append(each)
                        continue
                    having.add((each.recipient, day))
                yield at, each
            had |= having


def _waiting(notice: Notice, obligation: Obligation, now: datetime) -> _Told:
    leaves_at = max(now, notice.leaves_at or notice.due_at)
    return _Told(
        notice.obligation_id, notice.rung, notice.recipient, notice.channel, notice.kind, obligation.due_on,
        notice.due_at, leaves_at,
    )  # fmt: skip


def _reminders(leaving: Iterable[tuple[datetime, _Told]]) -> list[Foreseen]:
    """What one person is told of at one time, about one kind of thing, is one reminder. A thing that comes up twice in
    it counts once."""
    things: defaultdict[_Message, set[str]] = defaultdict(set)
    earliest: dict[_Message, date] = {}
    for at, told in leaving:
        key = (at, told.recipient, told.channel, told.kind)
        things[key].add(told.obligation_id)
        earliest[key] = min(earliest.get(key, date.max), told.due_on)
    return [
        Foreseen(at, recipient, kind, len(about), earliest[at, recipient, channel, kind], channel)
        for (at, recipient, channel, kind), about in sorted(things.items())
    ]
