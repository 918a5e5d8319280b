"""What becomes of an action: its holder says how it goes, and somebody else checks that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from governance.action_steps import Saying, Taker, check_step
from governance.actions import Action, ActionState, Progressed, Update
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotYours, Refused
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Work
from governance.roles import Role
from governance.services.action_records import find_action, must_be
from governance.services.action_subjects import claim_in
from governance.services.action_writing import ActionWriting
from governance.services.standing import standing_of


class Acting:
    """Every verb checks who asks, in which role they may today, and that the action is as it was shown."""

    def __init__(
        self,
        store: Store,
        writing: ActionWriting,
        calendar: Calendar,
        clock: Clock,
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._writing = writing
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    async def update(self, by: Person, reference: str, version: int, said: Progressed) -> None:
        """The holder, or whoever acts for them, says how it goes. Raises NotFound, NotYours, Stale with who did it, or
        Refused. The same words of the same person for the same version are one press that came twice."""
        today = self._calendar.day_of(self._clock.now())
        state = ActionState(said.state)
        _check(said)
        async with self._store.work() as work:
            action = await find_action(work, reference)
            standing = await standing_of(work, by, action.holder_id, today)
            before = (await work.progress.updates([reference])).get(reference, ())
            update = Update(
                reference, len(before) + 1, today, by.id, standing.name, standing.role, state, said.words.strip(),
                said.percent, said.forecast_on, said.evidence_on, (said.evidence or "").strip(),
            )  # fmt: skip
            if _came_twice(action, version, before, update):
                return
            await must_be(work, action, version, right=action.state.with_holder)
            saying = Saying(said.words, said.evidence_on, said.evidence or "")
            check_step(Taker.HOLDER, action, state, saying, today)
            await self._writing.write(
                work, action, replace(action, state=state), update, "action_updated", standing.role
            )
            self._failpoint("action_update.before_commit")

    async def verify(self, by: Person, reference: str, version: int, *, accepted: bool, words: str) -> None:
        """Somebody else checks what its holder calls done: it is, or it goes on. Raises as `update` does."""
        today = self._calendar.day_of(self._clock.now())
        said = words.strip()
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
            # Of what came in as done nobody has said here what shows it: then whoever looked says what they saw.
            shown = (claim.evidence or claim.words) if claim else said
            check_step(Taker.CHECKER, action, state, Saying(said, evidence=shown), today)
            after = replace(action, state=state)
            await self._writing.write(work, action, after, update, "action_checked", post)
            if not accepted:
                await self._writing.tell(work, after, claimed_by, 0)
            self._failpoint("verify.before_commit")

    # ---------------------------------------------------------------- inside

    async def _checker(self, work: Work, by: Person, never: set[str], today: date) -> Role:
        holdings = await work.people.holdings(DECIDE, today)
        post = decides_as(by.id, Role.RECORDS_MANAGER, holdings, today, never)
        if post is None:
            raise NotYours("This is checked by the Records Manager, and never by whoever did it.")
        return post


def _check(said: Progressed) -> None:
    if said.percent is not None and not 0 <= said.percent <= 100:
        raise Refused("How much is done is a number from 0 to 100.")


def _came_twice(action: Action, version: int, before: Sequence[Update], update: Update) -> bool:
    """Whether the last thing that was said is this, by the same press."""
    same = bool(before) and replace(before[-1], number=update.number) == update
    return same and action.version == version + 1
