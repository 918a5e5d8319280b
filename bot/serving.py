"""The service on HTTP: the faces of one council, its clock, and the checks that say it is well."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from ipaddress import ip_network
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.app import Council, new_code, new_id
from bot.listening import Bounds, listening
from bot.local.clock import FileClock
from bot.local.standin import Command, StandIn
from bot.sending import by_mail, by_teams, mail_messenger
from bot.settings import Settings
from bot.teams import route
from bot.teams.acting import ActionServices
from bot.teams.adapter import TeamsAdapter
from bot.teams.buttons import Buttons
from bot.teams.commands import FOR_ALL, OFFERS
from bot.teams.connector import Connector, open_session
from bot.teams.face import Parts, teams_bot
from bot.teams.files import FileParts
from bot.teams.gate import Gate
from bot.teams.incident_endings import HandlingParts
from bot.teams.incident_figures import IncidentFigureParts
from bot.teams.incident_talks import TalkParts
from bot.teams.incidents import IncidentParts
from bot.teams.keeping import AssetServices
from bot.teams.keys import PUBLIC_METADATA, SigningKeys
from bot.teams.messenger import TeamsMessenger
from bot.teams.notice_cards import all_cards
from bot.teams.outbound import AppCredential, CachedTokens, Credential, ManagedIdentity, StubTokens, Tokens, certificate
from bot.teams.overseeing import AssuranceParts
from bot.teams.people import PeopleParts
from bot.teams.recording import CaseRecordParts
from bot.teams.risk_forms import RiskServices
from bot.teams.service_urls import is_allowed
from bot.teams.tokens import Callers, NearCallers, SignedCallers
from bot.teams.yearly import YearlyParts
from bot.vitals import LOOPBACK, Vitals, measured, vitals_of
from dialogs.facts import Facts
from dialogs.forms.acknowledge import ACKNOWLEDGE
from dialogs.forms.ask_reporter import ASK_REPORTER
from dialogs.forms.contacts import DEMO
from dialogs.forms.incident import INCIDENT, INCIDENT_WEB
from dialogs.forms.speak_up import SPEAK_UP
from governance.errors import Misconfigured, Refused
from governance.people import Person
from governance.roles import Role
from governance.services.delivering import Delivering
from governance.services.falling_back import Fell
from scheduler.timetable import Timetable
from web import app as pages
from web import documents, linked_files
from web.frame import Frame
from web.headers import NEVER, api_headers
from web.incident import IncidentSite, incident_routes
from web.limits import Limits, limited
from web.uploads import Uploads

TICK_SECONDS = 20.0
DELIVER_SECONDS = 2.0
SWEEP_SECONDS = 6 * 3600.0
RETAIN_SECONDS = 3600.0
#: Local mode: how soon a clock that was moved is noticed.
WATCH_SECONDS = 0.25

Job = tuple[float, Callable[[], Awaitable[object]]]

TRY_OUT = "This is a try-out on this computer only. Nothing that you send here reaches a real council."
NOT_TEAMS = "This is not Teams. It runs on this computer only, with a made-up council."

#: What the try-out page offers as buttons: what a person could also type.
COMMANDS = (
    Command("help", "what I can do"),
    *(Command(each.words, each.meaning) for each in (*FOR_ALL, *(offer.command for offer in OFFERS.values()))),
)


class Directory:
    """People as the Teams face asks for them, a transaction each."""

    def __init__(self, council: Council) -> None:
        self._council = council

    async def by_entra(self, entra_id: str) -> Person | None:
        async with self._council.store.work() as work:
            return await work.people.by_entra(entra_id)

    async def roles_on(self, day: date) -> Mapping[str, frozenset[Role]]:
        async with self._council.store.work() as work:
            held = await work.people.holdings(tuple(Role), day)
            #: Whoever acts as owner is shown what owners are shown.
            acting = {
                p.acting_id for each in await work.people.with_acting(day) for p in each.acting if p.covers_day(day)
            }
            people = await work.people.many({holding.person_id for holding in held} | acting)
        roles: defaultdict[str, set[Role]] = defaultdict(set)
        for holding in held:
            roles[holding.person_id].add(holding.role)
        for each_id in acting:
            roles[each_id].add(Role.INFORMATION_ASSET_OWNER)
        return {each.entra_id: frozenset(roles[each.id]) for each in people.values() if not each.has_left(day)}

    async def owing_actions(self) -> Collection[str]:
        async with self._council.store.work() as work:
            holders = {action.holder_id for action in await work.register.all_actions() if action.state.with_holder}
            return frozenset(person.entra_id for person in (await work.people.many(holders)).values())

    async def everyone(self) -> Sequence[tuple[Person, Set[Role]]]:
        """Everybody with today's roles, by name."""
        today = self._council.today()
        async with self._council.store.work() as work:
            people = await work.people.everyone()
            holdings = await work.people.holdings(tuple(Role), today)
        return [(person, {h.role for h in holdings if h.person_id == person.id}) for person in people]


