"""Receiving a concern: seal it, start its clock, keep it for the next batch (policy paragraphs 11, 18, 21, 26)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from governance import routing
from governance.calendar import Calendar
from governance.ladders import first_rung_at
from governance.notices import Kind
from governance.obligations import Duty, Obligation
from governance.opened_incidents import Opened
from governance.passing_on import Passed
from governance.people import Person
from governance.policy import PolicyVersion, in_force
from governance.ports import Clock, Failpoint, Store, Ticker
from governance.reports import Concern, Identity, Report, State
from governance.roles import POSTS, Holding
from governance.seal_ports import MailboxKey, Seal, Sealed
from governance.services.releasing import Releasing
from governance.services.sealed_words import Sections, Telling, sealed_words

FRESH_SECONDS = 60.0
#: Working days until somebody who passed on a concern is reminded to tell the person.
TELL_DAYS = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter is told."""

    acknowledge_by: date
    #: The code to come back with, where it opens the report.
    code: str | None
    #: The same draft was sent before: what was kept is what was sent then, and nothing new was made.
    already: bool
    #: They come back by their Teams account, and not by the code.
    by_account: bool = False


@dataclass(frozen=True, slots=True)
class KnownHandler:
    """A handler as a form may ask about them: "Is this our Monitoring Officer?"."""

    id: str
    name: str
    post: str


class TouchesData(Protocol):
    """What a concern about personal data sets going beside itself."""

    async def incident_for(
        self, concern: Concern, route: routing.Route, holdings: Sequence[Holding], able: frozenset[str], today: date
    ) -> Opened | None: ...


@dataclass(frozen=True, slots=True)
class _Known:
    """What forms ask of the council, kept for a while."""

    until: float
    handlers: Sequence[KnownHandler]
    directorates: Sequence[str]


