"""What is owed agrees with the actions: each that its holder has to do is chased once, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from governance.action_history import Reached
from governance.actions import Action, ActionState, ExtensionState
from governance.calendar import Calendar
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.policy import PolicyVersion, in_force
from governance.ports import Ticker, Work
from governance.services.action_records import news
from governance.services.action_waits import tell_freed
from governance.services.redrawing import redraw_cards

#: The duties whose subject is an action's reference.
_OF_ACTIONS = (Duty.ACTION, Duty.URGENT_ACTION, Duty.VERIFY, Duty.PROPOSED_ACTION, Duty.ACTION_DATE, Duty.ACTION_UPDATE)
#: Those of them that keep the date by which they were asked for.
_ASKED_ONCE = (Duty.VERIFY, Duty.PROPOSED_ACTION, Duty.ACTION_DATE)
#: Those that an action's holder owes about its date.
_OF_HOLDERS = (Duty.ACTION, Duty.URGENT_ACTION, Duty.ACTION_DATE)
#: Tells these news from others of the same cycle.
_GIVEN = 1_000_000
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class _Wanted:
    duty: Duty
    due_on: date
    #: At least; a higher one when lower ones were used already.
    cycle: int = 1


class Settling:
    """Everything happens in the caller's transaction; doing it again changes nothing."""

    def __init__(self, calendar: Calendar, ticker: Ticker, new_id: Callable[[], str]) -> None:
        self._calendar = calendar
        self._ticker = ticker
        self._new_id = new_id

    async def raise_actions(self, work: Work, actions: Iterable[Action], now: datetime) -> None:
        """Put actions into the register and begin to chase them. Those with a known reference are not raised twice:
        what was said of them and agreed to stays."""
        raised = [replace(action, due_on=action.due_on or action.original_due_on) for action in actions]
        known = await work.register.actions([action.reference for action in raised])
        new = [action for action in raised if action.reference not in known]
        await work.register.replace_actions(new)
        today = self._calendar.day_of(now)
        await work.history.add([Reached(each.reference, today, each.state) for each in new])
        await self.settle(work, [action.reference for action in raised], now)

    async def settle(self, work: Work, references: Iterable[str], now: datetime) -> None:
        """`now` is the domain's time. What is not owed any more is closed, and its unsent reminders are not sent."""
        rest = iter(references)
        while batch := list(islice(rest, _BATCH)):
            await self._settle(work, batch, now)

    async def _settle(self, work: Work, references: Sequence[str], now: datetime) -> None:
        await self.settle_these(work, await work.register.actions(references), now)

    async def settle_these(
        self, work: Work, actions: Mapping[str, Action], now: datetime, new: Collection[str] = frozenset()
    ) -> None:
        """As `settle`, of actions as the register has them, by reference. Nothing can be owed yet about those that are
        `new`, so nothing is looked up about them."""
        today = self._calendar.day_of(now)
        policy = in_force(today)
        references = [each for each in actions if each not in new]
        granted = await _granted(work, actions)
        opened: list[Obligation] = []
        ended: list[tuple[Duty, str]] = await _needless_requests(work, actions)
        known = await work.obligations.of_each(_OF_ACTIONS, references)
        for reference, action in actions.items():
            wanted = self._wanted(action, granted.get(reference, 0), today, policy)
            for duty, obligations in known.items():
                there = obligations.get(reference)
                as_wanted = wanted is not None and duty is wanted.duty
                if wanted is not None and as_wanted and not _serves(there, wanted):
                    opened.append(self._open(there, reference, wanted, today, policy))
                if duty is Duty.ACTION_UPDATE:
                    if there is not None and there.open and not action.state.with_holder:
                        ended.append((duty, reference))
                    continue
                if there is not None and there.open and not (wanted and as_wanted and _serves(there, wanted)):
                    ended.append((duty, reference))
        closed = [id_ for duty, subject in ended for id_ in await work.obligations.close(duty, subject)]
        await work.obligations.add(opened)
        await work.notices.cancel_unsent(closed)
        await redraw_cards(work, closed, self._ticker.now(), self._new_id)
        if over := {subject for _, subject in ended if subject in actions and not actions[subject].state.owed}:
            await tell_freed(work, over, self._new_id, now)

    async def tell_given(self, work: Work, given: Collection[tuple[Action, str]], now: datetime) -> None:
        """These actions are somebody else's now than whose number stands with them: both hear of it with their next
        messages, once a day, unless they have left."""
        today = self._calendar.day_of(now)
        holders = {action.reference: (before, action.holder_id) for action, before in given}
        people = await work.people.many({each for both in holders.values() for each in both})
        heard = []
        for duty in _OF_HOLDERS:
            for reference, about in (await work.obligations.of(duty, holders)).items():
                there = [each for each in holders[reference] if each in people and not people[each].has_left(today)]
                if about.open:
                    heard += [news(self._new_id, about, each, _GIVEN + today.toordinal(), now) for each in there]
        await work.notices.plan(heard)

    def _wanted(self, action: Action, granted: int, today: date, policy: PolicyVersion) -> _Wanted | None:
        if action.state is ActionState.CLAIMED:
            return _Wanted(Duty.VERIFY, self._calendar.add(today, policy.verify_days))
        if action.state is ActionState.PROPOSED:
            return _Wanted(Duty.PROPOSED_ACTION, self._calendar.add(today, policy.decide_days))
        if not action.state.with_holder:
            return None
        if action.due_on is None:
            return _Wanted(Duty.ACTION_DATE, self._calendar.add(today, policy.decide_days))
        return _Wanted(duty_of(action), action.due_on, 1 + granted)

    def _open(
        self, before: Obligation | None, reference: str, wanted: _Wanted, today: date, policy: PolicyVersion
    ) -> Obligation:
        """The next cycle. An action that is owed again on the same date goes on where its ladder stood, so that nobody
        hears the same twice."""
        duty, due_on = wanted.duty, wanted.due_on
        ladder = policy.ladders[duty]
        rung = 0
        next_at: datetime | None = first_rung_at(ladder, today, due_on, self._calendar)
        same = before is not None and (before.due_on, before.policy) == (due_on, policy.key)
        if before is not None and same and duty not in _ASKED_ONCE:
            rung = before.rung
            ended = rung >= len(ladder.rungs)
            next_at = None if ended else ladder.rung_at(rung, today, due_on, self._calendar)
        cycle = max(wanted.cycle, before.cycle + 1 if before else 1)
        return Obligation(self._new_id(), duty, reference, cycle, today, due_on, policy.key, rung, next_at)


