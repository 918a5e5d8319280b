"""How fast Teams lets us talk: counted here, so that being told to wait is rare.

Conversations are counted under a random key that is changed, with all counts, every hour: what is held names nobody.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from collections.abc import Sequence
from copy import deepcopy
from itertools import islice
from typing import Final

#: (requests, seconds) for one bot in one conversation, from Microsoft's rate-limit page.
CONVERSATION_LIMITS: Final = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
#: Requests that may go at once when nothing was sent for a while.
TENANT_BURST: Final = 5
#: A request arrives later than it leaves, and not each by as much: so much later at most, or a second at the other end
#: holds more than one at ours.
_LATER_SECONDS: Final = 0.02
#: Less is no wait: what is left over when times are added up.
_NOTHING_SECONDS: Final = 1e-6
MOST_CONVERSATIONS: Final = 20_000


class TenantRate:
    """One request every `1 / per_second`, after a small burst, and in no second more than `per_second`, those of the
    burst included. What counts is when each really left, not when it was to: whoever was to wait a moment may have
    waited longer."""

    def __init__(self, per_second: float, burst: int = TENANT_BURST) -> None:
        self._gap = 1.0 / per_second
        self._credit = (burst - 1) * self._gap
        self._next = float("-inf")
        self._most = max(1, int(per_second))
        self._span = max(1.0, self._most * self._gap) + _LATER_SECONDS
        #: When the latest left, as many as may leave in the span.
        self._left: deque[float] = deque(maxlen=self._most)

    def wait(self, now: float, before: int = 0) -> float:
        """Seconds until one more may leave, when so many others leave `before`; 0 when it may leave now."""
        rate, at = deepcopy(self) if before else self, now
        for _ in range(before):
            at = rate.free(at)
            rate.leaves(at)
        free = rate.free(at)
        return free - now if free - now > _NOTHING_SECONDS else 0.0

    def leaves(self, now: float) -> None:
        """One leaves at this moment."""
        # Whoever waited for the span did not save up a burst meanwhile: it would come again in every second.
        self._next = max(self._next, now, self._room() + self._credit) + self._gap
        self._left.append(now)

    def free(self, now: float) -> float:
        """When one more may leave, from `now` on."""
        return max(now, self._next - self._credit, self._room())

    def _room(self) -> float:
        return self._left[0] + self._span if len(self._left) == self._most else float("-inf")


class ConversationRates:
    """The four windows of each conversation."""

    def __init__(self, limits: Sequence[tuple[int, float]] = CONVERSATION_LIMITS) -> None:
        self._limits = limits
        self._longest = max(seconds for _, seconds in limits)
        self._most = max(count for count, _ in limits)
        self._sent: dict[bytes, deque[float]] = {}
        self._key = b""
        self._changed_at = float("-inf")

    def wait(self, conversation_id: str, now: float) -> float:
        """Seconds until one more may go; 0 when it may go now."""
        sent = self._of(conversation_id, now)
        waits = (sent[-count] + seconds - now for count, seconds in self._limits if len(sent) >= count)
        return max(0.0, max(waits, default=0.0))

    def take(self, conversation_id: str, now: float) -> None:
        self._of(conversation_id, now).append(now)

    def _of(self, conversation_id: str, now: float) -> deque[float]:
        if now - self._changed_at >= self._longest:
            self._key, self._changed_at = secrets.token_bytes(16), now
            self._sent.clear()
        digest = hashlib.blake2b(conversation_id.encode(), key=self._key, digest_size=16).digest()
        if digest not in self._sent and len(self._sent) >= MOST_CONVERSATIONS:
            for oldest in list(islice(self._sent, MOST_CONVERSATIONS // 10)):
                del self._sent[oldest]
        return self._sent.setdefault(digest, deque(maxlen=self._most))
