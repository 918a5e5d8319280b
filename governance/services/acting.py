"""What becomes of an action: its holder says how it goes, and somebody else checks that it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from governance.actions import Action, ActionState, Progressed, Update
from governance.audit import Event
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotYours, Refused
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.roles import Role
from governance.services.action_records import LONGEST_WORDS, find_action, must_be, news
from governance.services.action_subjects import claim_in
from governance.services.redrawing import redraw_cards
from governance.services.settling import Settling, duty_of
from governance.services.standing import standing_of


class Acting:
    """Every verb checks who asks, in which role they may today, and that the action is as it was shown."""

    def __init__(
        self,
        store: Store,
        settling: Settling,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._settling = settling
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def update(self, by: Person, reference: str, version: int, said: Progressed) -> None:
        """The holder, or whoever acts for them, says how it goes. Raises NotFound, NotYours, Stale with who did it, or
        Refused. The same words of the same person for the same version are one press that came twice."""
        today = self._calendar.day_of(self._clock.now())
        state = ActionState(said.state)
        _check(said, state, today)
        async with self._store.work() as work:
            action = await find_action(work, reference)
            standing = await standing_of(work, by, action.holder_id, today)
            before = (await work.progress.updates([reference])).get(reference, ())
            update = Update(
                reference, len(before) + 1, today, by.id, standing.name, standing.role, state, said.words.strip(),
                said.percent, said.forecast_on, said.evidence_on,
            )  # fmt: skip
            if _came_twice(action, version, before, update):
                return
            await must_be(work, action, version, right=action.state.with_holder)
            if not action.state.may_become(state):
                raise Refused("An action that has begun cannot become one that has not. Say how it is going.")
            await self._write(work, action, update, standing.role)
            self._failpoint("action_update.before_commit")

    async def verify(self, by: Person, reference: str, version: int, *, accepted: bool, words: str) -> None:
        """Somebody else checks what its holder calls done: it is, or it goes on. Raises as `update` does."""
        today = self._calendar.day_of(self._clock.now())
        said = words.strip()
        if len(said) > LONGEST_WORDS or (not said and not accepted):
            raise Refused(f"Say what is missing, in at most {LONGEST_WORDS:,} characters.")
        async with self._store.work() as work:
            action = await find_action(work, reference)
            before = (await work.progress.updates([reference])).get(reference, ())
            claim = claim_in(before)
            claimed_by = claim.by_id if claim else action.holder_id
            state = ActionState.VERIFIED if accepted else ActionState.IN_PROGRESS
            post = await self._checker(work, by, {action.holder_id, claimed_by}, today)
            update = Update(reference, len(before) + 1, today, by.id, by.name, post, state, said)
            if _came_twice(action, version, before, update):
                return
            await must_be(work, action, version, right=action.state is ActionState.CLAIMED)
            await self._write(work, action, update, post)
            if not accepted:
                await self._tell(work, action, claimed_by)
            self._failpoint("verify.before_commit")

    # ---------------------------------------------------------------- inside

    async def _checker(self, work: Work, by: Person, never: set[str], today: date) -> Role:
        holdings = await work.people.holdings(DECIDE, today)
        post = decides_as(by.id, Role.RECORDS_MANAGER, holdings, today, never)
        if post is None:
            raise NotYours("This is checked by the Records Manager, and never by whoever did it.")
        return post

    async def _write(self, work: Work, action: Action, update: Update, role: str) -> None:
        """The update, the state, what is owed because of it, and the record."""
        now = self._clock.now()
        of_holder = (await work.obligations.of(duty_of(action), [action.reference])).get(action.reference)
        await work.progress.change(replace(action, state=update.state), action.version)
        await work.progress.add_update(update)
        await self._settling.settle(work, [action.reference], now)
        if of_holder is not None and of_holder.open and update.state.with_holder:
            await redraw_cards(work, [of_holder.id], self._ticker.now(), self._new_id)
        details = {"from": action.state.value, "to": update.state.value, "for": action.holder_id}
        verb = "action_checked" if action.state is ActionState.CLAIMED else "action_updated"
        await work.audit.write(Event(now, update.by_id, role, verb, action.reference, details))

    async def _tell(self, work: Work, action: Action, person_id: str) -> None:
        """Whoever said that it is done hears that it goes on."""
        again = (await work.obligations.of(duty_of(action), [action.reference])).get(action.reference)
        if again is not None and again.open:
            now = self._clock.now()
            await work.notices.plan([news(self._new_id, again, person_id, 0, now)])


def _check(said: Progressed, state: ActionState, today: date) -> None:
    if not said.words.strip() or len(said.words) > LONGEST_WORDS:
        raise Refused(f"Say how it is going, in at most {LONGEST_WORDS:,} characters.")
    if said.percent is not None and not 0 <= said.percent <= 100:
        raise Refused("How much is done is a number from 0 to 100.")
    if state is ActionState.CLAIMED and (said.evidence_on is None or said.evidence_on > today):
        raise Refused("Say what shows that it is done, and since when: today or before.")


def _came_twice(action: Action, version: int, before: Sequence[Update], update: Update) -> bool:
    """Whether the last thing that was said is this, by the same press."""
    same = bool(before) and replace(before[-1], number=update.number) == update
    return same and action.version == version + 1
