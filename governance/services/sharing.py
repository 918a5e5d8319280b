"""Giving a case to somebody to work on (policy paragraphs 11 and 28): one who keeps it asks, another agrees.

The line in the audit log comes before the key: a crash between the two leaves a line without a key, and agreeing once
more gives it. Everything that kept somebody out when the report came is asked again, twice: when it is asked for, and
when it is agreed to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from governance import routing
from governance.audit import Event
from governance.calendar import Calendar
from governance.case_record import NewEntry, Recorded
from governance.case_sharing import KEEPS, ShareRequest, ShareState, approvers, keepers, workers
from governance.errors import Expired, NotFound, NotYours, Refused, Stale
from governance.notices import Kind
from governance.people import Person
from governance.policy.sharing import SHARE_WORKING_DAYS
from governance.ports import Clock, Failpoint, Store, Work
from governance.record_ports import CaseKeys
from governance.reports import Report, Standing, Told
from governance.roles import HANDLERS, POSTS, Role
from governance.services.case_news import CaseNews
from governance.services.case_teams import who_may_agree
from governance.services.casefiles import CaseFiles
from governance.services.keeping_out import KeepingOut
from governance.services.recording import Recording

ASKED, GIVEN, REFUSED = "share_asked", "share_given", "share_refused"
#: What a consent in the record says (see `Recorded.CONSENT`).
IDENTITY = "identity"

_NONE_LEFT = (
    "Nobody is left who could agree to it: you are the only one who keeps this case, and there is no chief executive "
    "who may know of it. Ask for two custodians of the recovery key."
)


class SharingCases:
    """Every verb checks who asks, their role today, that they hold the case, and that it still stands as shown."""

    def __init__(
        self,
        store: Store,
        files: CaseFiles,
        keys: CaseKeys,
        keeping_out: KeepingOut,
        recording: Recording,
        news: CaseNews,
        calendar: Calendar,
        clock: Clock,
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._files = files
        self._keys = keys
        self._out = keeping_out
        self._recording = recording
        self._news = news
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    async def ask(
        self, by: Person, report_id: str, person_id: str, request_id: str, reason: str, *, identity: bool
    ) -> None:
        """Ask that one more person may work on the case. Raises Refused in words when they may not be given it, and
        when nobody is left to agree."""
        report, _ = await self._files.load(by, report_id, None)
        _must_keep(report, by)
        story = await self._out.story(by.id, report)
        async with self._store.work() as work:
            if await work.shares.by_id(request_id) is not None:
                return
            person = await self._somebody(work, person_id)
            await self._check(work, report, story, person)
            agree = await who_may_agree(work, report, by.id, person.id, self._files.today())
            if not agree:
                raise Refused(_NONE_LEFT)
        if identity:
            await self._check_consent(by, report, person)
        new = NewEntry(request_id, Recorded.ASSIGNMENT, reason, (("Asked for", person.name),), {"share": person.id})
        entry = await self._recording.seal(by, report, new)
        today = self._files.today()
        until = self._calendar.add(today, SHARE_WORKING_DAYS)
        request = ShareRequest(request_id, report.id, person.id, identity, today, by.id, until)
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            if any(e.person_id == person.id and e.waits_on(today) for e in await work.shares.of([report.id])):
                raise Stale(f"Somebody has already asked that {person.name} may work on this case.")
            if await work.shares.add(request):
                await self._recording.put(work, by, post, entry)
                await work.audit.write(self._event(by, post, ASKED, report.id, {"for": person.id}))
                await self._news.tell(work, agree, Kind.CASE_TO_DECIDE)

    async def agree(self, by: Person, request_id: str) -> str:
        """Give the case to whoever it was asked for, by the keys of whoever asked; returns their name. Said again, it
        changes nothing, and gives the key that a crash kept back.

        Raises Stale when somebody else decided, or whoever asked does not work on it any more.
        """
        request, report, asker, person = await self._decidable(by, request_id)
        if request.state is ShareState.GIVEN and request.decided_by == by.id:
            if any(each.person_id == person.id for each in report.told):
                await self._give(request, report)
            return person.name
        await self._must_wait(request)
        async with self._store.work() as work:
            await self._fresh(work, request, report, by)
            standing = _standing(await work.people.roles_of(person.id, self._files.today()))
        story = await self._out.story(asker.id, report)
        if request.identity:
            await self._check_consent(asker, report, person)
        words = f"{by.name} agreed that {person.name} may work on this case."
        facts = (("May know who reported it", "Yes" if request.identity else "No"),)
        new = NewEntry(_other_id(request.id), Recorded.ASSIGNMENT, words, facts, {"given": person.id})
        entry = await self._recording.seal(asker, report, new)
        async with self._store.work() as work:
            fresh = await self._fresh(work, request, report, by)
            await self._check(work, fresh, story, person)
            post = await self._files.post(work, asker)
            await work.shares.decide(request.id, ShareState.GIVEN, self._files.today(), by.id)
            await work.reports.move(fresh.id, fresh.version, fresh.state)
            await work.reports.retell(fresh.id, (*_but(fresh.told, person.id), Told(person.id, standing)))
            await self._recording.put(work, asker, post, entry)
            details = {"to": person.id, "asked_by": asker.id}
            await work.audit.write(self._event(by, await self._role(work, by), GIVEN, report.id, details))
            await self._news.tell(work, [person.id], Kind.CASE_YOURS)
            await self._news.tell(work, [asker.id], Kind.CASE_DECIDED)
            self._failpoint("share.before_commit")
        self._failpoint("share.before_key")
        await self._give(request, report)
        return person.name

    async def refuse(self, by: Person, request_id: str, reason: str) -> str:
        """Do not agree, and say why in the record; returns the name of whom it was asked for."""
        request, report, asker, person = await self._decidable(by, request_id)
        if request.state is ShareState.REFUSED and request.decided_by == by.id:
            return person.name
        await self._must_wait(request)
        words = f"{by.name} did not agree that {person.name} may work on this case."
        new = NewEntry(
            _other_id(request.id), Recorded.ASSIGNMENT, words, (("Why", _said(reason)),), {"refused": person.id}
        )
        entry = await self._recording.seal(asker, report, new)
        async with self._store.work() as work:
            await self._fresh(work, request, report, by)
            await work.shares.decide(request.id, ShareState.REFUSED, self._files.today(), by.id)
            await self._recording.put(work, asker, await self._files.post(work, asker), entry)
            details = {"for": person.id, "asked_by": asker.id}
            await work.audit.write(self._event(by, await self._role(work, by), REFUSED, report.id, details))
            await self._news.tell(work, [asker.id], Kind.CASE_DECIDED)
        return person.name

    # ---------------------------------------------------------------- inside

    async def _give(self, request: ShareRequest, report: Report) -> None:
        await self._keys.give(request.asked_by, report.id, report.key_id, request.person_id, identity=request.identity)

    async def _decidable(self, by: Person, request_id: str) -> tuple[ShareRequest, Report, Person, Person]:
        """The request and what it is about, for somebody who may decide, or did. To everybody else there is none."""
        async with self._store.work() as work:
            request = await work.shares.by_id(request_id)
            report = await work.reports.by_id(request.report_id) if request else None
            if request is None or report is None:
                raise NotFound("There is no such request among those that you can decide about.")
            if request.asked_by == by.id:
                raise NotYours("You asked for this, so somebody else has to agree to it.")
            may = await who_may_agree(work, report, request.asked_by, request.person_id, self._files.today())
            if by.id not in may and request.decided_by != by.id:
                raise NotFound("There is no such request among those that you can decide about.")
            people = await work.people.many({request.asked_by, request.person_id})
            return request, report, people[request.asked_by], people[request.person_id]

    async def _must_wait(self, request: ShareRequest) -> None:
        if request.state is not ShareState.ASKED:
            async with self._store.work() as work:
                who = await work.people.by_id(request.decided_by)
            raise Stale(f"Already done by {who.name if who else 'somebody else'}.")
        if not request.waits_on(self._files.today()):
            raise Expired("This was asked for too long ago. Whoever needs it has to ask again.")

    async def _fresh(self, work: Work, request: ShareRequest, report: Report, by: Person) -> Report:
        """The report as it stands now. Raises Stale when whoever asked does not keep it any more, or `by` may not
        decide any more."""
        fresh = await work.reports.by_id(report.id)
        holdings = await work.people.holdings(routing.MAY_HEAR, self._files.today())
        if fresh is None or request.asked_by not in {each.person_id for each in keepers(fresh.told, holdings)}:
            raise Stale("Whoever asked for this does not work on the case any more, so it cannot be agreed to.")
        if by.id not in approvers(fresh, holdings, request.asked_by, request.person_id):
            raise Stale("You do not work on this case any more, so somebody else has to decide.")
        return fresh

    async def _check(self, work: Work, report: Report, story: object, person: Person) -> None:
        holdings = await work.people.holdings(routing.MAY_HEAR, self._files.today())
        if any(each.person_id == person.id for each in workers(report.told, holdings)):
            raise Stale(f"{person.name} works on this case already.")
        await self._out.check(work, report, story, person)

    async def _check_consent(self, by: Person, report: Report, person: Person) -> None:
        """Whoever asks knows who reported, and the reporter's last word in the record lets others know it. The two
        posts may know it without that."""
        if by.id not in await self._keys.know_who(report.key_id):
            raise Refused("You do not know who reported this, so you cannot let somebody else know it.")
        async with self._store.work() as work:
            roles = await work.people.roles_of(person.id, self._files.today())
        if roles & set(routing.OTHER_HANDLER):
            return
        record = await self._recording.known(by, report)
        words = [each.inside.values.get(IDENTITY) for each in record
                 if each.entry.kind is Recorded.CONSENT and each.inside is not None]  # fmt: skip
        if not words or words[-1] != "yes":
            raise Refused(
                "Whoever looks into it may only know who reported it if the reporter agreed. Ask them first. Then add "
                "to the record what they agreed to."
            )

    async def _somebody(self, work: Work, person_id: str) -> Person:
        person = await work.people.by_id(person_id)
        if person is None:
            raise NotFound("There is no such person on the staff list.")
        return person

    async def _role(self, work: Work, by: Person) -> str:
        roles = await work.people.roles_of(by.id, self._files.today())
        return next((role.value for role in (*POSTS, *Role) if role in roles), "")

    def _event(self, by: Person, post: str, verb: str, subject: str, details: Mapping[str, str]) -> Event:
        return Event(self._clock.now(), by.id, post, verb, subject, details)


def _must_keep(report: Report, by: Person) -> None:
    if not any(each.person_id == by.id and each.standing in KEEPS for each in report.told):
        raise NotYours("Only those who keep a case can say who works on it. Ask whoever leads it.")


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why you do not agree.")
    return reason.strip()


def _standing(roles: frozenset[Role]) -> Standing:
    """Somebody with a post keeps the case with the others; whoever looks into it decides nothing about it."""
    if roles & set(routing.OTHER_HANDLER):
        return Standing.HANDLER
    return Standing.DEPUTY if roles & set(HANDLERS) else Standing.INVESTIGATOR


def _but(told: Sequence[Told], person_id: str) -> list[Told]:
    return [each for each in told if each.person_id != person_id]


def _other_id(request_id: str) -> str:
    """The id of the entry that tells of the decision: one for each request."""
    return f"{int(request_id, 16) ^ 1:032x}"
