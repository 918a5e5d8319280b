"""The call list: people whom no message reached. Somebody tells them, and says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from governance.audit import Event
from governance.calendar import Calendar
from governance.calls import Call
from governance.errors import NotYours
from governance.notices import GATHERED
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.roles import SEE_CALLS, Role
from governance.services.quiet_calls import hidden

#: Messages that one row stands for; the button of a row names them all.
MOST_IN_ROW = 10


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody to be told, and of which messages."""

    #: None: there is nobody of that number on the staff list.
    person: Person | None
    person_id: str
    #: Whoever can say where they are; empty when nobody is named.
    manager: str
    #: Oldest first.
    calls: tuple[Call, ...]
    #: They have left the council: whoever has their work now is to know.
    left: bool = False

    @property
    def since_on(self) -> date:
        return self.calls[0].since_on


class Calling:
    """Reads the list and works it off. Each verb checks who asks, and their role today."""

    def __init__(self, store: Store, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock

    async def to_call(self, by: Person) -> Sequence[ToCall]:
        """Who has waited longest comes first. Raises NotYours for everybody but the Records Manager and the SIRO."""
        async with self._store.work() as work:
            await self._role(work, by)
            calls = await self._shown(work, by)
            people = await work.people.many({call.person_id for call in calls})
            managers = await work.people.many({p.manager_id for p in people.values() if p.manager_id})
        today = self._calendar.day_of(self._clock.now())
        return [_row(each, people, managers, today) for each in _rows(calls)]

    async def told(self, by: Person, message_ids: Collection[str]) -> int:
        """`by` has told the person of these messages, or seen that nobody need be told. Returns how many were open
        until now: 0 when somebody else was faster. Raises NotYours as above."""
        now = self._clock.now()
        async with self._store.work() as work:
            role = await self._role(work, by)
            open_ = {call.message_id: call for call in await self._shown(work, by)}
            found = [open_[each] for each in sorted(message_ids) if each in open_]
            done = await work.calls.done([call.message_id for call in found], by.id, self._calendar.day_of(now))
            if done:
                details: dict[str, str | int] = {"person": found[0].person_id, "messages": done}
                await work.audit.write(Event(now, by.id, role.value, "told_by_voice", "calls", details))
        return done

    async def withdraw(self, now: datetime) -> int:
        """Nobody need be called about what has been done meanwhile. Returns how many calls that were."""
        async with self._store.work() as work:
            waiting = [call.message_id for call in await work.calls.open() if call.kind in GATHERED]
            carried = await work.notices.carried_by(waiting)
            ids = {notice.obligation_id for notices in carried.values() for notice in notices}
            owed = await work.obligations.by_ids(ids)
            needless = [
                message_id
                for message_id, notices in carried.items()
                if all(each.obligation_id in owed and not owed[each.obligation_id].open for each in notices)
            ]
            done = await work.calls.done(needless, "system", self._calendar.day_of(now)) if needless else 0
            if done:
                await work.audit.write(Event(now, "system", "", "calls_withdrawn", "calls", {"messages": done}))
        return done

    async def _shown(self, work: Work, by: Person) -> Sequence[Call]:
        """Nothing of an incident that may keep them out."""
        calls = await work.calls.open()
        today = self._calendar.day_of(self._clock.now())
        kept = await hidden(work, [call.message_id for call in calls], [by.id], today)
        return [call for call in calls if by.id not in kept.get(call.message_id, ())]

    async def _role(self, work: Work, by: Person) -> Role:
        today = self._calendar.day_of(self._clock.now())
        held = await work.people.roles_of(by.id, today) & SEE_CALLS
        if by.has_left(today) or not held:
            raise NotYours("This is for the Records Manager and the Senior Information Risk Owner.")
        return min(held)


def _rows(calls: Sequence[Call]) -> Sequence[Sequence[Call]]:
    """The calls of each person together, cut where there are too many for one row."""
    of: dict[str, list[Call]] = {}
    for call in calls:
        of.setdefault(call.person_id, []).append(call)
    rows = [each[at : at + MOST_IN_ROW] for each in of.values() for at in range(0, len(each), MOST_IN_ROW)]
    return sorted(rows, key=lambda row: (row[0].since_on, row[0].person_id, row[0].message_id))


def _row(calls: Sequence[Call], people: Mapping[str, Person], managers: Mapping[str, Person], today: date) -> ToCall:
    person_id = calls[0].person_id
    person = people.get(person_id)
    manager = managers.get(person.manager_id) if person is not None and person.manager_id else None
    left = person is not None and person.has_left(today)
    return ToCall(person, person_id, manager.name if manager is not None else "", tuple(calls), left)
