"""Writing a step of an action: what was said, how it stands now and since when, what is owed because of it, and the
record, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from governance.action_history import Reached
from governance.actions import Action, Update
from governance.audit import Event
from governance.obligations import Duty
from governance.ports import Clock, Ticker, Work
from governance.services.action_records import news
from governance.services.redrawing import redraw_cards
from governance.services.settling import Settling, duty_of


@dataclass(frozen=True, slots=True)
class Author:
    """Who does something about an action, as it is stored and said then and later."""

    id: str
    name: str
    role: str


class ActionWriting:
    def __init__(self, settling: Settling, clock: Clock, ticker: Ticker, new_id: Callable[[], str]) -> None:
        self._settling = settling
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id

    async def write(self, work: Work, before: Action, after: Action, update: Update, verb: str, role: str) -> None:
        """`before` is as the register has it. Raises Stale when it is not any more."""
        now = self._clock.now()
        reference = before.reference
        of_holder = (await work.obligations.of(duty_of(before), [reference])).get(reference)
        await work.progress.change(after, before.version)
        await work.progress.add_update(update)
        if after.state is not before.state:
            await work.history.add([Reached(reference, update.said_on, after.state, update.by_id)])
        await self._settling.settle(work, [reference], now)
        if of_holder is not None and of_holder.open and after.state.with_holder:
            await redraw_cards(work, [of_holder.id], self._ticker.now(), self._new_id)
        details = {"from": before.state.value, "to": after.state.value, "for": after.holder_id}
        await work.audit.write(Event(now, update.by_id, role, verb, reference, details))

    async def tell(self, work: Work, action: Action, person_id: str, number: int, duty: Duty | None = None) -> None:
        """Somebody hears with their next messages how it stands now. `duty`: what they hear it of; by default what its
        holder owes."""
        for each in (duty,) if duty else (duty_of(action), Duty.ACTION_DATE):
            about = (await work.obligations.of(each, [action.reference])).get(action.reference)
            if about is not None and (about.open or duty is not None):
                await work.notices.plan([news(self._new_id, about, person_id, number, self._clock.now())])
                return


def update_of(action: Action, number: int, on: date, by: Author, words: str, *, told: Update | None = None) -> Update:
    """What is said with a change of `action` that is no word of its holder's: how far it is stays as it was `told`."""
    return Update(
        action.reference, number, on, by.id, by.name, by.role, action.state, words,
        told.percent if told else None, told.forecast_on if told else None,
    )  # fmt: skip
