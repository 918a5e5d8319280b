"""The lines of open returns follow their assets: whoever owns an asset answers for it (policy 6A)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from governance.assets import Asset
from governance.assurance import Return, ReturnState
from governance.audit import Event
from governance.calendar import Calendar
from governance.obligations import Duty
from governance.policy import in_force
from governance.ports import Ticker, Work
from governance.services.opening_returns import ASSURANCE, line_of, owed_again, return_owed
from governance.services.redrawing import redraw_cards

#: Working days that somebody has at least who becomes the owner while a return is open.
TIME_TO_ANSWER = 5


class MovingLines:
    """Everything happens in the caller's transaction."""

    def __init__(self, calendar: Calendar, ticker: Ticker, new_id: Callable[[], str]) -> None:
        self._calendar = calendar
        self._ticker = ticker
        self._new_id = new_id

    async def follow(self, work: Work, asset: Asset, from_id: str, now: datetime) -> None:
        """The asset went from one owner to the one whom it names now: so does its line of every return that waits, to
        be answered anew. Where the new owner has sent theirs for this quarter already, theirs waits again, with all
        that they said kept. Of quarters before, and where it need not be sent, the line stays where it is."""
        newest = await work.ticks.last(ASSURANCE)
        for back in await work.returns.of_owner(from_id):
            lines = (await work.returns.lines([back.id])).get(back.id, ())
            if not back.waits or all(line.asset_reference != asset.reference for line in lines):
                continue
            theirs = await self._return_of(work, asset.owner_id, back, now)
            reopens = theirs.submitted and theirs.quarter == newest
            if reopens:
                theirs = await self._reopened(work, theirs, now)
            if not theirs.waits:
                continue
            await work.returns.remove_line(back.id, asset.reference)
            await work.returns.add_lines([line_of(theirs.id, asset)])
            await work.returns.change(theirs, theirs.version)
            await self._left(work, back, others=len(lines) - 1)
            details: dict[str, str | int] = {"asset": asset.reference, "from": back.id, "to": theirs.id}
            await work.audit.write(Event(now, "system", "", "return_line_moved", theirs.id, details))
            if reopens:
                await self.catch_up(work, theirs.id, now)

    async def catch_up(self, work: Work, return_id: str, now: datetime) -> None:
        """A return that was sent waits again: its lines of assets that went to another owner meanwhile follow them."""
        back = (await work.returns.by_ids([return_id]))[return_id]
        lines = (await work.returns.lines([return_id])).get(return_id, ())
        assets = await work.register.assets({line.asset_reference for line in lines})
        for asset in assets.values():
            if asset.live and asset.owner_id != back.owner_id:
                await self.follow(work, asset, back.owner_id, now)

    async def join(self, work: Work, asset: Asset) -> None:
        """An asset that is at risk joins its owner's open return at once; any other waits for the next quarter."""
        quarter = await work.ticks.last(ASSURANCE)
        for back in await work.returns.of_owner(asset.owner_id):
            if asset.at_risk and back.quarter == quarter and back.waits:
                await work.returns.add_lines([line_of(back.id, asset)])
                await work.returns.change(back, back.version)

    async def _return_of(self, work: Work, owner_id: str, like: Return, now: datetime) -> Return:
        """The owner's return for that quarter; one that is opened now leaves time to answer it."""
        found = [each for each in await work.returns.of_owner(owner_id) if each.quarter == like.quarter]
        if found:
            return found[0]
        today = self._calendar.day_of(now)
        due_on = max(like.due_on, self._calendar.add(today, TIME_TO_ANSWER))
        opened = Return(self._new_id(), like.quarter, owner_id, self._calendar.roll_forward(today), due_on)
        await work.returns.add([opened], [])
        await work.obligations.add([return_owed(opened, in_force(today), self._calendar, self._new_id())])
        return opened

    async def _reopened(self, work: Work, sent: Return, now: datetime) -> Return:
        """A return that was sent waits again, because an asset joins it. Nobody looks at it until it is sent anew; what
        was decided of it before stays on the record."""
        today = self._calendar.day_of(now)
        due_on = max(sent.due_on, self._calendar.add(today, TIME_TO_ANSWER))
        again = replace(
            sent, state=ReturnState.DRAFT, due_on=due_on, submitted_on=None, submitted_by="", signed="",
            version=sent.version + 2,
        )  # fmt: skip
        await work.returns.change(again, sent.version)
        await work.returns.postpone(sent.id, sent.version + 1, due_on)
        ended = await work.obligations.close(Duty.REVIEW_RETURN, sent.id)
        await work.notices.cancel_unsent(ended)
        await redraw_cards(work, ended, self._ticker.now(), self._new_id)
        await work.obligations.add([await owed_again(work, again, today, self._calendar, self._new_id())])
        moved: dict[str, str | int] = {"from": sent.state.value, "to": again.state.value, "for": sent.owner_id}
        await work.audit.write(Event(now, "system", "", "return_reopened", sent.id, moved))
        return again

    async def _left(self, work: Work, back: Return, *, others: int) -> None:
        """What remains of the return of whoever had it before."""
        if others:
            await work.returns.change(back, back.version)
            found = await work.obligations.of(Duty.ASSURANCE, [back.id])
            ids = [each.id for each in found.values() if each.open]
        else:
            await work.returns.remove(back.id)
            ids = list(await work.obligations.close(Duty.ASSURANCE, back.id))
            await work.notices.cancel_unsent(ids)
        await redraw_cards(work, ids, self._ticker.now(), self._new_id)


def as_owned_by(asset: Asset, owner_id: str) -> Asset:
    """The asset in the hands of another owner, who does not help themselves."""
    others = [each for each in asset.administrators if each != owner_id]
    return replace(
        asset,
        owner_id=owner_id,
        administrator_id=others[0] if others else None,
        other_administrators=tuple(others[1:]),
    )
