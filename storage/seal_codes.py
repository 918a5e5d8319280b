"""From a reporter's code to the mailbox key: slow on purpose, so it has threads of its own and a queue with an end.

The code has ninety random bits and needs no slowing; Argon2id covers one that somebody has half seen. Anybody may try
codes as fast as they like, so a report that is being sent never queues behind those who look for theirs: it has a lane
of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from governance.codes import normalise
from governance.errors import Busy
from governance.seal_ports import MailboxKey
from storage.keyfiles import IntakeKeys
from storage.seal_frames import KEY_BYTES, subkey

#: In each lane.
THREADS = 2
#: How many may wait behind those who look: half a second's work.
QUEUE = 20
#: How many reports may wait to be sent: it takes a form filled in to stand here, and a refusal costs more.
SENDING_QUEUE = 100
TAG_BYTES = 16

#: Changing any of these makes every code that was handed out useless.
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1


class CodeKeys:
    """Derives mailbox keys from codes. `close` when done."""

    def __init__(self, keys: IntakeKeys) -> None:
        self._salt = keys.code_salt
        self._looking, self._sending = _Lane(QUEUE), _Lane(SENDING_QUEUE)

    async def mailbox_of(self, code: str, *, sending: bool = False) -> MailboxKey:
        """Raises Busy when too many are asked for at once, and Mistyped for what is not a code."""
        symbols = normalise(code).replace("-", "").encode()
        lane = self._sending if sending else self._looking
        return await lane.run(lambda: self._derive(symbols))

    def close(self) -> None:
        self._looking.close()
        self._sending.close()

    def _derive(self, symbols: bytes) -> MailboxKey:
        slow = hash_secret_raw(symbols, self._salt, _PASSES, _MEMORY_KIB, _LANES, KEY_BYTES, Type.ID)
        return mailbox_from(
            subkey(slow, "candour/mailbox-key/v1"), subkey(slow, "candour/mailbox-tag/v1", length=TAG_BYTES)
        )


class _Lane:
    """A few threads, and a queue with an end."""

    def __init__(self, queue: int) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="codes")
        self._most = THREADS + queue
        self._asked = 0

    async def run(self, derive: Callable[[], MailboxKey]) -> MailboxKey:
        if self._asked >= self._most:
            raise Busy(
                "Too many people are using the service at this moment. Nothing was changed, and your code is still "
                "good. Wait a minute and try again."
            )
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, derive)
        finally:
            self._asked -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


def mailbox_from(private: bytes, tag: bytes | None) -> MailboxKey:
    """The whole key from its private half, which may be any 32 bytes."""
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return MailboxKey(private=private, public=public, tag=tag)
