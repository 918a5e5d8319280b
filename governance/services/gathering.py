"""Gathering what one person is to hear into one message: at most one digest a working day.

Planning says that a rung came due; this says when, and in what company, the person hears of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from governance.calendar import OPENING, Calendar
from governance.notices import ONCE_A_DAY, PARKED, Channel, Kind, Message, Notice, OnDoubt
from governance.ports import Failpoint, Store, Ticker, Work

#: Notices of one message: one kind, one person, one way.
Together = tuple[str, Channel, Kind]


class Gathering:
    """Puts messages together. Any number of processes may gather at once: a person's digest of a day is a unique row,
    and whoever writes it sends it."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
        batch: int = 500,
    ) -> None:
        """`batch` is for how many people one transaction gathers."""
        self._store = store
        self._calendar = calendar
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint
        self._batch = batch

    async def gather(self, now: datetime) -> int:
        """Messages put in the outbox at `now` (the domain's time): none outside working hours, and none while another
        process is still planning, whose notices belong into the same messages.

        A digest that did not leave on its day is taken back first, at any hour: what it said is in the next one. So
        nobody gets two on one day, as long as the first call after a stop comes before anything is delivered.
        """
        opens_at = self._calendar.open_from(now)
        async with self._store.work() as work:
            await work.notices.take_back(ONCE_A_DAY, self._calendar.day_of(opens_at))
            self._failpoint("gather.after_take_back")
        if opens_at != now:
            return 0
        total = 0
        while True:
            async with self._store.work() as work:
                if await work.obligations.behind(now):
                    return total
                waiting = await work.notices.waiting(now, self._batch)
                if not waiting:
                    return total
                total += await self._put(work, waiting, now)
                self._failpoint("gather.before_commit")
            self._failpoint("gather.after_commit")

    async def _put(self, work: Work, waiting: Sequence[Notice], now: datetime) -> int:
        day = self._calendar.day_of(now)
        once = {notice.recipient for notice in waiting if is_once_a_day(notice)}
        first = await work.outbox.first_today(once, day)
        tomorrow = [notice.id for notice in waiting if is_once_a_day(notice) and notice.recipient not in first]
        await work.notices.defer(tomorrow, self._calendar.at(self._calendar.add(day, 1), OPENING))
        groups = together(notice for notice in waiting if not is_once_a_day(notice) or notice.recipient in first)
        visible_at = self._ticker.now()
        await work.outbox.put_all(
            [(self._message(*key, group), [notice.id for notice in group], visible_at) for key, group in groups.items()]
        )
        return len(groups)

    def _message(self, recipient: str, channel: Channel, kind: Kind, notices: Collection[Notice]) -> Message:
        return Message(
            id=self._new_id(),
            recipient=recipient,
            channel=channel,
            kind=kind,
            facts={"count": len({notice.obligation_id for notice in notices})},
            on_doubt=OnDoubt.PARK if kind in PARKED else OnDoubt.SEND_AGAIN,
            any_hour=False,
        )


def is_once_a_day(notice: Notice) -> bool:
    return notice.kind in ONCE_A_DAY and notice.channel is Channel.TEAMS


def together(notices: Iterable[Notice]) -> Mapping[Together, Sequence[Notice]]:
    """The notices of each message."""
    groups: dict[Together, list[Notice]] = {}
    for notice in notices:
        groups.setdefault((notice.recipient, notice.channel, notice.kind), []).append(notice)
    return groups
