"""A small council on the real engine, store and sealing, with people who talk to the bot through the real adapter.

Only the network is missing: what the bot sends by itself is recorded, and an invoke's answer is handed back.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from os import urandom
from random import Random
from typing import Any

from bot.log import Log
from bot.scanning import Scanner
from bot.teams.adapter import TeamsAdapter
from bot.teams.face import Parts, teams_bot
from bot.teams.files import FileParts
from bot.teams.recording import CaseRecordParts
from dialogs.facts import Facts, Handler, KnownAsset
from dialogs.forms import FORMS
from dialogs.forms.acknowledge import ACKNOWLEDGE
from dialogs.forms.ask_reporter import ASK_REPORTER
from dialogs.forms.speak_up import SPEAK_UP
from dialogs.telling import tell_concern, tell_passed
from governance import codes
from governance.calendar import Calendar
from governance.documents import Document
from governance.errors import Unavailable
from governance.notices import Outcome, Sent
from governance.obligations import Duty
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.acknowledging import case_audiences
from governance.services.assuring import Assuring
from governance.services.briefing import Briefing
from governance.services.calling import Calling
from governance.services.casefiles import CaseFiles
from governance.services.casework import casework
from governance.services.corresponding import Corresponding
from governance.services.filing import Filing
from governance.services.forecasting import Forecasting
from governance.services.half_done import KeepingHalfDone
from governance.services.handing_out import HandingOut
from governance.services.making_packs import NOW_EXCEL, NOW_WORD, PACK_EXCEL, PACK_WORD
from governance.services.naming_administrators import AdministratorSubjects
from governance.services.owed_returns import AssuranceSubjects
from governance.services.passing_on import PassingOn
from governance.services.reading_files import FileReading
from governance.services.receiving import Receiving
from governance.services.recording import Recording
from governance.services.registering import Registering
from governance.services.replaying import Replaying
from governance.services.retaining import Retaining
from governance.services.sealed_words import Sections
from governance.services.settling import Settling
from governance.services.touching_data import TouchingData
from governance.services.transferring import TransferSubjects
from governance.services.watching import Watching
from storage.case_keys import SharedKeys
from storage.concern_lines import LineSealing
from storage.drafts import SealedDrafts
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.keystore import Keystore
from storage.seal_files import FileVault
from storage.seal_record import RecordSealing
from storage.sealing import Sealing
from storage.work import SqlStore, memory_store
from tests.faces.action_services import action_services
from tests.faces.asset_services import asset_services
from tests.faces.assurance_parts import assurance_parts
from tests.faces.card_rules import CHAT_BYTES, buttons, check, executes, inputs, sends_inputs, words
from tests.faces.incident_parts import figure_parts, incident_parts, talk_parts
from tests.faces.incident_services import adding_files, handled_services, incident_subjects
from tests.faces.people_services import people_parts
from tests.faces.record_services import who_works
from tests.faces.risk_services import risk_services, risk_subjects
from tests.faces.yearly_parts import yearly_parts
from tests.governance.actions_world import subjects
from tests.governance.filing_world import CleansHere
from tests.harness.prepared import prepared

TENANT = "d3300000-0000-4000-8000-000000000001"
SERVICE = "https://smba.trafficmanager.net/uk"
DESK = "https://desk.council.example/documents"
ADD_FILES = "https://desk.council.example/add-files"
WEB_PAGE = "https://speakup.council.example/speak-up"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

_LONG_AGO = date(2020, 1, 1)


def _staff(number: int, name: str, job: str = "", left_on: date | None = None) -> Person:
    entra_id = f"aaaaaaaa-0000-4000-8000-{number:012d}"
    return Person(str(number), entra_id, name, f"{number}@council.example", job, "Town hall", left_on=left_on)


AMARA = _staff(1001, "Amara Okafor", "Monitoring Officer")
JOHN = _staff(1002, "John Ellis", "Chief Internal Auditor")
DEPUTY = _staff(1003, "Ruth Bell", "Deputy Monitoring Officer")
CHIEF = _staff(1004, "Colin Marsh", "Chief Executive")
PRIYA = _staff(1005, "Priya Nair", "Housing officer")
GONE = _staff(1006, "Gwen Hart", "Monitoring Officer", left_on=date(2026, 1, 31))
EVERYBODY = (AMARA, JOHN, DEPUTY, CHIEF, PRIYA, GONE)
POSTS = (
    Holding(AMARA.id, Role.MONITORING_OFFICER, _LONG_AGO),
    Holding(JOHN.id, Role.CHIEF_INTERNAL_AUDITOR, _LONG_AGO),
    Holding(DEPUTY.id, Role.DEPUTY_MONITORING_OFFICER, _LONG_AGO),
    Holding(CHIEF.id, Role.CHIEF_EXECUTIVE, _LONG_AGO),
    Holding(GONE.id, Role.MONITORING_OFFICER, _LONG_AGO),
)


class Hands:
    """A clock that the test moves, for the domain and for real time alike."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def pass_time(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Outside:
    """What the bot sent by the connector."""

    sent: list[Mapping[str, Any]] = field(default_factory=list)
    #: Cards in a chat that were changed, by the id of their message under `changes`.
    changed: list[Mapping[str, Any]] = field(default_factory=list)
    #: What becomes of everything that is sent; None: it arrives.
    outcome: Outcome | None = None

    async def send(self, service_url: str, conversation_id: str, activity: Mapping[str, Any], **_: float) -> Outcome:
        self.sent.append(json.loads(json.dumps({"to": (service_url, conversation_id), **activity})))
        return self.outcome or Sent(f"m{len(self.sent)}")

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any], **_: float
    ) -> Outcome:
        there = {"to": (service_url, conversation_id), "changes": activity_id, **activity}
        self.changed.append(json.loads(json.dumps(there)))
        return self.outcome or Sent(activity_id)

    async def delete(self, *_: object, **__: object) -> Outcome:
        raise AssertionError("the bot takes no message back")