def duty_of(action: Action) -> Duty:
    """The ladder that an action climbs."""
    return Duty.URGENT_ACTION if action.priority == "urgent" else Duty.ACTION


def _serves(obligation: Obligation | None, wanted: _Wanted) -> bool:
    """What somebody is asked for once keeps the date by which they were asked."""
    if obligation is None or not obligation.open:
        return False
    return wanted.duty in _ASKED_ONCE or obligation.due_on == wanted.due_on


async def _granted(work: Work, actions: Mapping[str, Action]) -> Mapping[str, int]:
    """How often more time was granted, for those whose date was moved."""
    moved = [each.reference for each in actions.values() if each.due_on != each.original_due_on]
    return {
        reference: sum(each.state is ExtensionState.GRANTED for each in extensions)
        for reference, extensions in (await work.progress.extensions(moved)).items()
    }


async def _needless_requests(work: Work, actions: Mapping[str, Action]) -> list[tuple[Duty, str]]:
    """Decisions about more time that nobody needs any more."""
    done = [each.reference for each in actions.values() if each.version > 1 and not each.state.with_holder]
    found = await work.progress.extensions(done)
    return [
        (Duty.EXTENSION, request_of(each.reference, each.number))
        for extensions in found.values()
        for each in extensions
        if each.state is ExtensionState.ASKED
    ]


def request_of(reference: str, number: int) -> str:
    """The subject of a decision about more time."""
    return f"{reference}/{number}"


def of_request(subject: str) -> tuple[str, int]:
    """The reference and the number again."""
    reference, _, number = subject.rpartition("/")
    return reference, int(number)
