"""A request that somebody may work on a case does not run out unseen: whoever may agree hears again before it does, and
whoever asked hears when it has (policy paragraphs 11 and 28)."""

from __future__ import annotations

from datetime import datetime

from governance import routing
from governance.calendar import OPENING, Calendar
from governance.case_sharing import approvers, keepers
from governance.notices import Kind
from governance.policy.sharing import REMIND_WORKING_DAYS, SHARE_WORKING_DAYS
from governance.ports import Store
from governance.services.case_news import CaseNews


class ShareReminders:
    def __init__(self, store: Store, news: CaseNews, calendar: Calendar) -> None:
        self._store = store
        self._news = news
        self._calendar = calendar

    async def remind(self, now: datetime) -> None:
        """One message a day to each person, however many requests wait for them: an occasion is a day, and leads to no
        report. Called again, it changes nothing."""
        today = self._calendar.day_of(now)
        if not self._calendar.works(today) or now < self._calendar.at(today, OPENING):
            return
        async with self._store.work() as work:
            holdings = await work.people.holdings(routing.MAY_HEAR, today)
            for request in await work.shares.waiting(self._calendar.add(today, -SHARE_WORKING_DAYS)):
                report = await work.reports.by_id(request.report_id)
                if report is None:
                    continue
                if not request.waits_on(today):
                    asked = [e.person_id for e in keepers(report.told, holdings) if e.person_id == request.asked_by]
                    over = f"shares-over:{request.until_on.isoformat()}"
                    await self._news.tell(work, asked, Kind.CASE_NOT_DECIDED, over)
                elif self._calendar.add(request.until_on, -REMIND_WORKING_DAYS) <= today:
                    may = approvers(report, holdings, request.asked_by, request.person_id)
                    await self._news.tell(work, may, Kind.CASE_TO_DECIDE, f"shares-wait:{today.isoformat()}")
