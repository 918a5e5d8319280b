"""What the rules need to send: the outbox, where every message waits, and the channel that takes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from governance.notices import Channel, Message, Notice, Outcome
from governance.people import Person


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
    #: When to try again, by the caller's real clock; None when this ends the message.
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fallen:
    """A message that did not arrive, and why."""

    message: Message
    notices: tuple[Notice, ...]
    reason: str


class Outbox(Protocol):
    async def put(self, message: Message, notice_ids: Sequence[str], now: datetime) -> None:
        """A message and the notices it carries, ready at once. `now` is the caller's real time; where several machines
        share a database, its clock counts and not theirs."""

    async def put_all(self, loads: Iterable[tuple[Message, Sequence[str], datetime]]) -> None:
        """The same for many at once: message, the notices it carries, real time."""

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

    async def block_lane(self, lane: Lane, now: datetime, until: datetime) -> None:
        """Nothing more is claimed before `until`. Both are real time as the caller reckons it."""

    async def release_lane(self, lane: Lane) -> None: ...

    async def unfinished(self) -> int:
        """Messages that are ready or sending."""

    async def fallen(self, limit: int) -> Sequence[Fallen]:
        """Messages that did not arrive and that nobody has dealt with, locked against a second caller."""

    async def settle(self, message_ids: Collection[str]) -> None:
        """Another way was found for these, or somebody was asked to tell the person."""


class Messenger(Protocol):
    async def deliver(self, message: Message, to: Person) -> Outcome:
        """Send one message. Never raises for what the channel does; a time-out is Unknown."""
