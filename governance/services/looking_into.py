"""Whoever was given a case to look into says how it goes, every so many working days, for as long as it is theirs.

A word is any entry of theirs in the record that those who keep the case can read. What is owed is worked out from who
works on what and from the record, each time the clock asks: however somebody's part in a case ends, this ends with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from governance import routing
from governance.calendar import Calendar
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.policy import in_force
from governance.policy.looking_into import SAY_WORKING_DAYS
from governance.ports import Store, Work
from governance.reports import Report, Standing
from governance.services.case_clocks import OVER


@dataclass(frozen=True, slots=True)
class _Part:
    """What somebody has in a case."""

    report: Report
    person_id: str

    @property
    def subject(self) -> str:
        return says_of(self.report.id, self.person_id)


class LookingInto:
    def __init__(self, store: Store, calendar: Calendar, new_id: Callable[[], str]) -> None:
        self._store = store
        self._calendar = calendar
        self._new_id = new_id

    async def settle(self, now: datetime) -> None:
        """Begin, begin anew and end what is owed, as things stand. Done again, it changes nothing."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            parts = {each.subject: each for each in await self._parts(work, today)}
            ended = [e for e in await work.obligations.still_open([Duty.LOOK_INTO]) if e.subject_id not in parts]
            for each in ended:
                await self._end(work, each.subject_id)
            known = await work.obligations.of(Duty.LOOK_INTO, parts)
            said = await work.record.last_words({each.report.id for each in parts.values()})
            for subject, part in parts.items():
                there, last = known.get(subject), said.get((part.report.id, part.person_id))
                if there is None or not there.open:
                    await work.obligations.add([self._new(part, there, today)])
                elif last is not None and last > there.opened_on:
                    await self._end(work, subject)
                    await work.obligations.add([self._new(part, there, last)])

    # ---------------------------------------------------------------- inside

    async def _parts(self, work: Work, today: date) -> Sequence[_Part]:
        holdings = await work.people.holdings(routing.MAY_HEAR, today)
        return [
            _Part(report, each.person_id)
            for report in await work.reports.told_as(Standing.INVESTIGATOR)
            if report.state not in OVER
            for each in routing.still_in_post(report.told, holdings)
            if each.standing is Standing.INVESTIGATOR
        ]

    async def _end(self, work: Work, subject: str) -> None:
        if closed := await work.obligations.close(Duty.LOOK_INTO, subject):
            await work.notices.cancel_unsent(closed)

    def _new(self, part: _Part, there: Obligation | None, since: date) -> Obligation:
        policy = in_force(part.report.received_on)
        due_on = self._calendar.add(since, SAY_WORKING_DAYS)
        return Obligation(
            id=self._new_id(),
            duty=Duty.LOOK_INTO,
            subject_id=part.subject,
            cycle=there.cycle + 1 if there else 0,
            opened_on=since,
            due_on=due_on,
            policy=policy.key,
            rung=0,
            next_at=first_rung_at(policy.ladders[Duty.LOOK_INTO], since, due_on, self._calendar),
        )


def says_of(report_id: str, person_id: str) -> str:
    """The subject of what somebody owes who looks into a case."""
    return f"{report_id}/{person_id}"
