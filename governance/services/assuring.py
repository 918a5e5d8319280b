"""The quarterly return of an Information Asset Owner, from its opening to its sending (policy 6A, 6B, 7d).

Who owns the assets answers for them. Whoever helps may fill in their own assets and never sends: accountability stays
where it is. On leave the named deputy acts for the owner, and for an owner who has left the line manager does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from governance.actions import Action
from governance.assurance import Line, Return, ReturnState, days_late
from governance.assurance_answers import (
    asset_answers,
    filled,
    missing,
    not_yet,
    portfolio_answers,
    raised,
    unfinished,
)
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.obligations import Duty
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.roles import Role
from governance.services.opening_returns import Opened, OpeningReturns
from governance.services.redrawing import redraw_cards
from governance.services.return_sheets import Sheet, already_done, name_of, sheet_for
from governance.services.reviewing_returns import review_owed
from governance.services.standing import HOLDER, acted_for, owner_standing, owners_acted_for

_OWNER = "Information Asset Owner"
#: Of their own returns a person sees those of the last year.
_MOST_OWN = 4


class RaisesActions(Protocol):
    """The part of `Settling` that this needs."""

    async def raise_actions(self, work: Work, actions: Sequence[Action], now: datetime) -> None: ...


class Assuring:
    """Every verb checks who asks, what they are to the return today, and that it is as it was shown."""

    def __init__(
        self,
        store: Store,
        actions: RaisesActions,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._actions = actions
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint
        self._opening = OpeningReturns(store, calendar, new_id, failpoint)

    async def open_cycle(self, now: datetime) -> Opened:
        """As `OpeningReturns` says."""
        return await self._opening.open_cycle(now)

    # ---------------------------------------------------------------- looking

    async def mine(self, by: Person) -> Sequence[Sheet]:
        """This person's own returns of the last year, unsent ones that they may send for an owner for whom they act, or
        with an asset that they help with; what waits first, then the newest. Empty for everybody else."""
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            own = list(await work.returns.of_owner(by.id))[:_MOST_OWN]
            helped = [
                each
                for each in await work.returns.drafted_by_administrator(by.id)
                if each.waits and each.owner_id != by.id
            ]
            for owner in (*await owners_acted_for(work, by, today), *await acted_for(work, by, today)):
                own += [each for each in await work.returns.of_owner(owner.id) if each.waits]
            found = {one.id: one for one in (*own, *helped)}
            sheets = [await sheet_for(work, by, each, today, self._calendar) for each in found.values()]
        return sorted(sheets, key=lambda sheet: (not sheet.back.waits, _oldest_last(sheet.back.quarter)))

    async def open(self, by: Person, return_id: str) -> Sheet:
        """Raises NotFound or NotYours."""
        async with self._store.work() as work:
            return await self._find(work, by, return_id)

    # ---------------------------------------------------------------- answering

    async def answer_line(
        self, by: Person, return_id: str, version: int, asset_reference: str, answers: Mapping[str, object]
    ) -> Sheet:
        """Answer for one asset; with no answers, everything is as it was. What is incomplete is kept as a draft.

        Raises NotFound, NotYours, Refused; Stale when it was sent, or somebody else answered for this asset, since it
        was shown.
        """
        said = asset_answers(answers)
        async with self._store.work() as work:
            sheet = await self._find(work, by, return_id)
            line = next((each for each in sheet.lines if each.asset_reference == asset_reference), None)
            if line is None:
                raise NotFound("There is no such asset in this return.")
            if not sheet.back.waits:
                raise Stale(already_done(sheet.back))
            if line.answers == said and line.answered_by == by.id:
                return sheet
            if sheet.back.version != version and line.answered_by not in ("", by.id):
                raise Stale(await self._changed(work, line.answered_by))
            answered = replace(line, answers=said, answered_by=by.id)
            return await self._draft(work, by, sheet, sheet.back, answered, {"asset": asset_reference})

    async def answer_portfolio(self, by: Person, return_id: str, version: int, answers: Mapping[str, object]) -> Sheet:
        """Answer what is asked of all the assets together; only for whoever may send. Raises as `answer_line` does."""
        said = portfolio_answers(answers)
        async with self._store.work() as work:
            sheet = await self._find(work, by, return_id)
            _must_send(sheet)
            if not sheet.back.waits:
                raise Stale(already_done(sheet.back))
            if sheet.back.version != version and sheet.back.answers not in ({}, said):
                raise Stale(await self._changed(work, sheet.back.drafted_by))
            return await self._draft(work, by, sheet, replace(sheet.back, answers=said), None, {})

    async def _draft(
        self, work: Work, by: Person, sheet: Sheet, back: Return, line: Line | None, details: dict[str, str | int]
    ) -> Sheet:
        drafted = replace(back, state=ReturnState.DRAFT, drafted_by=by.id)
        await work.returns.change(drafted, back.version, [line] if line else [])
        role = Role.INFORMATION_ASSET_OWNER if sheet.may_send else Role.INFORMATION_ASSET_ADMINISTRATOR
        moved = {"from": back.state.value, "to": drafted.state.value, "version": back.version + 1, **details}
        await work.audit.write(Event(self._clock.now(), by.id, role, "return_drafted", back.id, moved))
        self._failpoint("return_draft.before_commit")
        return await self._find(work, by, back.id)

    # ---------------------------------------------------------------- sending

    async def unchanged(self, by: Person, return_id: str, version: int) -> Sheet:
        """One press: everything is as it was, but for the differences that were drafted. Sends the return.

        Raises Refused while an asset at risk has no answer of its own or a difference is incomplete; NotFound, NotYours
        or Stale. A second arrival of the same press changes nothing.
        """
        return await self._submit(by, return_id, version, fill=True)

    async def submit(self, by: Person, return_id: str, version: int) -> Sheet:
        """Send it as it is; everything has to be answered. Raises as `unchanged` does."""
        return await self._submit(by, return_id, version, fill=False)

    async def _submit(self, by: Person, return_id: str, version: int, *, fill: bool) -> Sheet:
        today = self._today()
        async with self._store.work() as work:
            sheet = await self._find(work, by, return_id)
            _must_send(sheet)
            back, changed = sheet.back, list[Line]()
            if back.submitted and back.submitted_by == by.id and back.version == version + 1:
                return sheet
            if not back.waits:
                raise Stale(already_done(back))
            if back.version != version:
                raise Stale(await self._changed(work, back.drafted_by))
            if fill:
                back, changed = filled(back, sheet.lines, by.id)
            now_said = {line.asset_reference: line for line in changed}
            lines = [now_said.get(line.asset_reference, line) for line in sheet.lines]
            lacks = unfinished(back, lines, today) if fill else missing(back, lines, today)
            if lacks:
                raise Refused(not_yet(lacks))
            await self._send(work, by, back, lines, changed)
            self._failpoint("return.before_commit")
            return await self._find(work, by, return_id)

    async def _send(self, work: Work, by: Person, back: Return, lines: Sequence[Line], changed: Sequence[Line]) -> None:
        """Signed, its clock closed, its actions raised, its cards drawn anew, and on the record."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        acts = await owner_standing(work, by, back.owner_id, today)
        sent = replace(
            back,
            state=ReturnState.SUBMITTED,
            drafted_by=back.drafted_by or by.id,
            submitted_on=today,
            submitted_by=by.id,
            signed=f"{acts.name}, {'' if acts.role == HOLDER else 'acting '}{_OWNER}",
        )
        await work.returns.change(sent, back.version, changed)
        closed = await work.obligations.close(Duty.ASSURANCE, back.id)
        await review_owed(work, sent, today, self._calendar, self._new_id())
        await work.notices.cancel_unsent(closed)
        actions = raised(sent, lines)
        await self._actions.raise_actions(work, actions, now)
        await redraw_cards(work, closed, self._ticker.now(), self._new_id)
        moved: dict[str, str | int] = {"from": back.state.value, "to": sent.state.value, "for": back.owner_id}
        moved |= {"actions": len(actions), "late": days_late(sent, today, self._calendar)}
        await work.audit.write(Event(now, by.id, Role.INFORMATION_ASSET_OWNER, "return_sent", back.id, moved))

    # ---------------------------------------------------------------- inside

    async def _find(self, work: Work, by: Person, return_id: str) -> Sheet:
        back = (await work.returns.by_ids([return_id])).get(return_id)
        if back is None:
            raise NotFound("There is no such return.")
        return await sheet_for(work, by, back, self._today(), self._calendar)

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())

    async def _changed(self, work: Work, person_id: str) -> str:
        people = await work.people.many({person_id} - {""})
        return f"{name_of(people, person_id)} changed this after it was shown to you. Open it again to see it."


def _must_send(sheet: Sheet) -> None:
    if not sheet.may_send:
        raise NotYours(
            f"Only {sheet.owner} can send this, or whoever acts for them. You can answer for the assets that you help "
            "with."
        )


def _oldest_last(quarter: str) -> tuple[int, ...]:
    return tuple(-int(part) for part in quarter.split("-Q"))
