"""Teams, the documents that it leads to, and the clock's messengers, put together for one process."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Mapping, Sequence, Set
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.app import Council, new_code, new_id
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
from bot.timing import timetable_of
from bot.vitals import Vitals
from dialogs.facts import Facts
from dialogs.forms.acknowledge import ACKNOWLEDGE
from dialogs.forms.ask_reporter import ASK_REPORTER
from dialogs.forms.contacts import DEMO
from dialogs.forms.incident import INCIDENT
from dialogs.forms.speak_up import SPEAK_UP
from governance.errors import Misconfigured
from governance.people import Person
from governance.roles import Role
from governance.services.offering import owing_actions, shown_roles
from scheduler.timetable import Timetable
from web import documents
from web.frame import Frame

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
            roles = await shown_roles(work, day)
            people = await work.people.many(roles.keys())
        return {each.entra_id: roles[each.id] for each in people.values() if not each.has_left(day)}

    async def owing_actions(self) -> Collection[str]:
        today = self._council.today()
        async with self._council.store.work() as work:
            people = await work.people.many(await owing_actions(work, today))
        return frozenset(person.entra_id for person in people.values())

    async def everyone(self) -> Sequence[tuple[Person, Set[Role]]]:
        """Everybody with today's roles, by name."""
        today = self._council.today()
        async with self._council.store.work() as work:
            people = await work.people.everyone()
            holdings = await work.people.holdings(tuple(Role), today)
        return [(person, {h.role for h in holdings if h.person_id == person.id}) for person in people]


async def desk(council: Council, app: web.Application, stack: AsyncExitStack, vitals: Vitals) -> Timetable:
    """Everything that the web page alone does without."""
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
                handled.handling,
                handled.tasks,
                handled.closing,
                handled.recording,
                council.documents,
                handled.giving,
                handled.linking,
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
    timetable = timetable_of(council, vitals, by_teams(council, messenger), by_mail(council, mail))
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
