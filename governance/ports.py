"""What the rules need from the world. Each docstring says what comes back when there is nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from governance.action_history import ActionHistory
from governance.action_order import ActionOrder
from governance.administrators import Helpers
from governance.asset_ports import AssetKeeping
from governance.audit import Event, Line
from governance.cadences import Cadences
from governance.concern_ports import ConcernLines
from governance.course_ports import Courses
from governance.delivery_ports import Outbox
from governance.document_ports import SpentLinks
from governance.file_ports import Files
from governance.half_done_ports import HalfDoneForms
from governance.incident_ports import Incidents
from governance.linked_ports import FileLinks
from governance.notices import Kind, Notice
from governance.obligations import Duty, Obligation
from governance.orphans import Orphans
from governance.people import ActingOwner, Person
from governance.quarter_figures import QuarterPacks
from governance.record_ports import CaseRecords, Shares
from governance.register_ports import Calls, Progress, Register, Returns
from governance.report_ports import Letters, Reports
from governance.retention_ports import Retention
from governance.reviews import Reviews
from governance.risk_ports import Risks
from governance.roles import Holding, Role
from governance.siro_decisions import SiroDecisions
from governance.talk_ports import Talks


class Clock(Protocol):
    def now(self) -> datetime:
        """The domain's time: aware UTC. It drives dates and rungs, and may be moved in local mode."""


class Ticker(Protocol):
    """Real time, for leases, back-off, tokens and draft expiry. Never moved."""

    def now(self) -> datetime:
        """Aware UTC."""

    def monotonic(self) -> float:
        """Seconds, for measuring how long."""


class Failpoint(Protocol):
    """Named places where a crash test may kill the process. In production it does nothing."""

    def __call__(self, name: str) -> None: ...


# ------------------------------------------------------------------ storage


class People(Protocol):
    async def by_entra(self, entra_id: str) -> Person | None: ...

    async def by_id(self, person_id: str) -> Person | None: ...

    async def many(self, ids: Collection[str]) -> Mapping[str, Person]:
        """By id; ids that nobody has are absent."""

    async def everyone(self) -> Sequence[Person]:
        """By name; empty before the first import."""

    async def directorates(self) -> Sequence[str]:
        """Every directorate that somebody belongs to, by name."""

    async def roles_of(self, person_id: str, day: date) -> frozenset[Role]: ...

    async def holdings(self, roles: Collection[Role], day: date) -> Sequence[Holding]:
        """Holdings of these roles on that day, longest-standing first; people who have left are not among them."""

    async def holdings_of(self, ids: Collection[str]) -> Mapping[str, Sequence[Holding]]:
        """Every holding of these people, past and future ones too; ids without any are absent."""

    async def replace(self, people: Iterable[Person], holdings: Iterable[Holding]) -> None:
        """Insert or update these people and make `holdings` theirs; people not named stay as they are."""

    async def set_acting(self, person_id: str, acting: Iterable[ActingOwner]) -> None:
        """Whoever acts as the owner of this person's assets, all of them."""

    async def with_acting(self, day: date) -> Sequence[Person]:
        """Those for whom somebody acts as owner on that day or later, by staff number."""


class Obligations(Protocol):
    async def add(self, obligations: Iterable[Obligation]) -> None:
        """Idempotent on (duty, subject_id, cycle)."""

    async def due(self, now: datetime, limit: int) -> Sequence[Obligation]:
        """Open ones with `next_at <= now`, soonest first, locked against a second planner (SKIP LOCKED)."""

    async def behind(self, now: datetime) -> bool:
        """Whether something that is due at `now` is not planned yet, by anybody."""

    async def coming(self, before: datetime) -> Sequence[Obligation]:
        """Open ones with `next_at < before`, soonest first; only read, and locked against nobody."""

    async def advance(self, moves: Iterable[tuple[str, int, datetime | None]]) -> None:
        """Set (obligation id → next rung, next_at)."""

    async def of(self, duty: Duty, subject_ids: Collection[str]) -> Mapping[str, Obligation]:
        """The highest cycle of each subject's obligation, open or not; by subject id."""

    async def of_each(
        self, duties: Collection[Duty], subject_ids: Collection[str]
    ) -> Mapping[Duty, Mapping[str, Obligation]]:
        """As `of`, of several duties at once; each of them is there, if only with nothing."""

    async def by_ids(self, ids: Collection[str]) -> Mapping[str, Obligation]:
        """By id; ids that there are not are absent."""

    async def still_open(self, duties: Collection[Duty]) -> Sequence[Obligation]:
        """Open ones of these duties, by the day they are due."""

    async def open_about(self, duties: Collection[Duty], subject_ids: Collection[str]) -> Sequence[Obligation]:
        """Open ones of these duties about these subjects, by the day they are due."""

    async def close(self, duty: Duty, subject_id: str) -> Sequence[str]:
        """Close the open ones; returns their ids, none when there was none open."""

    async def snooze(self, obligation_id: str, until: date) -> None:
        """The holder hears nothing of it before `until`; counts how often they asked."""


