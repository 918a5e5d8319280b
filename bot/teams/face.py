"""The Teams face put together from what the composition root hands in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.teams.acting import ActionServices, ActionVerbs, Endings
from bot.teams.appointing import AppointVerbs
from bot.teams.asked_cards import AskedCards
from bot.teams.assuring import Assures, Returning, return_endings
from bot.teams.buttons import Buttons
from bot.teams.cadences import CadenceVerbs
from bot.teams.calling import Calls, CallVerbs
from bot.teams.casework.beginning import BeginEnding, Beginnings
from bot.teams.casework.reading import Casework, HandlerEnding
from bot.teams.casework.services import CaseServices
from bot.teams.casework.steps import StepEnding, StepVerbs
from bot.teams.chat_state import Forms, KeepsHalfDone
from bot.teams.chatting import Chatting
from bot.teams.coming_back import FORMS, ComingBack, Corresponds, WriteEnding
from bot.teams.due_cards import Briefs, DueCards
from bot.teams.files import FileParts, FileVerbs
from bot.teams.foreseeing import Foreseeing, Watches
from bot.teams.form_dialogs import Ending, FormDialogs
from bot.teams.guiding import Guiding
from bot.teams.handler import CandourBot
from bot.teams.holding import Holds, HoldVerbs, hold_endings
from bot.teams.identity import Directory
from bot.teams.incident_endings import HandlingEndings, HandlingParts
from bot.teams.incident_figures import IncidentFigureParts, IncidentFigureVerbs
from bot.teams.incident_handling import HandlingVerbs
from bot.teams.incident_talks import TalkParts, TalkVerbs
from bot.teams.incidents import IncidentEnding, IncidentParts, IncidentVerbs, ToSpeakUp
from bot.teams.incidents_in_chat import IncidentInChat
from bot.teams.keeping import AssetEndings, AssetServices, AssetVerbs
from bot.teams.keeping_actions import KeepingVerbs
from bot.teams.known_roles import KnownRoles
from bot.teams.linking import Links
from bot.teams.notice_cards import SECTIONS
from bot.teams.overseeing import AssuranceParts, OverseeingVerbs
from bot.teams.packs import PackVerbs
from bot.teams.passing_on import PassesOn, PassingOnVerbs, passing_on_endings
from bot.teams.people import PeopleParts, PeopleVerbs
from bot.teams.recording import CaseRecordParts, RecordVerbs, record_endings
from bot.teams.replies import draw_replies
from bot.teams.reviewing import ReviewVerbs
from bot.teams.risk_forms import RiskEndings, RiskServices
from bot.teams.risks import RiskVerbs
from bot.teams.sharing import SharingVerbs, beside, sharing_endings
from bot.teams.speaking_up import Receives, SpeakingUp, SpeakUpEnding
from bot.teams.verbs import Area, HasVerbs, gathered
from bot.teams.yearly import YearlyParts, YearlyVerbs
from dialogs.facts import Facts
from dialogs.form import Form
from dialogs.forms.casework import BY_STEP
from dialogs.views.opener import door
from governance.ports import Ticker
from governance.seal_ports import Drafts


@dataclass(frozen=True, slots=True)
class Parts:
    """What this face needs."""

    speak_up: Form
    acknowledge: Form
    ask: Form
    drafts: Drafts
    receiving: Receives
    casework: CaseServices
    corresponding: Corresponds
    watching: Watches
    assuring: Assures
    assurance: AssuranceParts
    briefing: Briefs
    calling: Calls
    actions: ActionServices
    record: CaseRecordParts
    registers: AssetServices
    risks: RiskServices
    files: FileParts
    links: Links
    incidents: IncidentParts
    yearly: YearlyParts
    passing_on: PassesOn
    handled: HandlingParts
    incident_figures: IncidentFigureParts
    holds: Holds
    half_done: KeepsHalfDone
    staff: PeopleParts
    talks: TalkParts
    people: Directory
    #: What forms ask of: today, the handlers, the directorates. Prefill and the room for text are filled in here.
    facts: Callable[[], Awaitable[Facts]]
    #: The council's day now.
    today: Callable[[], date]
    #: The domain's time.
    now: Callable[[], datetime]
    #: An instant in council time.
    local: Callable[[datetime], datetime]
    ticker: Ticker
    #: 32 hex digits, random.
    new_id: Callable[[], str]
    #: A reporter's code in its written form.
    new_code: Callable[[], str]
    #: The address of the web page for speaking up, as people type it.
    web_page: str
    #: Stands first on every card and dialog of the try-out; None in production.
    banner: str | None = None


def teams_bot(parts: Parts) -> CandourBot:
    """The bot, with every verb that a button may name."""
    banner, buttons, page = parts.banner, Buttons(parts.drafts), door(parts.web_page)
    reporting = SpeakUpEnding(parts.speak_up, parts.receiving, parts.people, buttons, banner)
    cases = parts.casework
    handling = [HandlerEnding(form, cases.handling, parts.people, banner) for form in (parts.acknowledge, parts.ask)]
    steps = [StepEnding(step, cases, parts.people, banner) for step in BY_STEP]
    writing = [WriteEnding(entry, parts.corresponding, parts.people, buttons, banner) for entry in FORMS]
    actions = Endings(parts.actions, parts.people, banner).all()
    returns = return_endings(parts.assuring, parts.people, buttons, banner)
    recorded = record_endings(parts.record.recording, parts.people, buttons, banner)
    appointing = AppointVerbs(parts.registers.appointing, parts.people, buttons, banner)
    appoint = appointing.ending()
    overseeing = OverseeingVerbs(parts.assurance, parts.people, buttons, parts.now, banner)
    cadences = CadenceVerbs(parts.assurance.cadences, parts.assurance.watching, parts.people, buttons, banner)
    reviewing = ReviewVerbs(parts.registers.reviewing, parts.people, buttons, banner)
    staff = PeopleVerbs(parts.staff, parts.people, buttons, banner)
    shared = sharing_endings(parts.record.who, parts.people, banner)
    assets = AssetEndings(parts.registers, parts.people, banner).all()
    risks = RiskEndings(parts.risks, parts.people, banner).all()
    half_done = Forms(parts.half_done)
    incident = IncidentEnding(parts.incidents, parts.people, half_done, banner)
    to_speak_up = ToSpeakUp(parts.speak_up, parts.new_id, parts.new_code)
    passed = passing_on_endings(parts.passing_on, parts.links, parts.people, banner)
    endings: tuple[Ending, ...] = (
        reporting,
        *handling,
        *steps,
        BeginEnding(cases, parts.record.who, parts.people, buttons, banner),
        *writing,
        *returns,
        *actions,
        *recorded,
        *passed,
        *shared,
        *hold_endings(parts.holds, parts.people, buttons, banner),
        *assets,
        *risks,
        incident,
        appoint,
        reviewing.ending(),
        *staff.endings(),
        overseeing.ending(),
        *cadences.endings(),
        *HandlingEndings(parts.handled, parts.people, buttons, banner).all(),
    )
    forms = FormDialogs(endings, parts.drafts, parts.facts, banner, to_speak_up.turned)
    speaking_up = SpeakingUp(reporting, forms, buttons, page, parts.new_id, parts.new_code, banner)
    recording = RecordVerbs(forms, parts.record.recording, parts.people, buttons, parts.new_id, banner)
    sharing = SharingVerbs(forms, parts.record.who, parts.people, buttons, parts.new_id, banner)
    holding = HoldVerbs(forms, parts.holds, parts.people, buttons, banner)
    ways = beside(recording, sharing, holding)
    casework = Casework(parts.acknowledge, parts.ask, forms, cases.handling, parts.people, buttons, banner, ways)
    beginning = Beginnings(forms, cases, parts.record.who, parts.people, buttons, parts.new_id, banner)
    stepping = StepVerbs(forms, cases, parts.people, buttons, parts.new_id, banner, beginning)
    coming_back = ComingBack(forms, parts.corresponding, parts.people, buttons, parts.new_id, banner)
    foreseeing = Foreseeing(parts.watching, parts.people, parts.local, banner)
    calling = CallVerbs(parts.calling, parts.people, buttons, banner)
    files = FileVerbs(parts.files, parts.links, parts.people, buttons, banner)
    passing_on = PassingOnVerbs(forms, parts.passing_on, parts.people, parts.new_id, parts.new_code)
    guiding = Guiding(parts.facts, page, banner)
    keeping = AssetVerbs(parts.registers, forms, parts.people, buttons, parts.new_id, banner)
    reporting_incidents = IncidentVerbs(parts.incidents, forms, parts.people, buttons, parts.new_id, banner)
    yearly = YearlyVerbs(parts.yearly, parts.people, banner)
    counting = IncidentFigureVerbs(parts.incident_figures, parts.people, banner)
    packing = PackVerbs(parts.assurance.packs, parts.assurance.links, parts.people, banner)
    managing = (appointing, reviewing, staff, overseeing, cadences)
    # Those whose buttons open and fill in boxes only; and those whose buttons change cards in the chat as well.
    boxes: tuple[HasVerbs, ...] = (
        speaking_up, casework, stepping, recording, sharing, coming_back, foreseeing, calling, guiding, keeping,
        files, yearly, passing_on, reporting_incidents, counting, holding, beginning, packing,
    )  # fmt: skip
    cards = DueCards(parts.briefing, SECTIONS, buttons, parts.today, banner)
    acting = ActionVerbs(parts.actions, forms, parts.people, buttons, cards, parts.today, banner)
    registering = KeepingVerbs(
        parts.actions.listing, parts.actions.following, forms, parts.people, buttons, parts.new_id, parts.today, banner
    )
    returning = Returning(forms, parts.assuring, parts.people, buttons, cards, banner)
    risking = RiskVerbs(parts.risks, forms, parts.people, buttons, cards, parts.today, banner)
    incidents = HandlingVerbs(parts.handled, forms, parts.people, buttons, cards, parts.local, banner)
    in_chat = IncidentInChat(parts.incidents, parts.people, banner)
    chatting = Chatting(in_chat, half_done, parts.drafts, buttons, forms, parts.facts, parts.new_id, banner)
    talking = TalkVerbs(parts.talks, parts.people, buttons, cards, banner)
    areas: tuple[Area, ...] = (acting, returning, risking, incidents, chatting, talking)
    asked = AskedCards(parts.assuring, parts.actions.following, cards, parts.people)
    return CandourBot(
        gathered(
            (
                *(each.verbs() for each in (*boxes, *areas, registering)),
                *(each.with_forms(forms) for each in managing),
            )
        ),
        gathered(each.executes() for each in areas),
        asked.chats(),
        forms.submit,
        chatting,
        KnownRoles(parts.people, parts.today, parts.ticker),
        draw_replies(page, banner),
        guiding,
        banner,
    )