class Receiving:
    """Takes concerns in, and has them released in shuffled batches."""

    def __init__(
        self,
        store: Store,
        seal: Seal,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        telling: Telling,
        new_id: Callable[[], str],
        shuffle: Callable[[MutableSequence[Report]], None],
        failpoint: Failpoint,
        touching: TouchesData,
    ) -> None:
        self._store = store
        self._seal = seal
        self._touching = touching
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._telling = telling
        self._new_id = new_id
        self._failpoint = failpoint
        self._releasing = Releasing(store, calendar, clock, ticker, new_id, shuffle, failpoint)
        self._known = _Known(float("-inf"), (), ())

    async def handlers(self) -> Sequence[KnownHandler]:
        """Everybody whom a reporter may want to keep away from a report, with their post.

        A minute old at most: every page of a dialog asks for them. Who really gets a report is looked up when it is
        sealed.
        """
        return (await self._council()).handlers

    async def directorates(self) -> Sequence[str]:
        """The council's directorates by name; empty before the first import. A minute old at most."""
        return (await self._council()).directorates

    async def receive(self, concern: Concern, report_id: str, code: str, form: str) -> Receipt:
        """A concern whose sender is nobody to us: anonymous, or from the web page."""
        return await self._receive(concern, report_id, form, code, None)

    async def receive_known(self, concern: Concern, report_id: str, form: str, by: Person) -> Receipt:
        """A named or confidential concern in Teams: they come back by "my reports"."""
        if concern.identity is Identity.ANONYMOUS:
            raise ValueError("an anonymous concern has no person beside it")
        return await self._receive(concern, report_id, form, None, by)

    async def receive_passed(
        self,
        passed: Passed,
        words: tuple[Sections, Sections],
        report_id: str,
        form: str,
        code: str | None,
        by: Person | None,
        *,
        tells: bool = False,
    ) -> Receipt:
        """A concern that came by way of somebody else, in words already: with `code`, its reporter comes back by that;
        without, `by` does by "my reports". `tells`: `by` still has to tell the person that it was passed on."""
        return await self._receive(passed, report_id, form, code, by, words, tells=tells)

    async def release(self, now: datetime) -> int:
        """Show handlers what waits, once a slot: see `Releasing`. Returns how many reports and letters that were."""
        return await self._releasing.release(now)

    # ---------------------------------------------------------------- inside

    async def _council(self) -> _Known:
        if self._ticker.monotonic() >= self._known.until:
            async with self._store.work() as work:
                holdings = await work.people.holdings(routing.INVOLVED, self._today())
                people = await work.people.many({holding.person_id for holding in holdings})
                directorates = await work.people.directorates()
            handlers = [
                KnownHandler(h.person_id, people[h.person_id].name, POSTS[h.role])
                for h in holdings
                if h.person_id in people
            ]
            self._known = _Known(self._ticker.monotonic() + FRESH_SECONDS, handlers, directorates)
        return self._known

    async def _receive(
        self,
        concern: Concern | Passed,
        report_id: str,
        form: str,
        code: str | None,
        by: Person | None,
        words: tuple[Sections, Sections] | None = None,
        *,
        tells: bool = False,
    ) -> Receipt:
        # Deriving a key from a code takes longer than all the rest, in a thread of its own; the rest is done meanwhile.
        deriving = asyncio.ensure_future(self._mailbox(code))
        try:
            return await self._received(concern, report_id, form, code, by, deriving, words, tells=tells)
        finally:
            deriving.cancel()
            await asyncio.gather(deriving, return_exceptions=True)

    async def _received(
        self,
        concern: Concern | Passed,
        report_id: str,
        form: str,
        code: str | None,
        by: Person | None,
        deriving: asyncio.Future[MailboxKey],
        words: tuple[Sections, Sections] | None,
        *,
        tells: bool,
    ) -> Receipt:
        policy = in_force(self._today())
        known, holdings = await self._look_up(report_id)
        if known is not None:
            return _again(known, code)
        able = await self._seal.holders()
        route = routing.route(concern, holdings, able)
        names = {handler.id: handler.name for handler in await self.handlers()}
        if words is None:
            # Whoever hands in no words of their own hands in a concern.
            words = self._telling(concern, names) if isinstance(concern, Concern) else ((), ())
        story, identity = sealed_words(concern, words, form, by, route.barred)
        sealed = await self._seal.seal_report(
            report_id, story, route.story_holders, identity, route.identity_holders, _public_half(deriving)
        )
        mailbox = await deriving
        # Of what came by way of somebody else, the people who deal with it decide whether it is an incident too.
        incident = None
        if isinstance(concern, Concern):
            incident = await self._touching.incident_for(concern, route, holdings, able, self._today())
        self._failpoint("receive.after_wraps")
        report = self._report(concern, report_id, form, route, sealed, mailbox, by, policy)
        kept = await self._keep(report, policy, incident, tells=tells)
        if kept is not report:
            for key_id in (sealed.key_id, *([incident.key_id] if incident else ())):
                await self._seal.forget(key_id)
            return _again(kept, code)
        self._failpoint("receive.after_commit")
        return Receipt(report.acknowledge_by, code, already=False, by_account=by is not None)

    async def _mailbox(self, code: str | None) -> MailboxKey:
        return self._seal.new_mailbox() if code is None else await self._seal.mailbox_of(code, sending=True)

    async def _look_up(self, report_id: str) -> tuple[Report | None, Sequence[Holding]]:
        async with self._store.work() as work:
            known = await work.reports.by_id(report_id)
            return known, await work.people.holdings(routing.INVOLVED, self._today())

    async def _keep(self, report: Report, policy: PolicyVersion, incident: Opened | None, *, tells: bool) -> Report:
        """One transaction: the report, its clocks, what else it sets going and, when somebody may be hurt, the notice.
        Of a repeat, the first."""
        async with self._store.work() as work:
            if not await work.reports.add(report):
                return await work.reports.by_id(report.id) or report
            owed = [self._promise(report, policy, Duty.ACKNOWLEDGE, report.acknowledge_by)]
            if tells:
                tell_by = self._calendar.add(report.received_on, TELL_DAYS)
                owed.append(self._promise(report, policy, Duty.TELL_THEM, tell_by))
            await work.obligations.add(owed)
            if incident is not None:
                await work.incidents.expect(incident)
            if report.urgent:
                # The occasion has an id of its own: nothing here leads from the notice to the report.
                occasion = f"urgent:{self._new_id()}"
                await self._releasing.tell(work, [report], occasion, Kind.REPORT_URGENT, self._clock.now())
            self._failpoint("receive.before_commit")
        return report

    def _report(
        self,
        concern: Concern | Passed,
        report_id: str,
        form: str,
        route: routing.Route,
        sealed: Sealed,
        mailbox: MailboxKey,
        by: Person | None,
        policy: PolicyVersion,
    ) -> Report:
        today = self._today()
        return Report(
            id=report_id,
            identity=concern.identity,
            received_on=today,
            acknowledge_by=today + timedelta(days=policy.acknowledge_days),
            route=route.kind,
            state=State.WAITING,
            key_id=sealed.key_id,
            story=sealed.story,
            form=form,
            identity_sealed=sealed.identity,
            tag=mailbox.tag,
            mailbox=mailbox.public,
            locator=self._seal.locator(by.entra_id) if by else None,
            recipient=self._seal.seal_recipient(report_id, by.entra_id, mailbox) if by else None,
            urgent=concern.tell_at_once == "yes",
            told=route.told,
        )

    def _promise(self, report: Report, policy: PolicyVersion, duty: Duty, due_on: date) -> Obligation:
        return Obligation(
            id=self._new_id(),
            duty=duty,
            subject_id=report.id,
            cycle=0,
            opened_on=report.received_on,
            due_on=due_on,
            policy=policy.key,
            rung=0,
            next_at=first_rung_at(policy.ladders[duty], report.received_on, due_on, self._calendar),
        )

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _again(known: Report, code: str | None) -> Receipt:
    """What was kept the first time decides how they come back, whatever they chose since."""
    by_account = known.tag is None
    return Receipt(known.acknowledge_by, None if by_account else code, already=True, by_account=by_account)


async def _public_half(deriving: asyncio.Future[MailboxKey]) -> bytes:
    return (await deriving).public
