"""Delivering what was planned: one sender at a time for a tenant and channel, and a recorded intent before each send.

No channel takes an idempotency key, so exactly once is impossible. What holds: a message ends as sent, fallen back or
dead with a reason, or in doubt; a repeat is possible only for the few that were under way when something broke, and
those are marked.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from governance.calendar import Calendar
from governance.delivery_ports import Lane, Messenger, Result
from governance.notices import Blocked, Channel, Failed, Message, Outcome, Sent, Throttled, Unknown
from governance.people import Person
from governance.ports import Failpoint, Store, Ticker
from governance.services.other_ways import has_another_way
from governance.services.pacing import Bucket, Pace, Sleep

#: Who a message's recipient is: a person's id, or `"sealed:" + hex` for a reporter. None when there is nobody.
Resolve = Callable[[str], Awaitable[Person | None]]
#: A number from 0 up to 1.
Random = Callable[[], float]

NOBODY_THERE = "There is no such person on the staff list."
HAS_LEFT = "The person has left the council."
#: What an outcome that ends a message is counted as.
_END = {Sent: "sent", Blocked: "fallen_back", Failed: "dead"}

TOO_DOUBTFUL = "It was sent several times and nobody could say whether it arrived."


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one call did, in messages."""

    sent: int = 0
    #: Will be tried again.
    put_back: int = 0
    #: Did not arrive, and goes another way.
    fallen_back: int = 0
    dead: int = 0
    unknown: int = 0


@dataclass(slots=True)
class _Turn:
    """One sender's time on the lane."""

    lane: Lane
    #: The domain's time when the turn began, and when that was by the real clock.
    now: datetime
    began: float
    under_way: set[asyncio.Task[Result | None]] = field(default_factory=set)
    #: What came of sends that are not recorded yet.
    results: list[Result] = field(default_factory=list)
    #: How many claimed messages have not been sent yet.
    queued: int = 0
    #: Nothing more leaves: the lane is blocked for long, lost, or the service stops.
    halted: bool = False
    blocked_until: datetime | None = None
    #: How often the channel asked to wait since it last took a message.
    asked_to_wait: int = 0
    #: What broke a send, to be raised when the rest is recorded.
    fault: BaseException | None = None


