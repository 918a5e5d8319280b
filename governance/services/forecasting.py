"""Forecasting: every reminder that planning would send, from the same rules, with nothing sent or written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance import policy
from governance.calendar import Calendar
from governance.ladders import Rung, passed
from governance.notices import NOBODY, Kind
from governance.obligations import Duty, Obligation
from governance.ports import Store, Work
from governance.reports import State
from governance.services.addressees import Addressees, addressees
from governance.services.chasing import Audiences


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One reminder to one person. It names no report."""

    #: When it would be planned; it leaves within seconds.
    at: datetime
    #: A person's id, or NOBODY where nobody may be told.
    recipient: str
    kind: Kind
    #: How many reports it is about.
    count: int
    #: The earliest day on which one of them is due.
    due_on: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """Reminders by time, then by person; and what stands beside them."""

    reminders: tuple[Foreseen, ...]
    addressees: Addressees
    #: When waiting reports are released next, whether or not any waits.
    next_release: datetime
    #: Messages that were planned before and have not left.
    unsent: int


@dataclass(frozen=True, slots=True)
class _Climb:
    """An obligation reaches a rung."""

    obligation: Obligation
    rung: Rung


class Forecasting:
    """Foresees what Chasing would plan if the clock went on and nobody did anything."""

    def __init__(self, store: Store, calendar: Calendar, audiences: Mapping[Duty, Audiences]) -> None:
        """`audiences` are the very ones that Chasing has."""
        self._store = store
        self._calendar = calendar
        self._audiences = audiences

    async def until(self, now: datetime, end: datetime) -> Forecast:
        """What would be planned from `now` to just before `end`, with leave, roles and rules as known now.

        Reports that wait for a release are left out, whole: nothing tells that they are there.
        """
        async with self._store.work() as work:
            waiting = {report.id for report in await work.reports.in_state(State.WAITING)}
            coming = await work.obligations.coming(end)
            owed = [each for each in coming if each.duty is not Duty.ACKNOWLEDGE or each.subject_id not in waiting]
            moments: defaultdict[datetime, list[_Climb]] = defaultdict(list)
            for obligation in owed:
                for at, rung in self._climbs(obligation, now, end):
                    moments[at].append(_Climb(obligation, rung))
            reminders = [each for at in sorted(moments) for each in await self._reminders(work, at, moments[at])]
            return Forecast(
                reminders=tuple(reminders),
                addressees=await addressees(work, {each.recipient for each in reminders}),
                next_release=self._calendar.next_slot(now),
                unsent=await work.outbox.unfinished(),
            )

    def _climbs(self, obligation: Obligation, now: datetime, end: datetime) -> Iterator[tuple[datetime, Rung]]:
        """When it would reach each rung, as planning looks at it: not before `now`, and again at each `next_at`."""
        ladder = policy.by_key(obligation.policy).ladders[obligation.duty]
        while obligation.next_at is not None and (at := max(now, obligation.next_at)) < end:
            step = passed(ladder, obligation, at, self._calendar)
            if step.rung is not None:
                yield at, ladder.rungs[step.rung]
            obligation = replace(obligation, rung=step.next_rung, next_at=step.next_at)

    async def _reminders(self, work: Work, at: datetime, climbs: Sequence[_Climb]) -> list[Foreseen]:
        """What one person is told of at one time, about one kind of thing, is one reminder."""
        counts: Counter[tuple[str, Kind]] = Counter()
        earliest: dict[tuple[str, Kind], date] = {}
        for duty in Duty:
            owed = {each.obligation.id: each for each in climbs if each.obligation.duty is duty}
            if not owed:
                continue
            told = await self._audiences[duty].recipients(
                work,
                [each.obligation for each in owed.values()],
                {id_: each.rung for id_, each in owed.items()},
                self._calendar.day_of(at),
            )
            for id_, climb in owed.items():
                for recipient in dict.fromkeys(told.get(id_) or (NOBODY,)):
                    key = (recipient, climb.rung.kind)
                    counts[key] += 1
                    earliest[key] = min(earliest.get(key, date.max), climb.obligation.due_on)
        return [
            Foreseen(at, recipient, kind, count, earliest[recipient, kind])
            for (recipient, kind), count in sorted(counts.items())
        ]
