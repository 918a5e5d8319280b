"""Who works on a case, what is asked about that, and who may agree to it (policy paragraphs 11 and 28)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance import routing
from governance.case_sharing import KEEPS, ShareRequest, approvers, keepers, workers
from governance.obligations import Duty
from governance.people import Person
from governance.ports import Store, Work
from governance.record_ports import CaseKeys
from governance.reports import Report, Standing
from governance.roles import Holding
from governance.services.casefiles import CaseFiles
from governance.services.keeping_out import KeepingOut
from governance.services.looking_into import says_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as those see it who work on the case, or may agree to it."""

    request: ShareRequest
    for_whom: str
    asked_by: str
    #: Whoever looks may agree to it.
    may_agree: bool


@dataclass(frozen=True, slots=True)
class Worker:
    person: Person
    standing: Standing
    #: They hold a key to who reported.
    knows_who: bool
    #: When whoever looks into it says next how it goes.
    says_by: date | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """Who works on a case, as one of them sees it."""

    report_id: str
    version: int
    mine: Standing
    people: tuple[Worker, ...]
    #: What waits to be decided.
    asked: tuple[Asked, ...]
    #: Who could be given it; nobody for whoever decides nothing about it.
    could_join: tuple[Person, ...]
    #: Who could lead it besides whoever does.
    could_lead: tuple[Person, ...]


class CaseTeams:
    def __init__(self, store: Store, files: CaseFiles, keys: CaseKeys, keeping_out: KeepingOut) -> None:
        self._store = store
        self._files = files
        self._keys = keys
        self._out = keeping_out

    async def team(self, by: Person, report_id: str) -> Team:
        """The audit line is written first: no line, no read."""
        keys, today = await self._files.keys(by), self._files.today()
        async with self._store.work() as work:
            report, _ = await self._files.find(work, by, keys, report_id, "team_read")
        story, know = await self._out.story(by.id, report), await self._keys.know_who(report.key_id)
        mine = next(each.standing for each in report.told if each.person_id == by.id)
        async with self._store.work() as work:
            holdings = await work.people.holdings(routing.MAY_HEAR, today)
            people = await work.people.many({h.person_id for h in holdings} | {t.person_id for t in report.told})
            requests = [each for each in await work.shares.of([report_id]) if each.waits_on(today)]
            asked = [_asked(each, by, report, holdings, people) for each in requests]
            told = workers(report.told, holdings)
            others = _others(people, {each.person_id for each in told}) if mine in KEEPS else ()
            due = await work.obligations.of(Duty.LOOK_INTO, [says_of(report_id, each.person_id) for each in told])
            joins = await self._out.could_be_given(work, report, story, others)
        leads = [t.person_id for t in keepers(report.told, holdings) if t.standing is not Standing.LEAD]
        says = {subject: each.due_on for subject, each in due.items() if each.open}
        inside = [
            Worker(people[t.person_id], t.standing, t.person_id in know, says.get(says_of(report_id, t.person_id)))
            for t in told
        ]
        could_lead = [people[each] for each in leads if mine in KEEPS]
        return Team(report_id, report.version, mine, tuple(inside), tuple(asked), tuple(joins), tuple(could_lead))

    async def waiting(self, by: Person) -> Sequence[Asked]:
        """What `by` may agree to today, whether or not they can read the case; empty when nothing is."""
        today, found = self._files.today(), []
        async with self._store.work() as work:
            holdings = await work.people.holdings(routing.MAY_HEAR, today)
            for request in await work.shares.waiting(today):
                report = await work.reports.by_id(request.report_id)
                if report is not None and not by.has_left(today):
                    people = await work.people.many({request.person_id, request.asked_by})
                    found.append(_asked(request, by, report, holdings, people))
        return [each for each in found if each.may_agree]


async def who_may_agree(work: Work, report: Report, asked_by: str, for_whom: str, day: date) -> Sequence[str]:
    """Empty when nobody is left to agree."""
    return approvers(report, await work.people.holdings(routing.MAY_HEAR, day), asked_by, for_whom)


def _asked(
    request: ShareRequest, by: Person, report: Report, holdings: Sequence[Holding], people: Mapping[str, Person]
) -> Asked:
    may = approvers(report, holdings, request.asked_by, request.person_id)
    names = [people[each].name if each in people else "" for each in (request.person_id, request.asked_by)]
    return Asked(request, names[0], names[1], by.id in may)


def _others(people: Mapping[str, Person], inside: Collection[str]) -> Sequence[Person]:
    return sorted((each for each in people.values() if each.id not in inside), key=lambda each: (each.name, each.id))
