"""What the rules need from the world. Each docstring says what comes back when there is nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from governance.action_history import ActionHistory
from governance.action_order import ActionOrder
from governance.asset_ports import AssetKeeping
from governance.audit import Event, Line
from governance.concern_ports import ConcernLines
from governance.course_ports import Courses
from governance.delivery_ports import Outbox
from governance.document_ports import SpentLinks
from governance.file_ports import Files
from governance.incident_ports import Incidents
from governance.notices import Kind, Notice
from governance.obligations import Duty, Obligation
from governance.orphans import Orphans
from governance.people import Person
from governance.record_ports import CaseRecords, Shares
from governance.register_ports import Calls, Progress, Register, Returns
from governance.reports import Letter, Report, State, Told
from governance.retention_ports import Retention
from governance.reviews import Reviews
from governance.risk_ports import Risks
from governance.roles import Holding, Role


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


class Reports(Protocol):
    async def add(self, report: Report) -> bool:
        """False when a report with this id is already there (a repeated submission): nothing is changed then."""

    async def by_id(self, report_id: str) -> Report | None: ...

    async def by_tag(self, tag: bytes) -> Report | None: ...

    async def by_locator(self, locator: bytes) -> Sequence[Report]:
        """Newest date first."""

    async def by_keys(self, key_ids: Collection[str]) -> Sequence[Report]:
        """Oldest date first; inside a date in an order that tells nothing (by id)."""

    async def in_state(self, state: State) -> Sequence[Report]: ...

    async def told(self, report_ids: Collection[str]) -> Mapping[str, Sequence[Told]]: ...

    async def tell(self, report_id: str, told: Told) -> None:
        """Somebody more may be told of it, after all others; nothing changes when they are among them as that."""

    async def retell(self, report_id: str, told: Sequence[Told]) -> None:
        """These people are told of it from now on, in this order, and nobody else."""

    async def told_people(self) -> frozenset[str]:
        """Everybody who is told of some report."""

    async def told_to(self, person_ids: Collection[str]) -> Sequence[Report]:
        """The reports that any of them is told of, by id."""

    async def move(self, report_id: str, version: int, state: State) -> None:
        """Set the state and raise the version. Raises Stale when `version` is not the row's."""

    async def change(self, report: Report) -> None:
        """Set the state, the priority, the outcome and the days of its course as they are in `report`, and raise the
        version. Raises Stale when the report's version is not the row's."""

    async def known_keys(self) -> frozenset[str]:
        """Every report's key id, for the sweep of wraps without a report."""


class Letters(Protocol):
    async def add(self, letter: Letter) -> None:
        """Into the conversation, where both sides see it."""

    async def of(self, report_id: str) -> Sequence[Letter]:
        """The conversation, by number; empty when nobody has written, or when it waits."""

    async def wait(self, letter: Letter) -> bool:
        """Keep a reporter's letter for the next batch; its number is its place among those of the report that wait.
        False when this letter is there already, waiting or in the conversation. Raises Stale when the place is
        taken."""

    async def waiting(self, report_id: str | None = None) -> Sequence[Letter]:
        """Letters that wait, of one report or of all, by report and number."""

    async def release(self, letter: Letter) -> None:
        """Out of those that wait and into the conversation, at this letter's number."""

    async def read_to(self, report_id: str, person_id: str, number: int) -> None:
        """A handler has read the conversation as far as this number."""

    async def unread(self, person_id: str, report_ids: Collection[str]) -> Mapping[str, int]:
        """How many letters of reporters this handler has not read, by report; reports without any are absent."""


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
    reviews: Reviews
    courses: Courses
    shares: Shares
    history: ActionHistory
    order: ActionOrder


class Store(Protocol):
    def work(self) -> AbstractAsyncContextManager[Work]: ...
