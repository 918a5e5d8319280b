"""Keeping actions: adding one, giving it to somebody else, its first date, agreeing to it, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from governance.action_commands import (
    NONE,
    Agreed,
    Closed,
    Dated,
    DoneFirst,
    GivenTo,
    NewAction,
    Replaced,
    check_date,
    check_new,
)
from governance.action_history import Reached
from governance.action_order import check_order, parts_of
from governance.action_steps import Saying, Taker, check_step
from governance.actions import PRIORITIES, Action, ActionState, Update
from governance.audit import Event
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotYours, Refused, Stale
from governance.obligations import Duty
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Work
from governance.roles import Role
from governance.services.action_keepers import OWNER, about_asset, keeper_as
from governance.services.action_records import find_action, must_be, who_did
from governance.services.action_subjects import claim_in, proposer_of
from governance.services.action_writing import ActionWriting, Author, update_of
from governance.services.keeping_assets import find_people
from governance.services.settling import Settling
from governance.services.standing import chain_above, standing_of

_OWN = "This is yours to do, so somebody else says if another one takes its place: ask the Records Manager or the SIRO."
_FAR = (
    "You can give this to people whom you manage, or who help with the asset. Ask the Records Manager to give it to "
    "anybody else."
)
_NOT_KEPT = "This is for the Records Manager, the SIRO, or the owner of the asset that it is about."


class KeepingActions:
    """Every verb checks who asks, in which role they may today, and that the action is as it was shown. A repeated
    press changes nothing."""

    def __init__(
        self,
        store: Store,
        settling: Settling,
        writing: ActionWriting,
        calendar: Calendar,
        clock: Clock,
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._settling = settling
        self._writing = writing
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    async def add(self, by: Person, token: str, told: NewAction) -> Action:
        """What the Records Manager or the SIRO adds, and what an owner will do themselves, is agreed to; what an owner
        wants somebody else to do is proposed. `token` (32 hex digits) makes a repeated press the same action. Raises
        NotYours, or Refused with what is missing."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        check_new(told, today, self._calendar)
        reference = f"ACT-{token[:8].upper()}"
        async with self._store.work() as work:
            if known := (await work.register.actions([reference])).get(reference):
                return known
            holder = await self._somebody(work, told.holder, today)
            asset = await about_asset(work, told.about or "")
            role = await keeper_as(work, by, asset, today)
            if role is None:
                raise NotYours(_NOT_KEPT)
            agreed = role in (Role.RECORDS_MANAGER, Role.SIRO) or holder.id == by.id
            state = ActionState.NOT_BEGUN if agreed else ActionState.PROPOSED
            action = Action(
                reference, told.source.strip(), told.title.strip(), holder.id, _priority(told.priority), state,
                told.due_on, due_on=told.due_on, external_on=told.external_on, asset=asset,
                answers=parts_of(told.answers or ""),
            )  # fmt: skip
            await work.register.replace_actions([action])
            await work.history.add([Reached(reference, today, state, by.id)])
            author = Author(by.id, by.name, role)
            await work.progress.add_update(update_of(action, 1, today, author, _why(told.why, told.reason)))
            await self._settling.settle(work, [reference], now)
            if holder.id != by.id and agreed:
                await self._writing.tell(work, action, holder.id, 1)
            details = {"for": holder.id, "state": state.value}
            await work.audit.write(Event(now, by.id, role, "action_added", reference, details))
            self._failpoint("action_add.before_commit")
        return action

    async def give(self, by: Person, reference: str, version: int, given: GivenTo) -> None:
        """Somebody else does it from now on: both hear. Its dates stay. An owner gives it to their own people alone.
        Raises NotFound, NotYours, Stale or Refused."""
        today = self._today()
        async with self._store.work() as work:
            action = await find_action(work, reference)
            author = await self._keeper(work, by, action, today)
            to = await self._somebody(work, given.to, today)
            if not given.words.strip():
                raise Refused("Say why somebody else does it.")
            before = await _updates(work, reference)
            said = f"Given to {to.name}. {given.words.strip()}"
            update = update_of(action, len(before) + 1, today, author, said, told=before[-1] if before else None)
            if _came_twice(action, version, before, update):
                return
            await must_be(work, action, version, right=action.state.owed)
            if to.id == action.holder_id:
                raise Refused("It is with this person already.")
            if author.role == OWNER and not await _near(work, by, action, to):
                raise Refused(_FAR)
            given_on = replace(action, holder_id=to.id)
            await self._writing.write(work, action, given_on, update, "action_given", author.role)
            for person_id in (to.id, action.holder_id):
                if not (person := await work.people.by_id(person_id)) or not person.has_left(today):
                    await self._writing.tell(work, given_on, person_id, action.version)
            self._failpoint("action_give.before_commit")

    async def put_after(self, by: Person, reference: str, version: int, told: DoneFirst) -> None:
        """These have to be done first, and no others. Raises as `give` does, and Refused for a circle."""
        today = self._today()
        first = () if told.first.strip().lower() == NONE else parts_of(told.first)
        async with self._store.work() as work:
            action = await find_action(work, reference)
            author = await self._keeper(work, by, action, today)
            before = await _updates(work, reference)
            words = f"To be done first: {'; '.join(first) or NONE}."
            update = update_of(action, len(before) + 1, today, author, words, told=before[-1] if before else None)
            if _came_twice(action, version, before, update):
                return
            await must_be(work, action, version, right=action.state.owed)
            known = await work.register.actions(first)
            if unknown := [each for each in first if each not in known]:
                raise Refused(f"There is no action {unknown[0]}. Write the numbers as the list has them.")
            check_order({**await work.order.everything(), reference: first})
            await work.order.put({reference: first})
            await self._writing.write(work, action, action, update, "action_ordered", author.role)
            self._failpoint("action_order.before_commit")

    async def set_date(self, by: Person, reference: str, version: int, told: Dated) -> None:
        """The first date of an action that has none: its holder sets it, whoever acts for them, or who keeps it.
        Raises as `give` does."""
        today = self._today()
        async with self._store.work() as work:
            action = await find_action(work, reference)
            author = await self._holder_or_keeper(work, by, action, today)
            before = await _updates(work, reference)
            said = _why(f"It will be done by {told.due_on.day} {told.due_on:%B %Y}.", told.reason)
            update = update_of(action, len(before) + 1, today, author, said, told=before[-1] if before else None)
            if _came_twice(action, version, before, update):
                return
            await must_be(work, action, version, right=action.state.with_holder)
            if action.original_due_on is not None:
                raise Stale(await who_did(work, action))
            check_date(told.due_on, action.external_on, told.reason, today, self._calendar)
            dated = replace(action, due_on=told.due_on, original_due_on=told.due_on)
            await self._writing.write(work, action, dated, update, "action_dated", author.role)
            self._failpoint("action_date.before_commit")

    async def agree(self, by: Person, reference: str, version: int, told: Agreed) -> None:
        """The Records Manager answers a proposal; whoever proposed it hears. Raises as `give` does."""
        await self._decide(by, reference, version, ActionState(told.answer), Saying(told.words or ""), "action_agreed")

    async def close(self, by: Person, reference: str, version: int, told: Closed) -> None:
        """What was checked is closed, by somebody who did not do it. Raises as `give` does."""
        await self._decide(by, reference, version, ActionState.CLOSED, Saying(told.words), "action_closed")

    async def replace(self, by: Person, reference: str, version: int, told: Replaced) -> None:
        """Another action takes its place: what was owed because of this one is not any more. Never at the word of
        whoever has to do it, who would be rid of its date. Raises as `give` does."""
        today = self._today()
        saying = Saying(told.words, other=told.other).trimmed()
        async with self._store.work() as work:
            action = await find_action(work, reference)
            author = await self._keeper(work, by, action, today)
            if by.id == action.holder_id:
                raise NotYours(_OWN)
            before = await _updates(work, reference)
            ended = replace(action, state=ActionState.SUPERSEDED)
            words = f"{saying.words}\n\nInstead of it: {saying.other}"
            update = update_of(ended, len(before) + 1, today, author, words)
            if _came_twice(action, version, before, update):
                return
            await must_be(work, action, version, right=action.state.owed)
            check_step(Taker.KEEPER, action, ActionState.SUPERSEDED, saying, today)
            other = (await work.register.actions([saying.other])).get(saying.other)
            if other is None or other.state in (ActionState.SUPERSEDED, ActionState.REJECTED):
                raise Refused("There is no such action that could take its place. Write its number as the list does.")
            await self._writing.write(work, action, ended, update, "action_superseded", author.role)
            self._failpoint("action_replace.before_commit")

    # ---------------------------------------------------------------- inside

    async def _decide(
        self, by: Person, reference: str, version: int, state: ActionState, saying: Saying, verb: str
    ) -> None:
        today = self._today()
        async with self._store.work() as work:
            action = await find_action(work, reference)
            before = await _updates(work, reference)
            claim, proposer = claim_in(before), proposer_of(before)
            never = {action.holder_id, proposer, claim.by_id if claim else ""}
            holdings = await work.people.holdings(DECIDE, today)
            post = decides_as(by.id, Role.RECORDS_MANAGER, holdings, today, never)
            if post is None:
                raise NotYours("This is for the Records Manager, and never for whoever proposed it or does it.")
            after = replace(action, state=state)
            author = Author(by.id, by.name, post.value)
            update = update_of(after, len(before) + 1, today, author, saying.words.strip())
            if _came_twice(action, version, before, update):
                return
            right = action.state is (ActionState.VERIFIED if state is ActionState.CLOSED else ActionState.PROPOSED)
            await must_be(work, action, version, right=right)
            check_step(Taker.KEEPER, action, state, saying, today)
            await self._writing.write(work, action, after, update, verb, post.value)
            if proposer:
                await self._writing.tell(work, after, proposer, 0, Duty.PROPOSED_ACTION)
            if action.state is ActionState.PROPOSED and after.state.with_holder:
                await self._writing.tell(work, after, action.holder_id, action.version)
            self._failpoint(f"{verb}.before_commit")

    async def _keeper(self, work: Work, by: Person, action: Action, today: date) -> Author:
        role = await keeper_as(work, by, action.asset, today)
        if role is None:
            raise NotYours(_NOT_KEPT)
        return Author(by.id, by.name, role)

    async def _holder_or_keeper(self, work: Work, by: Person, action: Action, today: date) -> Author:
        try:
            standing = await standing_of(work, by, action.holder_id, today)
        except NotYours:
            return await self._keeper(work, by, action, today)
        return Author(by.id, standing.name, standing.role)

    async def _somebody(self, work: Work, written: str, today: date) -> Person:
        found = await find_people(work, written)
        person = await work.people.by_id(found[0]) if len(found) == 1 else None
        if person is None or person.has_left(today):
            raise Refused("Write the work e-mail address of one person who works here.")
        return person

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


async def _near(work: Work, owner: Person, action: Action, to: Person) -> bool:
    """Whether the owner may tell this person what to do: they manage them, or have them as help with the asset."""
    asset = (await work.register.assets([action.asset])).get(action.asset)
    helps = asset is not None and to.id in asset.administrators
    return helps or owner.id in await chain_above(work, to.id)


async def _updates(work: Work, reference: str) -> Sequence[Update]:
    return (await work.progress.updates([reference])).get(reference, ())


def _came_twice(action: Action, version: int, before: Sequence[Update], update: Update) -> bool:
    """Whether the last thing that was said is this, by the same press."""
    same = bool(before) and (before[-1].words, before[-1].by_id, before[-1].said_on) == (
        update.words, update.by_id, update.said_on,
    )  # fmt: skip
    return same and action.version == version + 1


def _priority(written: str) -> str:
    if written not in PRIORITIES:
        raise Refused("Say how urgent it is.")
    return written


def _why(why: str, reason: str | None) -> str:
    late = (reason or "").strip()
    return why.strip() + (f"\n\nWhy it cannot be earlier: {late}" if late else "")
