"""The composition root: settings in, a council's services out. The only place that knows every part.

Nothing here decides anything. The system's clock and its randomness enter here and nowhere else.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from bot.areas.actions import Actions, action_services, action_subjects
from bot.areas.assurance import AssuranceServices, assurance_documents, assurance_services, assurance_subjects
from bot.areas.casework import casework_services
from bot.areas.documents import document_services
from bot.areas.files import FileServices, file_services
from bot.areas.forecasting import forecasting_of
from bot.areas.incident_handling import handling_audiences, handling_subjects
from bot.areas.incident_talks import talk_subjects
from bot.areas.incidents import IncidentServices, incident_services
from bot.areas.keeping import KeepingServices, keeping_documents, keeping_services
from bot.areas.means import Means, RealClock
from bot.areas.passing_on import PassingOnServices, passing_on_services
from bot.areas.people import PeopleServices, people_services, people_subjects
from bot.areas.record import RecordServices, record_services
from bot.areas.registers import RegisterServices, register_services, register_subjects
from bot.areas.risks import Risks, risk_services, risk_subjects
from bot.local.clock import FileClock
from bot.log import Log
from bot.settings import Settings
from dialogs.facts import WEB_TEXT_BYTES, Facts, Handler
from dialogs.forms.speak_up import SPEAK_UP
from dialogs.telling import tell_concern
from governance import codes
from governance.calendar import Calendar
from governance.documents import Producer
from governance.errors import Misconfigured, Refused
from governance.obligations import Duty
from governance.people import Person
from governance.ports import Clock, Failpoint, Ticker
from governance.services.acknowledging import case_audiences
from governance.services.assuring import Assuring
from governance.services.attesting import Attesting
from governance.services.briefing import Briefing
from governance.services.calling import Calling
from governance.services.casework import Casework
from governance.services.chasing import Audiences, Chasing
from governance.services.corresponding import Corresponding
from governance.services.falling_back import FallingBack, Fell
from governance.services.forecasting import Forecasting
from governance.services.gathering import Gathering
from governance.services.half_done import KeepingHalfDone
from governance.services.handing_out import HandingOut
from governance.services.incident_papers import DOCUMENT as INCIDENT_FILE
from governance.services.incident_papers import IncidentPapers
from governance.services.owing import OwedAudiences, Subjects
from governance.services.receiving import Receiving
from governance.services.replaying import Replaying
from governance.services.settling import Settling
from governance.services.watching import Watching
from storage.drafts import SealedDrafts
from storage.engines import open_engine
from storage.heads import OwnHeads
from storage.keyfiles import read_keys
from storage.keystore import Keystore
from storage.migrations import is_current
from storage.sealing import Sealing
from storage.work import SqlStore


class SystemTicker:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def nothing_fails(name: str) -> None:  # the port names it
    """The failpoint of a service that is not being tested for crashes."""


def new_id() -> str:
    return uuid4().hex


def new_code() -> str:
    return codes.mint(secrets.token_bytes(codes.RANDOM_BYTES))


@dataclass(frozen=True, slots=True)
class Council:
    """A council's services, open until the context they came from ends."""

    settings: Settings
    log: Log
    store: SqlStore
    keystore: Keystore
    seal: Sealing
    drafts: SealedDrafts
    calendar: Calendar
    clock: Clock
    ticker: Ticker
    receiving: Receiving
    casework: Casework
    corresponding: Corresponding
    chasing: Chasing
    gathering: Gathering
    falling_back: FallingBack
    calling: Calling
    briefing: Briefing
    assuring: Assuring
    assurance: AssuranceServices
    attesting: Attesting
    forecasting: Forecasting
    replaying: Replaying
    watching: Watching
    settling: Settling
    actions: Actions
    documents: HandingOut
    record: RecordServices
    registers: RegisterServices
    staff: PeopleServices
    risks: Risks
    files: FileServices
    keeping: KeepingServices
    passing_on: PassingOnServices
    failpoint: Failpoint
    incidents: IncidentServices
    half_done: KeepingHalfDone

    def today(self) -> date:
        """The council's day, by the domain's clock."""
        return self.calendar.day_of(self.clock.now())

    async def facts(self) -> Facts:
        """What every form may ask of."""
        handlers = await self.receiving.handlers()
        return Facts(
            today=self.today(),
            handlers=tuple(Handler(h.id, h.name, h.post) for h in handlers),
            directorates=tuple(await self.receiving.directorates()),
            text_bytes=WEB_TEXT_BYTES,
            now=self.clock.now(),
        )

    async def tick(self, now: datetime) -> dict[str, int]:
        """Do what has become due at `now`: release the waiting reports, open the returns, take cases from leavers, plan
        the reminders and gather them into messages, find another way for those that did not arrive, sign the head of
        the audit log.

        Returns counts, of which `unheard` is of reports that had to be told of and that nobody in post may hear of,
        and of cases that nobody in post keeps."""
        released = await self.receiving.release(now)
        incidents = await self.incidents.reporting.release(now)
        await self.incidents.handled.awaiting.open(now)
        await self.incidents.handled.still_open.settle(now)
        await self.assurance.run(now)
        await self._open_returns(now)
        await self.incidents.talked.opening.open(now)
        await self.risks.clock.run(now)
        await self.registers.leaving.look(now)
        await self.staff.recounting.look(now)
        await self.actions.asking.ask(now)
        await self.staff.naming.look(now)
        await self.staff.standing_in.look(now)
        await self.calling.withdraw(now)
        left = await self.record.leaving.sweep(now)
        await self.record.looking.settle(now)
        await self.record.asked.remind(now)
        planned = await self.chasing.plan(now)
        unheard = planned.unheard + left.unkept
        await self.gathering.gather(now)
        await self.fall_back(now)
        if released or incidents:
            await self.settle()
        if await self.half_done.sweep():
            await self.store.empty_log()
        await self.keeping.retaining.warn(now)
        await self.attesting.attest(now)
        return {
            "released": released, "incidents": incidents, "planned": planned.notices, "unheard": unheard,
        }  # fmt: skip

    async def fall_back(self, now: datetime) -> Fell:
        """Find another way for what did not arrive."""
        fell = await self.falling_back.run(now)
        if fell.mailed or fell.to_call or fell.told:
            self.log.event("fell_back", mailed=fell.mailed, to_call=fell.to_call, told=fell.told)
        return fell

    async def _open_returns(self, now: datetime) -> None:
        opened = await self.assuring.open_cycle(now)
        if opened.returns or opened.unowned:
            self.log.event("returns_opened", count=opened.returns, unowned=opened.unowned)

    async def sweep(self) -> int:
        """Destroy the wraps that a crash left without a report, and what a crash left of the order of arrival; forget
        links that are over, and destroy files that were never sent."""
        await self.documents.sweep()
        await self.files.sweep()
        async with self.store.work() as work:
            known = await work.reports.known_keys() | await work.incidents.known_keys()
        try:
            return await self.seal.sweep(known, self.ticker.now().date())
        finally:
            await self.settle()

    async def settle(self) -> None:
        """The files forget in which order reports arrived. Until a batch is released, they hold it."""
        await self.store.settle()
        await self.keystore.settle()

    async def resolve(self, recipient: str) -> Person | None:
        """The person behind a message's recipient; None when there is nobody."""
        async with self.store.work() as work:
            if not recipient.startswith("sealed:"):
                return await work.people.by_id(recipient)
            try:
                entra_id = self.seal.addressee(recipient)
            except Refused:
                return None
            # Somebody who reported need not be on the staff list.
            return await work.people.by_entra(entra_id) or Person(entra_id, entra_id, "", "")