@dataclass
class Directory:
    """The people table, as the bot sees it; counts how often somebody was looked up."""

    store: SqlStore
    asked: int = 0

    async def by_entra(self, entra_id: str) -> Person | None:
        self.asked += 1
        async with self.store.work() as work:
            return await work.people.by_entra(entra_id)

    async def roles_on(self, day: date) -> dict[str, frozenset[Role]]:
        async with self.store.work() as work:
            held = await work.people.holdings(tuple(Role), day)
            people = await work.people.many({holding.person_id for holding in held})
        return {
            person.entra_id: frozenset(holding.role for holding in held if holding.person_id == id_)
            for id_, person in people.items()
        }

    async def owing_actions(self) -> frozenset[str]:
        async with self.store.work() as work:
            holders = {action.holder_id for action in await work.register.all_actions() if action.state.with_holder}
            return frozenset(person.entra_id for person in (await work.people.many(holders)).values())


class Failing:
    """A disk that can be full."""

    def __init__(self) -> None:
        self.is_full = False

    def __call__(self, name: str) -> None:  # noqa: ARG002  # the port names it
        if self.is_full:
            raise Unavailable("The disk is full. Try again in a few minutes.")


@dataclass
class Council:
    adapter: TeamsAdapter
    outside: Outside
    directory: Directory
    receiving: Receiving
    assuring: Assuring
    store: SqlStore
    drafts: SealedDrafts
    clock: Hands
    #: What was written to the log.
    log: list[str]
    failing: Failing
    seal: Sealing
    keystore: Keystore = field(init=False)
    root: bytes = field(init=False)

    async def appoint(self, person: Person, *roles: Role) -> None:
        """Somebody new on the staff list, with these roles and a confirmed key."""
        async with self.store.work() as work:
            await work.people.replace([person], [Holding(person.id, role, _LONG_AGO) for role in roles])
        await self.keystore.add_person(person.id, self.root)
        await self.keystore.confirm(person.id, person.entra_id, self.root)

    def member(self, person: Person) -> Member:
        return Member(self, person.entra_id, person.name)

    async def release(self) -> int:
        """Let the clock come to the next batch, and release what waits."""
        self.clock.pass_time(hours=12)
        return await self.receiving.release(self.clock.now())


