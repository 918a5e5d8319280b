"""Words for an acknowledgement to begin from: from the day, the grounds and the post, and from nothing else of the
report (policy paragraph 21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance import routing
from governance.calendar import Calendar
from governance.letters import HandlerNames, draft
from governance.obligations import Duty
from governance.people import Person
from governance.policy import by_key, in_force
from governance.ports import Store, Work
from governance.reports import Acknowledgement, Report, Standing
from governance.roles import POSTS, Role
from governance.services.case_clocks import check_ins
from governance.services.casefiles import CaseFiles


@dataclass(frozen=True, slots=True, repr=False)
class Drafted:
    parts: Acknowledgement
    #: The reporter's own, which may hold a name: for a handler who asks for it.
    title: str


class Drafting:
    def __init__(self, store: Store, files: CaseFiles, calendar: Calendar, names: HandlerNames) -> None:
        self._store = store
        self._files = files
        self._calendar = calendar
        self._names = names

    async def acknowledgement(self, by: Person, report_id: str) -> Drafted:
        """A read of the report, and recorded as one."""
        report, _ = await self._files.load(by, report_id, "read")
        told = await self._files.told(by, report)
        async with self._store.work() as work:
            post, name = await self._lead(work, by, report)
            days = await self._progress_days(work, report)
        parts = draft(
            report.received_on,
            told.grounds,
            told.closest,
            post,
            name if self._names is HandlerNames.SHOWN else "",
            self._calendar.add(self._files.today(), days),
        )
        return Drafted(parts, told.title)

    async def next_by(self, by: Person, report_id: str) -> date:
        """Until when a letter that is written today may promise the next one: words to begin from need no more, so
        nothing of the report is opened."""
        report, _ = await self._files.load(by, report_id, None)
        async with self._store.work() as work:
            return self._calendar.add(self._files.today(), await self._progress_days(work, report))

    async def months_since_closing(self, by: Person, report_id: str) -> int:
        """Which of the set times the check-in is that is due now; 0 when none is."""
        report, _ = await self._files.load(by, report_id, None)
        async with self._store.work() as work:
            due = (await work.obligations.of(Duty.CHECK_IN, {report.id})).get(report.id)
        if due is None or not due.open or report.closed_on is None:
            return 0
        months = by_key(due.policy).casework.check_in_months
        days = check_ins(self._calendar, report.closed_on, months)
        return next((count for count, day in zip(months, days, strict=True) if day == due.due_on), 0)

    async def _lead(self, work: Work, by: Person, report: Report) -> tuple[str, str]:
        """(post, name) of whoever leads it, who is not always the one for its kind; of `by` when nobody does."""
        leads = [t.person_id for t in report.told if t.standing in (Standing.LEAD, Standing.INDEPENDENT)]
        people = await work.people.many(leads)
        for person_id in leads:
            held = await work.people.roles_of(person_id, self._files.today())
            for role in (*routing.order_of(report.route), Role.INDEPENDENT_PERSON):
                if role in held and person_id in people:
                    return POSTS[role], people[person_id].name
        return POSTS[Role(await self._files.post(work, by))], by.name

    async def _progress_days(self, work: Work, report: Report) -> int:
        """Working days, in the policy version under which the case began."""
        promise = (await work.obligations.of(Duty.ACKNOWLEDGE, {report.id})).get(report.id)
        return (by_key(promise.policy) if promise else in_force(report.received_on)).progress_days
