"""A return that need not be sent for one quarter: the Senior Information Risk Owner decides it, and nobody else does
(policy 6A)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from governance.assurance import NON_RETURN_DAYS, Return, ReturnState, days_late
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.obligations import Duty
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.roles import Role
from governance.services.action_records import news
from governance.services.redrawing import redraw_cards
from governance.services.return_sheets import already_done
from governance.services.the_siro import is_siro, sends_returns_of
from governance.siro_decisions import LONGEST_REASON, Exempted, Exemption

_LATE = (
    f"It is {NON_RETURN_DAYS} working days late, and was named to the strategy group as a return that did not come. It "
    "can only be sent now."
)


class Exempting:
    """Every verb checks who asks, in which post, and that the return is as it was shown."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def exempt(self, by: Person, return_id: str, version: int, said: Exempted) -> None:
        """This return need not be sent: its ladder stops, and its owner hears why. Nobody decides about their own.
        Raises NotFound, NotYours, Stale with who was faster, or Refused when it has been named as a non-return."""
        reason, today = said.reason.strip(), self._calendar.day_of(self._clock.now())
        if not reason or len(reason) > LONGEST_REASON:
            raise Refused(f"Say why, in at most {LONGEST_REASON:,} characters.")
        async with self._store.work() as work:
            back = (await work.returns.by_ids([return_id])).get(return_id)
            if back is None:
                raise NotFound("There is no such return, or it is not open to you.")
            if not await may_exempt(work, by, back, today):
                raise NotYours("The SIRO alone decides that a return need not be sent, and nobody about their own.")
            before = (await work.siro.exemptions([return_id])).get(return_id)
            if before is not None and (before.by_id, before.reason, back.version) == (by.id, reason, version + 1):
                return
            if not back.waits:
                raise Stale(_by(before) if before else already_done(back))
            if back.version != version:
                raise Stale("This return changed since it was shown. Open it again.")
            if days_late(back, today, self._calendar) >= NON_RETURN_DAYS:
                raise Refused(_LATE)
            await self._carry_out(work, back, Exemption(return_id, today, by.id, by.name, Role.SIRO.value, reason))
            self._failpoint("exempt.before_commit")

    async def _carry_out(self, work: Work, back: Return, exemption: Exemption) -> None:
        now = self._clock.now()
        await work.siro.exempt(exemption)
        await work.returns.change(replace(back, state=ReturnState.EXEMPT), back.version)
        owed = (await work.obligations.of(Duty.ASSURANCE, [back.id])).get(back.id)
        ended = await work.obligations.close(Duty.ASSURANCE, back.id)
        await work.notices.cancel_unsent(ended)
        await redraw_cards(work, ended, self._ticker.now(), self._new_id)
        owner = await work.people.by_id(back.owner_id)
        if owed is not None and owner is not None and not owner.has_left(exemption.on):
            await work.notices.plan([news(self._new_id, owed, back.owner_id, 0, now)])
        moved: dict[str, str | int] = {"from": back.state.value, "to": ReturnState.EXEMPT.value, "for": back.owner_id}
        await work.audit.write(Event(now, exemption.by_id, exemption.by_role, "return_exempted", back.id, moved))


async def may_exempt(work: Work, by: Person, back: Return, today: date) -> bool:
    """Whether this person decides that this return need not be sent: never whoever has to send it."""
    return await is_siro(work, by, today) and not await sends_returns_of(work, by, back.owner_id, today)


def _by(before: Exemption) -> str:
    return f"This was already done by {before.by_name} on {before.on.day} {before.on:%B %Y}."
