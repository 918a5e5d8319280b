"""Actions that wait for others: for which, and who hears when nothing stands before theirs any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from governance.obligations import Duty
from governance.ports import Work
from governance.services.action_records import news

#: Tells these from other news of the same cycle.
_FREED = 500_000
_DUTIES = (Duty.ACTION, Duty.URGENT_ACTION, Duty.ACTION_DATE)


async def waits_for(work: Work, references: Collection[str]) -> Mapping[str, Sequence[str]]:
    """What still has to be done before each of these, by reference; those that need not wait are absent."""
    before = await work.order.before(references)
    known = await work.register.actions({each for one in before.values() for each in one})
    found = {
        reference: [each for each in one if each in known and known[each].state.owed]
        for reference, one in before.items()
    }
    return {reference: one for reference, one in found.items() if one}


async def tell_freed(work: Work, ended: Collection[str], new_id: Callable[[], str], now: datetime) -> None:
    """Whoever holds an action that waited for some of the `ended` ones, and waits for none now, hears of it once."""
    waiting = {each for one in (await work.order.after(ended)).values() for each in one}
    if not waiting:
        return
    still = await waits_for(work, waiting)
    free = [each for each in sorted(waiting) if each not in still]
    actions = await work.register.actions(free)
    for found in (await work.obligations.of_each(_DUTIES, free)).values():
        for reference, about in found.items():
            if about.open:
                action = actions[reference]
                await work.notices.plan([news(new_id, about, action.holder_id, _FREED + action.version, now)])