@dataclass
class Member:
    """Somebody with Teams."""

    council: Council
    entra_id: str
    name: str

    async def post(self, kind: str, **more: Any) -> tuple[int, Any]:
        """One activity; the status and body of the answer to it."""
        activity = {
            "type": kind,
            "id": uuid.uuid4().hex,
            "channelId": "msteams",
            "serviceUrl": SERVICE,
            "from": {"id": f"29:{self.entra_id}", "name": self.name, "aadObjectId": self.entra_id},
            "conversation": {"id": f"a:{self.entra_id}", "conversationType": "personal", "tenantId": TENANT},
            "recipient": {"id": "28:candour", "name": "Candour"},
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-GB",
            **more,
        }
        status, body = await self.council.adapter.process(json.loads(json.dumps(activity)))
        return status, json.loads(json.dumps(body))

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        """Write in the chat; the one card that comes back."""
        before = len(self.council.outside.sent)
        status, body = await self.post("message", text=text, **more)
        assert (status, body) == (200, None)
        (reply,) = self.council.outside.sent[before:]
        assert reply["to"] == [SERVICE, f"a:{self.entra_id}"]
        card: dict[str, Any] = reply["attachments"][0]["content"]
        check(card)
        return card

    async def press(self, card: Mapping[str, Any], title: str) -> Box:
        """Press a button of a card in the chat, which opens the box."""
        data = buttons(dict(card))[title]
        assert data["msteams"] == {"type": "task/fetch"}, "a button in the chat opens a box"
        return await self.invoke("task/fetch", data)

    async def invoke(self, name: str, data: object) -> Box:
        status, body = await self.post("invoke", name=name, value={"data": data, "context": {"theme": "default"}})
        assert status == 200, status
        return Box(self, body)

    async def execute(self, action: object) -> dict[str, Any]:
        """Press a button that changes its card; the card that takes its place."""
        status, body = await self.post("invoke", name="adaptiveCard/action", value={"action": action})
        assert status == 200, status
        assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
        card: dict[str, Any] = body["value"]
        check(card, CHAT_BYTES)
        return card

    async def change(self, card: Mapping[str, Any], title: str, /, **answers: object) -> dict[str, Any]:
        """Fill in what the card in the chat asks of `answers`, and press."""
        found = executes(dict(card))[title]
        typed = {name: answers.get(name, held) for name, held in inputs(dict(card)).items()}
        if not sends_inputs(dict(card), title):
            typed = {}
        return await self.execute({**found, "data": {**typed, **found["data"]}})


@dataclass
class Box:
    """Teams' pop-up: a card, a last word, or closed."""

    member: Member
    body: Any

    def __post_init__(self) -> None:
        if self.body is not None and not self.last_word:
            check(self.card)

    @property
    def is_closed(self) -> bool:
        return self.body is None

    @property
    def last_word(self) -> str:
        """What stays for a moment when the box goes away; empty of a box that stays."""
        task = self.body["task"] if self.body else {}
        return str(task["value"]) if task.get("type") == "message" else ""

    @property
    def card(self) -> dict[str, Any]:
        content: dict[str, Any] = self.body["task"]["value"]["card"]["content"]
        return content

    @property
    def words(self) -> str:
        return words(self.card)

    @property
    def inputs(self) -> dict[str, Any]:
        return inputs(self.card)

    def has(self, title: str) -> bool:
        return title in buttons(self.card)

    async def press(self, title: str, /, **answers: object) -> Box:
        """Fill in what this page asks of `answers`, and press."""
        typed = {name: answers.get(name, held) for name, held in self.inputs.items()}
        data = buttons(self.card)[title]
        if not sends_inputs(self.card, title):
            typed = {}
        return await self.member.invoke("task/submit", {**typed, **data})


@asynccontextmanager
async def council(
    banner: str | None = None,
    posts: Sequence[Holding] = POSTS,
    staff: Sequence[Person] = (),
    *,
    register: Sequence[KnownAsset] | None = None,
) -> AsyncIterator[Council]:
    """`staff` works there too, each with a key of their own. With `register`, forms look through that one: the service
    reads it once a minute, and here it is read at every press."""
    keys = await prepared((AMARA, JOHN, DEPUTY, CHIEF, *staff))
    keystore, intake, desk = keys.keystore(), keys.intake, keys.desk
    clock, failing = Hands(MONDAY), Failing()
    async with await memory_store(desk.audit, failing) as store:
        async with store.work() as work:
            await work.people.replace((*EVERYBODY, *staff), posts)
        seal = Sealing(keystore, intake, desk, clock)
        try:
            made = _council(store, seal, keystore, intake, desk, clock, failing, banner, register)
            made.keystore, made.root = keystore, keys.root
            yield made
        finally:
            seal.close()
            await keystore.close()