async def serve(
    council: Council, *, web_only: bool = False, bounds: Bounds | None = None, limits: Limits | None = None
) -> None:
    """Serve until a signal ends it. An orderly stop leaves no message in doubt."""
    settings = council.settings
    async with AsyncExitStack() as stack:
        app = web.Application(client_max_size=256 * 1024)
        tryout = settings.local and not settings.signed and not web_only
        _pages(council, app, tryout=tryout, desk=not web_only, limits=limits or Limits())
        vitals = vitals_of(council)
        _health(council, app, vitals)
        if not web_only:
            timetable = await _desk(council, app, stack, vitals)
            stack.push_async_callback(timetable.stop)
            timetable.start()
        bare = api_headers(_is_https(settings))
        with _usable(settings.port, settings.host, "CANDOUR_PORT"):
            await stack.enter_async_context(
                listening(app, settings.host, settings.port, bare, route.SERVING, bounds or Bounds())
            )
        if settings.metrics_port is not None:
            with _usable(settings.metrics_port, LOOPBACK, "CANDOUR_METRICS_PORT"):
                await stack.enter_async_context(measured(vitals, settings.metrics_port))
        council.log.event("serving", port=settings.port, mode="web only" if web_only else settings.mode)
        await _until_told_to_stop()


@contextmanager
def _usable(port: int, host: str, setting: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise Refused(f"Port {port} on {host} cannot be used ({why}). Stop what uses it, or set {setting}.") from None


async def _until_told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, told.set)
    await told.wait()


