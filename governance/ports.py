"""What the rules need from the world. Each docstring says what comes back when there is nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from governance.audit import Event, Head, Line, SignedHead
from governance.notices import Channel, Kind, Message, Notice, Outcome
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.register_ports import Calls, Progress, Register, Returns
from governance.reports import Letter, Report, State, Told
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

    async def move(self, report_id: str, version: int, state: State) -> None:
        """Set the state and raise the version. Raises Stale when `version` is not the row's."""

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


@dataclass(frozen=True, slots=True)
class Lane:
    """The right to send for one tenant, until `lease_until` by the caller's real clock (never later than by the
    database's, which keeps the lease on PostgreSQL)."""

    tenant: str
    token: str
    lease_until: datetime
    channel: Channel = Channel.TEAMS


@dataclass(frozen=True, slots=True)
class Result:
    """What a send came to. `retry_at` and `final` are decided by the rules, not by the channel."""

    message_id: str
    outcome: Outcome
    #: When to try again; None when this ends the message.
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fallen:
    """A message that did not arrive, and why."""

    message: Message
    notices: tuple[Notice, ...]
    reason: str


class Outbox(Protocol):
    async def put(self, message: Message, notice_ids: Sequence[str], visible_at: datetime) -> None:
        """A message and the notices it carries, ready from `visible_at` (real time)."""

    async def put_all(self, loads: Iterable[tuple[Message, Sequence[str], datetime]]) -> None:
        """The same for many at once: message, the notices it carries, from when."""

    async def had_digest(self, day: date) -> frozenset[str]:
        """Who had one on that day."""

    async def first_today(self, recipients: Collection[str], day: date) -> frozenset[str]:
        """Those of them who had no digest on that day; they are written down as having one now. Of several callers one
        gets a person."""

    async def take_lane(
        self, tenant: str, now: datetime, lease_seconds: float, channel: Channel = Channel.TEAMS, open_: bool = True
    ) -> Lane | None:
        """The lane of one tenant and channel. None when another sender holds it, when it is blocked, or when nothing is
        ready; while it is not `open_`, only what leaves at any hour is."""

    async def wave(
        self,
        lane: Lane,
        now: datetime,
        lease_seconds: float,
        results: Sequence[Result],
        size: int,
        open_: bool = True,
    ) -> Sequence[Message] | None:
        """One commit: check the lane's token (None when it is lost), record `results` (each fenced by the message's
        token), mark messages whose lease ran out while sending as in doubt and send again or park them, and claim the
        next `size`. That commit is the recorded intent; the messages are sent after it. Notices carried by a message
        that ends get the same end and reason."""

    async def block_lane(self, lane: Lane, until: datetime) -> None: ...

    async def release_lane(self, lane: Lane) -> None: ...

    async def unfinished(self) -> int:
        """Messages that are ready or sending."""

    async def fallen(self, limit: int) -> Sequence[Fallen]:
        """Messages that did not arrive and that nobody has dealt with, locked against a second caller."""

    async def settle(self, message_ids: Collection[str]) -> None:
        """Another way was found for these, or somebody was asked to tell the person."""


class AuditLog(Protocol):
    async def write(self, event: Event) -> None:
        """Append to the chain in this transaction. If it cannot be written, neither can what it records."""

    async def lines(self, after: int, limit: int) -> Sequence[Line]:
        """By sequence number, after that number, or with 0 all from the first on; empty at the end."""

    async def head(self) -> Line | None:
        """The last line; None of an empty log."""


class Signer(Protocol):
    """Signs heads of the audit log."""

    def sign(self, head: Head) -> SignedHead:
        """Raises Misconfigured in a process without the KEK."""


class Verifier(Protocol):
    """Checks signed heads; of the service itself, or of an auditor who has the public key alone."""

    def verifies(self, head: SignedHead) -> bool:
        """Whether this service signed it, and nothing of it was changed."""

    def number(self, head: SignedHead) -> int | None:
        """The number of the line that a head which verifies names; None to whom only the public key is known."""


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


