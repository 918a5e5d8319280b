"""One return as those see it who look after all of them (policy 6A, 7d)."""

from __future__ import annotations

from dataclasses import dataclass

from governance.assurance import Return, Standing, days_late, standing
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours
from governance.people import Person
from governance.ports import Clock, Store
from governance.roles import SEE_OVERVIEW, Role
from governance.services.exempting import may_exempt
from governance.services.return_sheets import name_of
from governance.services.the_siro import sends_returns_of
from governance.siro_decisions import Exemption, Noting


@dataclass(frozen=True, slots=True)
class WatchedReturn:
    back: Return
    #: The owner's name.
    owner: str
    #: Empty where the staff list has none.
    directorate: str
    standing: Standing
    #: Working days.
    days_late: int
    assets: int
    #: Of those, how many somebody has answered for.
    answered: int
    exemption: Exemption | None
    noting: Noting | None
    #: The reader may decide that it need not be sent.
    may_exempt: bool
    #: The reader may agree to another rhythm for this owner, or propose it.
    may_propose: bool


class WatchingReturns:
    def __init__(self, store: Store, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock

    async def look(self, by: Person, return_id: str) -> WatchedReturn:
        """For the SIRO, the Records Manager and the strategy group; for a director those of their own directorate.
        Raises NotFound or NotYours."""
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            roles = await work.people.roles_of(by.id, today) & SEE_OVERVIEW
            back = (await work.returns.by_ids([return_id])).get(return_id)
            people = await work.people.many({back.owner_id}) if back else {}
            owner = people.get(back.owner_id) if back else None
            where = owner.directorate if owner else ""
            elsewhere = roles == {Role.DIRECTOR} and (by.directorate != where or not where)
            if not roles or by.has_left(today) or elsewhere:
                raise NotYours("This is for those who look after all the returns, and for directors.")
            if back is None:
                raise NotFound("There is no such return, or it is not open to you.")
            lines = (await work.returns.lines([return_id])).get(return_id, ())
            return WatchedReturn(
                back,
                name_of(people, back.owner_id),
                where,
                standing(back, today, self._calendar),
                days_late(back, today, self._calendar),
                len(lines),
                sum(bool(line.answers) for line in lines),
                (await work.siro.exemptions([return_id])).get(return_id),
                (await work.siro.notings([return_id])).get(return_id),
                back.waits and await may_exempt(work, by, back, today),
                bool(roles & {Role.SIRO, Role.RECORDS_MANAGER})
                and not await sends_returns_of(work, by, back.owner_id, today),
            )