def _is_https(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")


def _pages(council: Council, app: web.Application, *, tryout: bool, desk: bool, limits: Limits) -> None:
    """The anonymous face, and the headers of everything. The try-out page, where there is one, has its own."""
    settings = council.settings
    https = _is_https(settings)
    site = pages.Site(
        speak_up=SPEAK_UP,
        drafts=council.drafts,
        receiving=council.receiving,
        corresponding=council.corresponding,
        facts=council.facts,
        new_id=new_id,
        new_code=new_code,
        frame=Frame(settings.council, TRY_OUT if settings.local else ""),
        https=https,
        onion_url=settings.onion_url,
        exit_url=settings.exit_url,
    )
    uploads = Uploads()
    app.add_routes(pages.routes(site, council.files.filing, uploads))
    if desk:
        app.add_routes(linked_files.routes(site, council.files.filing, council.files.adding, uploads))
    incidents = IncidentSite(INCIDENT_WEB, DEMO, council.incidents.reporting, council.files.filing, uploads)
    app.add_routes(incident_routes(site, incidents))
    app.middlewares.append(_problems(council, site, tryout=tryout))
    proxies = [ip_network(each) for each in settings.trusted_proxies]
    app.middlewares.append(limited(limits, proxies, site.frame, council.ticker.monotonic))

    async def headers(request: web.Request, response: web.StreamResponse) -> None:
        for name in NEVER:
            response.headers.popall(name, None)
        if tryout and _is_tryout(request):
            return
        if request.path.startswith((documents.PATH + "/", linked_files.PATH)):
            documents.headers_for(https, response)
        elif request.path.startswith("/api/") or request.path in ("/healthz", "/readyz"):
            response.headers.update(api_headers(https))
        else:
            pages.headers_for(site, request, response)

    app.on_response_prepare.append(headers)


def _is_tryout(request: web.Request) -> bool:
    return request.path == "/" or request.path.startswith("/local/")


def _problems(council: Council, site: pages.Site, *, tryout: bool) -> Middleware:
    """What is not there, and what goes wrong, as a page that says so. The bot's end point answers for itself."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/api/") or (tryout and _is_tryout(request)):
            return await handler(request)
        try:
            return await handler(request)
        except web.HTTPException as problem:
            return pages.problem(site, problem.status)
        except Exception as error:
            if request.transport is None and not request.content.is_eof():
                # Whoever posted is gone, or was cut, before all was here: no fault of ours, and not for the log.
                raise
            council.log.failure("page_failed", error, reference=secrets.token_hex(4))
            return pages.problem(site, 500)

    return middleware


def _health(council: Council, app: web.Application, vitals: Vitals) -> None:
    """`/healthz`: the process answers. `/readyz`: its databases do too, or which of them does not."""

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def ready(_: web.Request) -> web.Response:
        wrong = await vitals.wrong()
        if wrong:
            council.log.event("not_ready", where=", ".join(wrong))
            return web.Response(text=f"not ready: {', '.join(wrong)}", status=503)
        return web.Response(text="ok")

    app.add_routes([web.get("/healthz", alive), web.get("/readyz", ready)])


async def _desk(council: Council, app: web.Application, stack: AsyncExitStack, vitals: Vitals) -> Timetable:
    """Teams and the clock: everything that the web page alone does without."""
    settings = council.settings
    session = await stack.enter_async_context(open_session())
    directory = Directory(council)

    def allowed(url: object) -> bool:
        return is_allowed(url, settings.service_hosts, loopback=settings.local)

    async def facts_in_teams() -> Facts:
        """Whoever is known to us may be shown what the register says."""
        return replace(await council.facts(), assets=await council.incidents.known_assets.all())

    banner = NOT_TEAMS if settings.local else None
    connector = Connector(
        session,
        _tokens(council, settings),
        council.ticker,
        app_id=settings.app_id or "candour",
        is_allowed=allowed,
        per_second=settings.send_rate,
    )
    handled = council.incidents.handled
    bot = teams_bot(
        Parts(
            speak_up=SPEAK_UP,
            acknowledge=ACKNOWLEDGE,
            ask=ASK_REPORTER,
            drafts=council.drafts,
            receiving=council.receiving,
            casework=council.casework,
            corresponding=council.corresponding,
            yearly=YearlyParts(council.keeping.yearly, council.documents),
            watching=council.watching,
            assuring=council.assuring,
            assurance=AssuranceParts(
                council.assurance.overseeing,
                council.assurance.watching,
                council.assurance.exempting,
                council.assurance.noting,
                council.assurance.cadences,
                council.assurance.packs,
                council.assurance.nudging,
                council.documents,
            ),
            briefing=council.briefing,
            calling=council.calling,
            handled=HandlingParts(
                handled.handling, handled.tasks, handled.closing, handled.recording, council.documents, handled.giving
            ),
            registers=AssetServices(
                council.registers.keeping,
                council.registers.transferring,
                council.registers.appointing,
                council.registers.reviewing,
            ),
            record=CaseRecordParts(council.record.recording, council.record),
            actions=ActionServices(
                council.actions.acting,
                council.actions.extending,
                council.actions.following,
                council.actions.snoozing,
                council.actions.keeping,
                council.actions.listing,
            ),
            risks=RiskServices(council.risks.keeping, council.risks.accepting, council.risks.reading),
            files=FileParts(council.files.reading, council.files.adding),
            links=council.documents,
            incidents=IncidentParts(INCIDENT, DEMO, council.incidents.reporting, council.incidents.files),
            incident_figures=IncidentFigureParts(council.incidents.counting, council.documents),
            half_done=council.half_done,
            talks=TalkParts(council.incidents.talked.talks, council.documents),
            passing_on=council.passing_on.passing_on,
            holds=council.keeping.retaining,
            staff=PeopleParts(council.staff.naming, council.staff.standing_in),
            people=directory,
            ticker=council.ticker,
            facts=facts_in_teams,
            today=council.today,
            now=council.clock.now,
            local=council.calendar.local,
            new_id=new_id,
            new_code=new_code,
            web_page=f"{settings.public_url}/speak-up",
            banner=banner,
        )
    )
    gate = Gate(
        await _callers(council, session, stack),
        # An unsigned tenant proves nothing, and other stand-ins for Teams have one of their own.
        tenant_id=settings.tenant if settings.signed else None,
        hosts=settings.service_hosts,
        loopback=settings.local,
    )
    app.add_routes(route.routes(gate, TeamsAdapter(bot, connector, council.log, banner=banner), council.log))
    cards = all_cards(council.briefing, Buttons(council.drafts), settings.tenant, council.today, banner)
    messenger = TeamsMessenger(connector, settings.service_url, settings.tenant, cards)
    app.add_routes(documents.routes(_door(council)))
    mail = mail_messenger(council, TRY_OUT if settings.local else None)
    stack.push_async_callback(mail.close)
    timetable = _timetable(council, vitals, by_teams(council, messenger), by_mail(council, mail))
    if settings.local and not settings.signed:
        _stand_in(council, app, directory, timetable)
    return timetable


def _door(council: Council) -> documents.Door:
    def broke_off(error: Exception) -> None:
        council.log.failure("document_broke_off", error, reference=secrets.token_hex(4))

    frame = Frame(council.settings.council, TRY_OUT if council.settings.local else "")
    return documents.Door(council.documents, frame, broke_off)


def _tokens(council: Council, settings: Settings) -> Tokens:
    if settings.local:
        return StubTokens()
    credential: Credential
    if settings.app_certificate:
        try:
            pem = settings.app_certificate.read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(f"CANDOUR_APP_CERTIFICATE cannot be read ({type(error).__name__}).") from None
        credential = AppCredential(settings.app_id, settings.tenant_id, certificate(pem))
    elif settings.app_password:
        credential = AppCredential(settings.app_id, settings.tenant_id, settings.app_password)
    else:
        credential = ManagedIdentity(settings.app_id)
    return CachedTokens(credential, council.ticker, council.log)


async def _callers(council: Council, session: aiohttp.ClientSession, stack: AsyncExitStack) -> Callers:
    settings = council.settings
    if not settings.signed:
        return NearCallers()
    metadata = settings.openid_metadata or PUBLIC_METADATA
    keys = SigningKeys(metadata, session, council.ticker, council.log, loopback=settings.local)
    fresh = asyncio.create_task(keys.keep_fresh())

    async def stop() -> None:
        fresh.cancel()
        await asyncio.gather(fresh, return_exceptions=True)

    stack.push_async_callback(stop)
    return SignedCallers(settings.app_id, keys, council.ticker)


def _timetable(council: Council, vitals: Vitals, teams: Delivering, mail: Delivering) -> Timetable:
    #: The day on which the clock last asked what is due.
    asked_on: date | None = None

    async def tick() -> None:
        nonlocal asked_on
        today = council.today()
        try:
            done = await council.tick(council.clock.now())
        finally:
            # What was planned before leaves, even on a day on which asking fails.
            asked_on = today
        if any(done.values()):
            council.log.event("ticked", **done)
        timetable.poke("deliver", "mail")

    async def deliver(by: Delivering) -> None:
        if asked_on != council.today():
            # After a stop over night, yesterday's list is taken back first and joins today's.
            timetable.poke("tick")
            return
        done = await by.run(council.clock.now())
        if done.sent or done.fallen_back or done.dead:
            council.log.event("delivered", sent=done.sent, fallen_back=done.fallen_back, dead=done.dead)
        if done.fallen_back or done.dead:
            timetable.poke("fall back")

    async def fall_back() -> None:
        if (await council.fall_back(council.clock.now())) != Fell():
            timetable.poke("deliver", "mail")

    def failed(job: str, error: Exception) -> None:
        council.log.failure("job_failed", error, job=job)

    jobs: dict[str, Job] = {
        "tick": (TICK_SECONDS, tick),
        "deliver": (DELIVER_SECONDS, partial(deliver, teams)),
        "mail": (DELIVER_SECONDS, partial(deliver, mail)),
        "fall back": (TICK_SECONDS, fall_back),
        "sweep": (SWEEP_SECONDS, council.sweep),
        "retain": (RETAIN_SECONDS, council.keeping.retain),
    }
    if isinstance(council.clock, FileClock):
        jobs["watch the clock"] = (WATCH_SECONDS, _watching(council.clock, lambda: timetable.poke("tick")))
    watched = {name: (seconds, vitals.watched(name, job)) for name, (seconds, job) in jobs.items()}
    timetable = Timetable(watched, failed, council.ticker)
    return timetable


def _watching(clock: FileClock, moved: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    """Local mode: whoever moves the clock, by the page or by its file, sees what is due at once."""
    stood = clock.stands_at()

    async def watch() -> None:
        nonlocal stood
        stands = clock.stands_at()
        if stands != stood:
            stood = stands
            moved()

    return watch


def _stand_in(council: Council, app: web.Application, directory: Directory, timetable: Timetable) -> None:
    """The try-out page, on this computer only."""
    clock = council.clock
    if not isinstance(clock, FileClock):
        raise Misconfigured("The try-out page needs a clock that can be moved.")

    async def after_move() -> None:
        timetable.poke("tick", "deliver", "mail")

    StandIn(
        own_url=f"http://127.0.0.1:{council.settings.port}",
        tenant_id=council.settings.tenant,
        bot_name="Candour",
        commands=COMMANDS,
        staff=directory.everyone,
        clock=clock,
        calendar=council.calendar,
        after_move=after_move,
        node_modules=Path(__file__).resolve().parents[1] / "node_modules",
    ).mount(app)