class Notices(Protocol):
    async def plan(self, notices: Iterable[Notice]) -> Sequence[Notice]:
        """Insert; a notice whose unique key exists is left out. Returns those that are new."""

    async def supersede(self, notices: Iterable[Notice]) -> None:
        """Record rungs that a higher one made needless: insert them as superseded if they are not there yet."""

    async def supersede_lower(self, by: Iterable[Notice]) -> int:
        """Ready notices of the same obligations and cycles, for the same people on the same channels, become superseded
        where their rung is lower; a message that carries nothing else is not sent. Returns how many did."""

    async def cancel_unsent(self, obligation_ids: Collection[str]) -> int:
        """Ready notices of these obligations become cancelled, and a message left empty is not sent."""

    async def since(self, at: datetime) -> Sequence[Notice]:
        """Due at or after `at`, oldest first."""

    async def waiting(self, now: datetime, people: int) -> Sequence[Notice]:
        """Ready ones that no message carries and that may leave at `now`: all of so many people, by recipient. None
        while another transaction has asked for some."""

    async def take_back(self, kinds: Collection[Kind], day: date) -> int:
        """Messages of these kinds on Teams that are ready, and were gathered on another day than `day`, do not leave;
        their notices wait again. Returns how many messages."""

    async def not_gathered(self, before: datetime) -> Sequence[Notice]:
        """Ready ones that no message carries and that may leave before that instant; only read."""

    async def carried_by(self, message_ids: Collection[str]) -> Mapping[str, Sequence[Notice]]:
        """The notices of each message; messages without any are absent."""

    async def heard_of(self, occasions: Collection[str]) -> Mapping[str, frozenset[str]]:
        """By obligation, or occasion: everybody for whom there is a notice of it."""

    async def on_card(self, recipient: str, provider_id: str) -> Sequence[Notice]:
        """The notices of the message that the channel knows under this id, if this person was sent it; else none."""

    async def cards(self, obligation_ids: Collection[str]) -> Sequence[tuple[str, str]]:
        """(recipient, the channel's id) of each message that was sent on Teams about any of these, once each."""

    async def defer(self, notice_ids: Collection[str], until: datetime) -> None:
        """These do not leave before `until`."""

    async def put_off(self, obligation_ids: Collection[str], recipient: str, until: datetime) -> None:
        """What no message carries yet of these, for this person, does not leave before `until`."""


class AuditLog(Protocol):
    async def write(self, event: Event) -> None:
        """Append to the chain in this transaction. If it cannot be written, neither can what it records."""

    async def lines(self, after: int, limit: int) -> Sequence[Line]:
        """By sequence number, after that number, or with 0 all from the first on; empty at the end."""

    async def about(self, subject: str, verb: str) -> Sequence[Line]:
        """The lines of one verb about one subject, by sequence number; empty when there are none."""

    async def head(self) -> Line | None:
        """The last line; None of an empty log."""


class Ticks(Protocol):
    async def last(self, name: str) -> str | None:
        """What was recorded for this job, such as the last batch slot; None before the first time."""

    async def record(self, name: str, mark: str) -> None: ...


class Work(Protocol):
    """One transaction. Leaving the context commits; an exception rolls everything back."""

    people: People
    reports: Reports
    letters: Letters
    obligations: Obligations
    notices: Notices
    outbox: Outbox
    audit: AuditLog
    ticks: Ticks
    register: Register
    progress: Progress
    returns: Returns
    calls: Calls
    files: Files
    spent_links: SpentLinks
    record: CaseRecords
    assets: AssetKeeping
    risks: Risks
    incidents: Incidents
    retention: Retention
    concern_lines: ConcernLines
    orphans: Orphans
    helpers: Helpers
    reviews: Reviews
    courses: Courses
    shares: Shares
    file_links: FileLinks
    half_done: HalfDoneForms
    history: ActionHistory
    order: ActionOrder
    siro: SiroDecisions
    talks: Talks
    cadences: Cadences
    packs: QuarterPacks


class Store(Protocol):
    def work(self) -> AbstractAsyncContextManager[Work]: ...
