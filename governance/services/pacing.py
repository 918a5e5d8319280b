"""How fast messages leave, how long they are tried, and the bucket that keeps the rate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from governance.ports import Ticker

#: Waits so many seconds.
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast to send, and how long to try."""

    #: Sends a second for one tenant …
    rate: float = 25.0
    #: … and how many more a pause lets through at once: Teams documents 30 a second for an app and tenant.
    burst: int = 5
    #: At most so many are under way, and so at most so many can be in doubt.
    wave: int = 8
    #: A send that takes longer says nothing.
    timeout_seconds: float = 20.0
    #: More than twice a time-out, with room for clocks that differ.
    lease_seconds: float = 60.0
    #: Tries after which a message that failed is dead. With the back-off below it has then been tried for about a day.
    attempts: int = 40
    #: The waits between tries of a message that can go another way; after the last one it does.
    before_the_other_way: tuple[float, ...] = (60.0, 600.0)
    #: Times in doubt after which a message is dead.
    doubts: int = 5
    #: The first back-off; each failure doubles it …
    back_off_seconds: float = 30.0
    #: … up to this.
    longest_back_off_seconds: float = 3600.0
    #: When Teams asks us to wait and does not say how long.
    throttled_seconds: float = 2.0
    #: A wait up to this is the message's own, as long as it is not asked for so often in a row: then it is the lane's.
    brief_seconds: float = 1.0
    brief_in_a_row: int = 3
    #: A wait up to this is waited out with the lane in hand; a longer one is written down, and the lane given back.
    patience_seconds: float = 10.0

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.wave < 1 or self.burst < 1:
            raise ValueError("rate, burst and wave must be more than nothing")
        if self.lease_seconds <= 2 * self.timeout_seconds:
            raise ValueError("a lease must outlast two time-outs, or a slow send is sent twice")
        if self.wave / self.rate + self.patience_seconds >= self.lease_seconds - self.timeout_seconds:
            raise ValueError("at this rate a wave does not leave within its lease")

    def back_off(self, attempts: int) -> float:
        """Seconds to wait after so many tries, before chance shortens it."""
        return min(self.back_off_seconds * 2.0 ** (attempts - 1), self.longest_back_off_seconds)


class Bucket:
    """Lets `rate` a second through, and after a quiet while up to `burst` at once."""

    def __init__(self, rate: float, burst: int, ticker: Ticker, sleep: Sleep) -> None:
        self._gap = 1.0 / rate
        self._credit = (burst - 1) * self._gap
        self._ticker = ticker
        self._sleep = sleep
        self._next = self._held_until = float("-inf")

    async def take(self) -> None:
        """Returns when it is the caller's turn; callers are served in the order they came."""
        while True:
            now = self._ticker.monotonic()
            turn = max(self._next, self._held_until, now - self._credit)
            self._next = turn + self._gap
            if turn > now:
                await self._sleep(turn - now)
            if turn >= self._held_until:
                return

    def hold(self, seconds: float) -> None:
        """Let nothing through for so long, those who wait already included."""
        self._held_until = max(self._held_until, self._ticker.monotonic() + seconds)
