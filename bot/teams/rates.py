"""How fast Teams lets us talk: counted here, so that being told to wait is rare.

Conversations are counted under a random key that is changed, with all counts, every hour: what is held names nobody.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Final

#: (requests, seconds) for one bot in one conversation, from Microsoft's rate-limit page.
CONVERSATION_LIMITS: Final = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
#: Requests that may go at once when nothing was sent for a while; with 25 a second it stays within 30 in any second.
TENANT_BURST: Final = 5
MOST_CONVERSATIONS: Final = 20_000


class TenantRate:
    """One request every `1 / per_second`, after a small burst. Turns are given in the order they are asked for."""

    def __init__(self, per_second: float, burst: int = TENANT_BURST) -> None:
        self._gap = 1.0 / per_second
        self._ahead = (burst - 1) * self._gap
        self._next = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until there would be a place; takes none."""
        return max(0.0, self._next - self._ahead - now)

    def take(self, now: float) -> None:
        self._next = max(self._next, now) + self._gap


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
