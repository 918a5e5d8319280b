"""Not now: whoever owes something hears of it again on another day. Nobody else hears less, and no date moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from governance.audit import Event
from governance.calendar import OPENING, Calendar
from governance.errors import NotFound, Stale
from governance.notices import Channel, Kind, Notice
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.ports import Clock, Store, Ticker, Work
from governance.services.owing import OWNERS_DUTIES, Subjects
from governance.services.redrawing import redraw_cards
from governance.services.standing import owner_standing, standing_of
from governance.snoozes import MOST_SNOOZES, SNOOZE_RUNG, may_snooze


@dataclass(frozen=True, slots=True)
class Snoozed:
    """What was put off, and until when."""

    title: str
    until_on: date


class Snoozing:
    """For every duty that has a holder."""

    def __init__(
        self,
        store: Store,
        subjects: Mapping[Duty, Subjects],
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._subjects = subjects
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id

    async def snooze(self, by: Person, obligation_id: str, days: int | None, until: date | None = None) -> Snoozed:
        """The holder, or whoever acts for them, hears of it again in so many working days (1, 3 or 5), or `until` a
        day. Raises NotFound, NotYours, Stale when it is done, or Refused with why not."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            obligation = (await work.obligations.by_ids([obligation_id])).get(obligation_id)
            subjects = self._subjects.get(obligation.duty) if obligation else None
            owed = (await subjects.owed(work, [obligation])).get(obligation_id) if obligation and subjects else None
            if obligation is None or owed is None:
                raise NotFound("There is no such thing to be done, or it is not open to you.")
            if obligation.duty in OWNERS_DUTIES:
                standing = await owner_standing(work, by, owed.holder_id, today, owed.asset)
            else:
                standing = await standing_of(work, by, owed.holder_id, today)
            if not obligation.open:
                raise Stale("This is done, so there is nothing to be reminded of.")
            again_on = may_snooze(obligation, days, until, today, self._calendar)
            await self._put_off(work, obligation, by, again_on)
            details = {"until": again_on.isoformat(), "for": owed.holder_id, "duty": obligation.duty.value}
            await work.audit.write(Event(now, by.id, standing.role, "snoozed", obligation.subject_id, details))
        return Snoozed(owed.title, again_on)

    async def _put_off(self, work: Work, obligation: Obligation, by: Person, again_on: date) -> None:
        """What waits for them waits longer, and on the day itself they are reminded."""
        at = self._calendar.at(again_on, OPENING)
        reminder = Notice(
            self._new_id(), obligation.id, obligation.cycle, SNOOZE_RUNG + obligation.snoozes + 1, by.id,
            Channel.TEAMS, Kind.DIGEST, at, leaves_at=at,
        )  # fmt: skip
        if not await work.notices.plan([reminder]):
            raise Stale(f"This was put off {MOST_SNOOZES} times, or a moment ago.")
        await work.obligations.snooze(obligation.id, again_on)
        await work.notices.put_off([obligation.id], by.id, at)
        await redraw_cards(work, [obligation.id], self._ticker.now(), self._new_id)