def _council(
    store: SqlStore,
    seal: Sealing,
    keystore: Keystore,
    intake: IntakeKeys,
    desk: DeskKeys,
    clock: Hands,
    failing: Failing,
    banner: str | None,
    register: Sequence[KnownAsset] | None,
) -> Council:
    calendar = Calendar()
    new_id = lambda: uuid.uuid4().hex  # noqa: E731
    telling = lambda concern, names: tell_concern(SPEAK_UP, concern, names)  # noqa: E731
    receiving = Receiving(
        store,
        seal,
        calendar,
        clock,
        clock,
        telling,
        new_id,
        Random(7).shuffle,
        _never,
        TouchingData(store, seal, new_id),
    )

    async def facts() -> Facts:
        handlers = tuple(Handler(h.id, h.name, h.post) for h in await receiving.handlers())
        assets = tuple(await from_the_store() if register is None else register)
        return Facts(calendar.day_of(clock.now()), handlers, ("Housing", "Place"), now=clock.now(), assets=assets)

    async def from_the_store() -> Sequence[KnownAsset]:
        async with store.work() as work:
            found = await work.register.all_assets()
        return [KnownAsset(each.reference, each.title, each.service, each.owner_id) for each in found]

    directory, outside, log = Directory(store), Outside(), list[str]()
    drafts = SealedDrafts(intake, clock)
    assuring = Assuring(store, Settling(calendar, clock, new_id), calendar, clock, clock, new_id, _never)
    files, record_seal = CaseFiles(store, seal, calendar, clock), RecordSealing(keystore, intake, desk, clock)
    recording = Recording(store, files, record_seal, clock, _never)
    keys = SharedKeys(keystore, seal, desk, clock)
    filing = Filing(store, FileVault(), CleansHere(), Scanner(None), clock, new_id)
    corresponding = Corresponding(store, seal, calendar, clock, _never)
    registering = Registering(LineSealing(desk), new_id)
    documents = ("file", "code_letter", PACK_WORD, PACK_EXCEL, NOW_WORD, NOW_EXCEL)
    links = HandingOut(store, drafts, clock, new_id, dict.fromkeys(documents, _nothing), DESK)
    bot = teams_bot(
        Parts(
            speak_up=SPEAK_UP,
            acknowledge=ACKNOWLEDGE,
            ask=ASK_REPORTER,
            drafts=drafts,
            receiving=receiving,
            casework=casework(store, seal, recording, calendar, clock, clock, new_id, _never, registering),
            corresponding=corresponding,
            calling=Calling(store, calendar, clock),
            watching=Watching(
                store,
                calendar,
                clock.now,
                Forecasting(store, calendar, case_audiences(seal)),
                Replaying(store, calendar),
            ),
            actions=action_services(store, clock),
            registers=asset_services(store, clock),
            files=FileParts(
                FileReading(store, seal, filing, calendar, clock),
                adding_files(store, seal, corresponding, drafts, clock, ADD_FILES),
            ),
            holds=Retaining(store, seal, files, calendar, clock, clock, new_id, registering.ensure, _never),
            passing_on=PassingOn(store, receiving, passed_words, _no_letter, calendar, clock),
            links=links,
            assuring=assuring,
            assurance=assurance_parts(store, clock, links),
            briefing=Briefing(
                store,
                {
                    Duty.ASSURANCE: AssuranceSubjects(),
                    Duty.TRANSFER: TransferSubjects(),
                    Duty.NAME_ADMINISTRATOR: AdministratorSubjects(),
                    **subjects(),
                    **risk_subjects(),
                    **incident_subjects(),
                },
            ),
            risks=risk_services(store, clock),
            yearly=yearly_parts(store, clock, desk),
            handled=handled_services(store, seal, drafts, clock, keys),
            incidents=incident_parts(store, seal, clock),
            incident_figures=figure_parts(store, clock),
            half_done=KeepingHalfDone(store, drafts, clock, new_id),
            talks=talk_parts(store, clock),
            record=CaseRecordParts(recording, who_works(store, seal, files, keys, recording, clock, clock, _never)),
            staff=people_parts(store, clock),
            people=directory,
            facts=facts,
            today=lambda: calendar.day_of(clock.now()),
            now=clock.now,
            local=calendar.local,
            ticker=clock,
            new_id=new_id,
            new_code=lambda: codes.mint(urandom(codes.RANDOM_BYTES)),
            web_page=WEB_PAGE,
            banner=banner,
        )
    )
    adapter = TeamsAdapter(bot, outside, Log(log.append, clock.now))
    return Council(adapter, outside, directory, receiving, assuring, store, drafts, clock, log, failing, seal)


def passed_words(form: str, command: object, names: Mapping[str, str]) -> tuple[Sections, Sections]:
    return tell_passed(FORMS[form], command, names)


def _no_letter(code: str, by: str) -> bytes:  # noqa: ARG001
    raise AssertionError("no letter is printed here")


async def _nothing(by: Person, facts: Mapping[str, object]) -> Document:  # noqa: ARG001  # a producer's signature
    raise AssertionError("no link is followed here")


def _never(name: str) -> None:
    """Nothing fails here."""