def clock_of(settings: Settings, ticker: Ticker) -> FileClock:
    """The domain's clock: real time, unless local mode has a file that says otherwise."""
    nowhere = settings.data / "clock"
    return FileClock(settings.clock_file or nowhere, ticker.now)


@asynccontextmanager
async def open_council(
    settings: Settings,
    log: Log,
    *,
    web_only: bool = False,
    ticker: Ticker | None = None,
    failpoint: Failpoint = nothing_fails,
) -> AsyncIterator[Council]:
    """Open keys and databases and put the services together. Raises Misconfigured with what to do.

    With `web_only` no handler's key and no KEK is read: such a process can take reports in and cannot open any.
    """
    ticker = ticker or SystemTicker()
    intake, desk = read_keys(settings.intake_file, None if web_only else settings.kek_file)
    clock: Clock = clock_of(settings, ticker) if settings.local else RealClock(ticker)
    async with AsyncExitStack() as stack:
        engine = open_engine(settings.database_url)
        stack.push_async_callback(engine.dispose)
        if not await is_current(engine):
            raise Misconfigured("The database is not up to date. Run: candour migrate")
        store = SqlStore(engine, desk.audit if desk else None, failpoint)
        keystore = Keystore(open_engine(settings.keystore_url), intake, desk)
        stack.push_async_callback(keystore.close)
        await keystore.check()
        seal = Sealing(keystore, intake, desk, ticker)
        stack.callback(seal.close)
        means = Means(
            settings, log, store, keystore, seal, SealedDrafts(intake, ticker), Calendar(settings.closed_days),
            clock, ticker, new_id, secrets.SystemRandom().shuffle, failpoint,
        )  # fmt: skip
        calendar = means.calendar
        #: What each kind of obligation is about; whoever adds a duty adds its line here.
        subjects: dict[Duty, Subjects] = {
            **action_subjects(),
            **assurance_subjects(),
            **risk_subjects(),
            **register_subjects(),
            **handling_subjects(),
            **people_subjects(),
            **talk_subjects(),
        }
        mail = settings.smtp is not None
        settling = Settling(calendar, ticker, new_id)
        audiences: dict[Duty, Audiences] = case_audiences(seal)
        for duty, each in subjects.items():
            audiences[duty] = OwedAudiences(each, calendar, mail=mail)
        audiences |= handling_audiences(means, mail=mail)
        incidents = incident_services(means, settling, desk)
        receiving = Receiving(
            store, seal, calendar, clock, ticker, lambda c, names: tell_concern(SPEAK_UP, c, names), new_id,
            means.shuffle, failpoint, incidents.touching,
        )  # fmt: skip
        assurance = assurance_services(means)
        corresponding = Corresponding(store, seal, calendar, clock, failpoint)
        files, passing_on = file_services(means, corresponding), passing_on_services(means, receiving)
        record, keeping = record_services(means, intake, desk), keeping_services(means, desk)
        #: What may be handed out, by the name in its links; whoever adds a document adds its area's line here.
        producers: dict[str, Producer] = {
            **files.producers(),
            **passing_on.producers(),
            **incidents.producers,
            INCIDENT_FILE: IncidentPapers(incidents.files, files.filing).document,
            **keeping_documents(keeping, settings.council),
            **assurance_documents(assurance.packs, settings.council),
        }
        forecasting = forecasting_of(means, audiences, mail=mail)
        replaying = Replaying(store, calendar)
        yield Council(
            settings=settings,
            log=log,
            store=store,
            keystore=keystore,
            seal=seal,
            drafts=means.drafts,
            calendar=calendar,
            clock=clock,
            ticker=ticker,
            receiving=receiving,
            casework=casework_services(means, record.recording, keeping.registering),
            corresponding=corresponding,
            chasing=Chasing(store, calendar, audiences, ticker, new_id, failpoint),
            gathering=Gathering(store, calendar, ticker, new_id, failpoint),
            falling_back=FallingBack(store, calendar, ticker, new_id, failpoint, mail=mail),
            calling=Calling(store, calendar, clock),
            briefing=Briefing(store, subjects),
            assuring=Assuring(store, settling, calendar, clock, ticker, new_id, failpoint),
            assurance=assurance,
            attesting=Attesting(store, calendar, OwnHeads(desk), ticker, new_id),
            forecasting=forecasting,
            replaying=replaying,
            watching=Watching(store, calendar, clock.now, forecasting, replaying),
            staff=people_services(means),
            registers=register_services(means),
            settling=settling,
            risks=risk_services(means, settling),
            actions=action_services(means, settling, subjects),
            documents=document_services(means, producers),
            record=record,
            files=files,
            keeping=keeping,
            passing_on=passing_on,
            failpoint=failpoint,
            incidents=incidents,
            half_done=KeepingHalfDone(store, means.drafts, ticker, new_id),
        )
