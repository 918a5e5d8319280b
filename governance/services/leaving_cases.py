"""Leavers, and roles that have ended: their keys go once others hold the case (rules: leavers).

Whoever left is refused by every verb from the first day on, whatever keys there are. When they were the last, their
key stays until two custodians have opened the case to somebody new: without it the council would lose what it knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from governance import routing
from governance.audit import Event
from governance.calendar import Calendar
from governance.case_sharing import keepers, without
from governance.errors import Stale
from governance.notices import Kind
from governance.ports import Store, Work
from governance.record_ports import CaseKeys
from governance.reports import Report, Standing
from governance.roles import Holding
from governance.services.case_news import CaseNews

#: The verb of the audit log.
LEFT = "left_case"


@dataclass(frozen=True, slots=True)
class Gone:
    """What a sweep did: keys taken from cases, and cases that nobody is left to keep."""

    taken: int = 0
    unkept: int = 0


class LeavingCases:
    def __init__(self, store: Store, keys: CaseKeys, news: CaseNews, calendar: Calendar) -> None:
        self._store = store
        self._keys = keys
        self._news = news
        self._calendar = calendar

    async def sweep(self, now: datetime) -> Gone:
        """Take from every case whoever is no longer in post, and tell the chief executive, where they may know, once a
        week of those that nobody keeps any more."""
        day = self._calendar.day_of(now)
        async with self._store.work() as work:
            holdings = await work.people.holdings(routing.MAY_HEAR, day)
            gone = await work.reports.told_people() - {holding.person_id for holding in holdings}
            touched = await work.reports.told_to(gone)
        taken = unkept = 0
        for report in touched:
            if not keepers(report.told, holdings):
                unkept += await self._unkept(report, holdings, now)
                continue
            leavers = {each.person_id for each in report.told if each.person_id in gone}
            taken += await self._leave(report, leavers, holdings, now)
        return Gone(taken, unkept)

    async def _leave(self, report: Report, leavers: set[str], holdings: Sequence[Holding], now: datetime) -> int:
        holders = await self._keys.holders(report.key_id)
        if not any(each.person_id in holders for each in keepers(report.told, holdings)):
            return 0
        try:
            async with self._store.work() as work:
                await work.reports.move(report.id, report.version, report.state)
                told = without(report, leavers, holdings)
                await work.reports.retell(report.id, told)
                for person_id in sorted(leavers):
                    await work.audit.write(Event(now, "system", "", LEFT, report.id, {"who": person_id}))
                before = {each.person_id for each in report.told if each.standing is Standing.LEAD}
                leads = [e.person_id for e in told if e.standing is Standing.LEAD and e.person_id not in before]
                await self._news.tell(work, leads, Kind.CASE_YOURS)
        except Stale:
            # Somebody works on it at this moment: the next sweep finds it as it is then.
            return 0
        for person_id in sorted(leavers & holders):
            await self._keys.take(report.key_id, person_id)
        return len(leavers)

    async def _unkept(self, report: Report, holdings: Sequence[Holding], now: datetime) -> int:
        async with self._store.work() as work:
            await self._tell_above(work, report, holdings, now)
        return 1

    async def _tell_above(self, work: Work, report: Report, holdings: Sequence[Holding], now: datetime) -> None:
        above = [each for each in report.told if each.standing is Standing.ESCALATION]
        day = self._calendar.day_of(now)
        week = day - timedelta(days=day.weekday())
        people = [each.person_id for each in routing.still_in_post(above, holdings)]
        await self._news.tell(work, people, Kind.CASE_UNKEPT, f"unkept:{week.isoformat()}")