class Delivering:
    """Sends the messages of one tenant on one channel. Other processes may run it too: one sends, the others stand
    by."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        resolve: Resolve,
        calendar: Calendar,
        ticker: Ticker,
        sleep: Sleep,
        random: Random,
        tenant: str,
        failpoint: Failpoint,
        pace: Pace | None = None,
        channel: Channel = Channel.TEAMS,
        other_way: bool = False,
    ) -> None:
        """With `other_way`, what the channel does not take falls back to another one, as far as it may."""
        self._store = store
        self._messenger = messenger
        self._resolve = resolve
        self._calendar = calendar
        self._ticker = ticker
        self._sleep = sleep
        self._random = random
        self._tenant = tenant
        self._failpoint = failpoint
        self._pace = pace or Pace()
        self._channel = channel
        self._other_way = other_way
        self._bucket = Bucket(self._pace.rate, self._pace.burst, ticker, sleep)

    async def run(self, now: datetime) -> Delivered:
        """Send what is ready, until nothing is, the lane is blocked for long, or another process has it. `now` is the
        domain's time; it goes on with the real clock. Outside the hours in which messages leave, only those leave that
        may at any hour.

        Cancelling it lets the sends that are under way end and records them, so an orderly stop leaves no doubt.
        """
        done: Counter[str] = Counter()
        began = self._ticker.monotonic()
        async with self._store.work() as work:
            lane = await work.outbox.take_lane(
                self._tenant,
                self._ticker.now(),
                self._pace.lease_seconds,
                self._channel,
                self._calendar.is_open(now),
            )
        if lane is not None:
            turn = _Turn(lane, now, began)
            try:
                await self._keep_sending(turn, done)
            finally:
                await self._leave(turn, done)
        return Delivered(**done)

    async def _keep_sending(self, turn: _Turn, done: Counter[str]) -> None:
        """Claim more as soon as the last ones have left, without waiting for every answer: this keeps the rate full
        while answers are slow, and costs a commit a few sends and not one each."""
        while not turn.halted:
            claimed_at = self._ticker.monotonic()
            claimed = await self._wave(turn, self._pace.wave - len(turn.under_way))
            self._failpoint("deliver.after_claim")
            deadline = claimed_at + self._pace.lease_seconds - self._pace.timeout_seconds
            turn.queued += len(claimed)
            for message in claimed:
                turn.under_way.add(asyncio.create_task(self._send(turn, message, deadline)))
            if not turn.under_way:
                return
            await self._answers(turn, done)
            self._failpoint("deliver.before_record")

    async def _answers(self, turn: _Turn, done: Counter[str]) -> None:
        """Wait for at least one answer, and until all that was claimed has left."""
        while True:
            ended, _ = await asyncio.wait(turn.under_way, return_when=asyncio.FIRST_COMPLETED)
            _collect(turn, ended, done)
            if turn.queued == 0 or turn.halted:
                return

    async def _wave(self, turn: _Turn, size: int) -> Sequence[Message]:
        async with self._store.work() as work:
            claimed = await work.outbox.wave(
                turn.lane, self._ticker.now(), self._pace.lease_seconds, turn.results, size, self._is_open(turn)
            )
        turn.results.clear()
        if claimed is None:
            turn.halted = True
            return ()
        return claimed

    async def _leave(self, turn: _Turn, done: Counter[str]) -> None:
        """Let what is under way end, record it, and give the lane back."""
        turn.halted = True
        try:
            if turn.under_way:
                ended, _ = await asyncio.wait(turn.under_way)
                _collect(turn, ended, done)
        finally:
            for task in turn.under_way:
                task.cancel()
        if turn.results:
            await self._wave(turn, 0)
        async with self._store.work() as work:
            now = self._ticker.now()
            if turn.blocked_until is not None and turn.blocked_until > now:
                await work.outbox.block_lane(turn.lane, now, turn.blocked_until)
            await work.outbox.release_lane(turn.lane)
        if turn.fault is not None:
            raise turn.fault

    async def _send(self, turn: _Turn, message: Message, deadline: float) -> Result | None:
        """None when nothing is known: the message stays as it is until its lease runs out and it is in doubt."""
        try:
            to = await self._person(turn, message)
            if isinstance(to, Result):
                return to
            await self._bucket.take()
        finally:
            turn.queued -= 1
        if turn.halted or self._ticker.monotonic() >= deadline:
            return Result(message.id, Throttled(), turn.blocked_until or self._ticker.now())
        if not (message.any_hour or self._is_open(turn)):
            return Result(message.id, Throttled(), self._ticker.now())
        self._failpoint("deliver.before_send")
        outcome = await self._attempt(message, to)
        self._failpoint("deliver.after_send")
        if isinstance(outcome, Unknown):
            return None
        if isinstance(outcome, Throttled):
            return self._throttled(turn, message, outcome)
        if isinstance(outcome, Sent):
            turn.asked_to_wait = 0
        return self._result(message, outcome)

    async def _person(self, turn: _Turn, message: Message) -> Person | Result:
        """Whom to send it to, or what came of it."""
        if message.doubts >= self._pace.doubts:
            return self._lost(message, TOO_DOUBTFUL)
        try:
            person = await self._resolve(message.recipient)
        except Exception as error:
            # Nothing has left: a recipient that cannot be looked up is tried again, and must not stop the others.
            return self._result(message, Failed(f"The recipient could not be looked up ({type(error).__name__})."))
        if person is None:
            return _dead(message, NOBODY_THERE)
        return _dead(message, HAS_LEFT) if person.has_left(self._calendar.day_of(self._now(turn))) else person

    async def _attempt(self, message: Message, to: Person) -> Outcome:
        try:
            async with asyncio.timeout(self._pace.timeout_seconds):
                return await self._messenger.deliver(message, to)
        except Exception:
            # Out of time, or a fault of ours on the way: it may have left, and only doubt is honest.
            return Unknown()

    def _result(self, message: Message, outcome: Sent | Blocked | Failed) -> Result:
        if isinstance(outcome, Sent):
            return Result(message.id, outcome)
        waits = self._pace.before_the_other_way if self._falls_back(message) else None
        tries = self._pace.attempts if waits is None else len(waits) + 1
        if isinstance(outcome, Blocked) or message.attempts >= tries:
            return self._lost(message, outcome.reason)
        back_off = self._pace.back_off(message.attempts) if waits is None else waits[message.attempts - 1]
        return Result(message.id, outcome, self._after(back_off * (0.5 + self._random() / 2)))

    def _lost(self, message: Message, reason: str) -> Result:
        """It does not arrive this way."""
        return Result(message.id, Blocked(reason)) if self._falls_back(message) else _dead(message, reason)

    def _falls_back(self, message: Message) -> bool:
        return self._other_way and has_another_way(message)

    def _throttled(self, turn: _Turn, message: Message, outcome: Throttled) -> Result:
        """Too fast: it is no failure of the message, and nothing more leaves this lane until then. But where the wait
        is known to be this conversation's alone, or is brief and one of the first since a message was taken, only this
        message waits: the rest leaves at the permitted rate, and whether the lane is meant shows at the next answers.
        """
        asked = outcome.seconds
        if asked is None:
            asked = self._pace.throttled_seconds * (1 + self._random())
        wait = min(max(asked, 0.0), self._pace.longest_back_off_seconds)
        until = self._after(wait)
        if outcome.alone:
            return Result(message.id, outcome, until)
        turn.asked_to_wait += 1
        if wait <= self._pace.brief_seconds and turn.asked_to_wait < self._pace.brief_in_a_row:
            return Result(message.id, outcome, until)
        turn.blocked_until = max(until, turn.blocked_until or until)
        if wait > self._pace.patience_seconds:
            turn.halted = True
        else:
            self._bucket.hold(wait)
        return Result(message.id, outcome, until)

    def _after(self, seconds: float) -> datetime:
        return self._ticker.now() + timedelta(seconds=seconds)

    def _now(self, turn: _Turn) -> datetime:
        return turn.now + timedelta(seconds=self._ticker.monotonic() - turn.began)

    def _is_open(self, turn: _Turn) -> bool:
        return self._calendar.is_open(self._now(turn))


def _dead(message: Message, reason: str) -> Result:
    """The end on this channel and for this message, with a reason that is listed."""
    return Result(message.id, Failed(reason))


def _collect(turn: _Turn, ended: set[asyncio.Task[Result | None]], done: Counter[str]) -> None:
    """Keep what came of these sends. One that broke is unknown and stops the turn; what the others came to is kept."""
    turn.under_way -= ended
    for task in ended:
        fault = None if task.cancelled() else task.exception()
        result = None if task.cancelled() or fault else task.result()
        if fault is not None:
            turn.halted, turn.fault = True, fault
        if result is None:
            done["unknown"] += 1
            continue
        turn.results.append(result)
        if result.retry_at is not None:
            done["put_back"] += 1
        else:
            done[_END[type(result.outcome)]] += 1