class Store(Protocol):
    def work(self) -> AbstractAsyncContextManager[Work]: ...


# ------------------------------------------------------------------ sealing


@dataclass(frozen=True, slots=True)
class MailboxKey:
    """What a code (or a known reporter's recipient row) opens: the private half of a report's mailbox."""

    private: bytes = field(repr=False)
    public: bytes
    #: Only for codes: the look-up tag.
    tag: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A report sealed, its wraps already durable in the keystore under `key_id`."""

    key_id: str
    story: bytes
    identity: bytes | None


class Seal(Protocol):
    """Sealing of reports. A holder is a person's id; `RECOVERY` always holds. Every failure to open is Unreadable."""

    async def seal_report(
        self,
        report_id: str,
        story: bytes,
        story_holders: Collection[str],
        identity: bytes | None,
        identity_holders: Collection[str],
        mailbox: bytes,
    ) -> Sealed:
        """Pad and seal, and write the wraps (for the holders, for recovery, and the conversation key for the public
        half `mailbox`) to the keystore, durably, before returning. Raises Misconfigured when a holder has no signed
        key."""

    async def open_story(self, holder: str, report_id: str, key_id: str, sealed: bytes) -> bytes: ...

    async def open_stories(self, holder: str, stories: Sequence[tuple[str, str, bytes]]) -> Sequence[bytes | None]:
        """Of many reports at once: (report id, key id, what is sealed). None in the place of one that does not open, so
        that it does not keep the others closed."""

    async def open_identity(self, holder: str, report_id: str, key_id: str, sealed: bytes) -> bytes: ...

    async def seal_letter(
        self, holder: str | MailboxKey, report_id: str, key_id: str, letter_id: str, text: bytes
    ) -> bytes: ...

    async def open_letter(
        self, holder: str | MailboxKey, report_id: str, key_id: str, letter_id: str, sealed: bytes
    ) -> bytes: ...

    async def keys_of(self, holder: str) -> frozenset[str]:
        """Key ids of the reports this person holds a story wrap for; empty when none."""

    async def confirms(self, holder: str, entra_id: str) -> bool:
        """Whether the offline root key has signed that this Entra account is this person's. The staff list alone does
        not say so: whoever can write it could put their own account in a handler's row."""

    async def holders(self) -> frozenset[str]:
        """People who have a signed, current public key and can be given a report."""

    async def forget(self, key_id: str) -> None:
        """Destroy the wraps of one report for ever."""

    async def mailbox_of(self, code: str, *, sending: bool = False) -> MailboxKey:
        """Derive the mailbox key from a normalised code (Argon2id, its own small pool). Raises Busy. A report that is
        being sent does not queue behind those who look for theirs."""

    def new_mailbox(self) -> MailboxKey:
        """A random pair, for a reporter whom we know."""

    def locator(self, entra_id: str) -> bytes:
        """HMAC of a known reporter under the KEK. Raises Misconfigured in a process without the KEK."""

    def seal_recipient(self, report_id: str, entra_id: str, mailbox: MailboxKey) -> bytes: ...

    def open_recipient(self, report_id: str, sealed: bytes) -> tuple[str, MailboxKey]:
        """(Entra id, their mailbox key)."""

    def address(self, entra_id: str) -> str:
        """`"sealed:" + hex`: where a message to a known reporter goes, different every time and tied to no report."""

    def addressee(self, address: str) -> str:
        """The Entra id inside an address."""


class Drafts(Protocol):
    """Answers so far and the facts on a button, carried by the client, sealed."""

    def seal(self, purpose: str, bound_to: str, data: Mapping[str, object]) -> str:
        """URL-safe text. `bound_to` is who may give it back (empty on the web page); it is authenticated, not kept."""

    def open(self, purpose: str, bound_to: str, token: str) -> dict[str, object]:
        """Raises Tampered or Expired."""


# ------------------------------------------------------------------ faces


class Messenger(Protocol):
    async def deliver(self, message: Message, to: Person) -> Outcome:
        """Send one message. Never raises for what the channel does; a time-out is Unknown."""
