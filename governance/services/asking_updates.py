"""Asking holders how their actions go, on the first working day of a month: each time one obligation with a ladder of
its own, so that many of them are still one message a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from governance.asked_updates import asking_day, is_asked
from governance.calendar import OPENING, Calendar
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.policy import by_key, in_force
from governance.ports import Store, Work

#: Under which the last month is kept in which it was asked.
JOB = "action_updates"


class AskingUpdates:
    def __init__(self, store: Store, calendar: Calendar, new_id: Callable[[], str]) -> None:
        self._store = store
        self._calendar = calendar
        self._new_id = new_id

    async def ask(self, now: datetime) -> int:
        """Ask once a month, from 09:00 of its first working day on; how many were asked for. What was asked before and
        never answered is asked anew when everybody who hears of that has heard. In the month in which the service
        begins nobody is asked: the register has just been told."""
        today = self._calendar.day_of(now)
        day = asking_day(today, self._calendar)
        month = today.strftime("%Y-%m")
        async with self._store.work() as work:
            last = await work.ticks.last(JOB)
            if last == month or (last is not None and now < self._calendar.at(day, OPENING)):
                return 0
            await work.ticks.record(JOB, month)
            if last is None:
                return 0
            wanted = await asked_about(work, today, self._calendar)
            before = await work.obligations.of(Duty.ACTION_UPDATE, wanted)
            over = [each for each in wanted if each not in before or is_over(before[each], self._calendar)]
            asked = [
                question(self._new_id(), each, before[each].cycle + 1 if each in before else 1, today, self._calendar)
                for each in over
            ]
            # On their cards an answer counts all the same, for the question that is open then.
            ended = [id_ for each in over for id_ in await work.obligations.close(Duty.ACTION_UPDATE, each)]
            await work.notices.cancel_unsent(ended)
            await work.obligations.add(asked)
        return len(asked)


async def asked_about(work: Work, day: date, calendar: Calendar) -> Sequence[str]:
    """The actions whose holders are asked on that day, as they are now, by reference; also those about which somebody
    still hears of a question."""
    owed = await work.obligations.still_open((Duty.ACTION, Duty.URGENT_ACTION))
    actions = await work.register.actions([each.subject_id for each in owed])
    updates = await work.progress.updates(actions)
    return [
        reference
        for reference, action in sorted(actions.items())
        if is_asked(action, (updates.get(reference) or (None,))[-1], day, calendar)
    ]


def question(id_: str, reference: str, cycle: int, opened_on: date, calendar: Calendar) -> Obligation:
    """What its holder owes who is asked on that day."""
    policy = in_force(opened_on)
    due_on = calendar.add(opened_on, policy.decide_days)
    next_at = first_rung_at(policy.ladders[Duty.ACTION_UPDATE], opened_on, due_on, calendar)
    return Obligation(id_, Duty.ACTION_UPDATE, reference, cycle, opened_on, due_on, policy.key, 0, next_at)


def is_over(asked: Obligation, calendar: Calendar, by: datetime | None = None) -> bool:
    """Whether everybody has heard of a question that nobody answers, or `by` a time to come will have."""
    if asked.next_at is None or by is None:
        return asked.next_at is None
    ladder = by_key(asked.policy).ladders[asked.duty]
    return max(ladder.times(asked.opened_on, asked.due_on, calendar)) < by
