"""The clocks of incidents begin and end, inside the transaction of whatever begins or ends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.breaches import notify_by
from governance.calendar import Calendar
from governance.incident_course import IncidentTask
from governance.incidents import Incident, IncidentState
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.policy import in_force
from governance.policy.incidents import LOOK_HOURS, LOOK_HOURS_UNDER_ATTACK, OPEN_WORKING_DAYS
from governance.ports import Store, Ticker, Work
from governance.services.redrawing import redraw_cards

#: The duties of somebody looking.
LOOK = (Duty.CONFIRM_AWARE, Duty.CONFIRM_AWARE_UNDER_ATTACK)
#: Those whose messages name nothing.
ALARMS = frozenset({*LOOK, Duty.NOTIFY_ICO, Duty.INCIDENT_OPEN})
#: Somebody has looked, and it is not closed.
_UNDER_WAY = (IncidentState.AWARE, IncidentState.ASSESSED, IncidentState.CONTAINED, IncidentState.DECIDED)
#: The mark under which the last day is kept on which it was looked at what is open.
_STILL_OPEN = "incidents_open"


@dataclass(frozen=True, slots=True)
class _Term:
    due_on: date
    opened_at: datetime | None = None
    due_at: datetime | None = None


class IncidentClocks:
    """Opening what is open, and closing what is closed, changes nothing."""

    def __init__(self, calendar: Calendar, ticker: Ticker, new_id: Callable[[], str]) -> None:
        self._calendar = calendar
        self._ticker = ticker
        self._new_id = new_id

    async def await_look(self, work: Work, incident: Incident, now: datetime) -> None:
        """Somebody has to look at it, and confirm when the Council became aware. Of an incident without a name the
        clock counts from the batch that showed it: nothing else of it has a time of day."""
        since = incident.reported_at or self._calendar.latest_slot(now)
        if incident.live_attack:
            due_at = since + timedelta(hours=LOOK_HOURS_UNDER_ATTACK)
            duty = Duty.CONFIRM_AWARE_UNDER_ATTACK
        else:
            due_at, duty = self._calendar.add_hours(since, LOOK_HOURS), Duty.CONFIRM_AWARE
        if not await work.obligations.of(duty, [incident.id]):
            await self._open(work, duty, incident.id, now, self._by(since, due_at))

    async def begin(self, work: Work, incident_id: str, aware_at: datetime, now: datetime) -> None:
        """The 72 hours, anew when they ran already: a corrected instant climbs the ladder from its beginning."""
        await self.end(work, Duty.NOTIFY_ICO, incident_id)
        await self._open(work, Duty.NOTIFY_ICO, incident_id, now, self._by(aware_at, notify_by(aware_at)))

    async def runs(self, work: Work, incident_id: str) -> Obligation | None:
        """The 72 hours as they run; None when they do not."""
        found = (await work.obligations.of(Duty.NOTIFY_ICO, [incident_id])).get(incident_id)
        return found if found is not None and found.open else None

    async def task(self, work: Work, task: IncidentTask, now: datetime) -> None:
        duty = Duty.INCIDENT_FOLLOW_UP if task.kind.waits else Duty.INCIDENT_TASK
        await self._open(work, duty, task.subject, now, _Term(task.due_on))

    async def stays_open(self, work: Work, incident_id: str, now: datetime) -> None:
        """Those who handle it hear when it does so for long."""
        due_on = self._calendar.add(self._calendar.day_of(now), OPEN_WORKING_DAYS)
        await self._open(work, Duty.INCIDENT_OPEN, incident_id, now, _Term(due_on))

    async def approval(self, work: Work, subject: str, now: datetime) -> date:
        """By when somebody else says whether it is closed."""
        today = self._calendar.day_of(now)
        due_on = self._calendar.add(today, in_force(today).decide_days)
        await self._open(work, Duty.APPROVE_CLOSURE, subject, now, _Term(due_on))
        return due_on

    async def end(self, work: Work, duty: Duty, subject: str) -> None:
        """What has not left about it does not leave, and cards that name it say what became of it. An alarm names
        nothing: its card stays as it was."""
        closed = await work.obligations.close(duty, subject)
        await work.notices.cancel_unsent(closed)
        if duty not in ALARMS:
            await redraw_cards(work, closed, self._ticker.now(), self._new_id)

    def _by(self, since: datetime, due_at: datetime) -> _Term:
        return _Term(self._calendar.day_of(due_at), since, due_at)

    async def _open(self, work: Work, duty: Duty, subject: str, now: datetime, term: _Term) -> None:
        today = self._calendar.day_of(now)
        version = in_force(today)
        before = (await work.obligations.of(duty, [subject])).get(subject)
        opened_on = today if term.opened_at is None else self._calendar.day_of(term.opened_at)
        first = first_rung_at(version.ladders[duty], opened_on, term.due_on, self._calendar, term.opened_at)
        obligation = Obligation(
            self._new_id(), duty, subject, before.cycle + 1 if before else 1, opened_on, term.due_on, version.key, 0,
            first, opened_at=term.opened_at, due_at=term.due_at,
        )  # fmt: skip
        await work.obligations.add([obligation])


class AwaitingLook:
    """Each tick sees to it that whatever was reported is looked at."""

    def __init__(self, store: Store, clocks: IncidentClocks) -> None:
        self._store = store
        self._clocks = clocks

    async def open(self, now: datetime) -> int:
        """How many incidents are waiting for somebody to look. One query where none is."""
        async with self._store.work() as work:
            waiting = await work.incidents.in_state(IncidentState.REPORTED)
            for incident in waiting:
                await self._clocks.await_look(work, incident, now)
        return len(waiting)


class StillOpen:
    """Once a day: whatever somebody looked at and nobody closed is owed an end, also after it was opened again."""

    def __init__(self, store: Store, clocks: IncidentClocks, calendar: Calendar) -> None:
        self._store = store
        self._clocks = clocks
        self._calendar = calendar

    async def settle(self, now: datetime) -> None:
        today = self._calendar.day_of(now).isoformat()
        async with self._store.work() as work:
            if await work.ticks.last(_STILL_OPEN) == today:
                return
            await work.ticks.record(_STILL_OPEN, today)
            open_ = {each.id for state in _UNDER_WAY for each in await work.incidents.in_state(state)}
            known = {each.subject_id for each in await work.obligations.still_open([Duty.INCIDENT_OPEN])}
            for incident_id in sorted(known - open_):
                await self._clocks.end(work, Duty.INCIDENT_OPEN, incident_id)
            for incident_id in sorted(open_ - known):
                await self._clocks.stays_open(work, incident_id, now)
