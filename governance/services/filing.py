"""Files that a reporter adds: looked at, made anew, sealed at once, and sent when the reporter says so.

Between the two a file is sealed under a key that only the reporter's open page has. What is never sent opens for
nobody, and is destroyed when no page of its age opens any more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

from governance.errors import Busy, Refused, Unreadable
from governance.file_ports import PIECE, Cleans, Scans, Vault
from governance.files import LARGEST_FILE, Cleaned, Kept
from governance.ports import Store, Ticker

#: Pieces of all files that wait to be sent: 2 GB.
MOST_UNSENT = 8192
#: Pieces that are written together.
_TOGETHER = 8
#: A page opens for less than a day, and a file is kept with its day alone.
_KEPT = timedelta(days=1)


class Filing:
    """Takes files in, and reads them out."""

    def __init__(
        self, store: Store, vault: Vault, cleaning: Cleans, scanning: Scans, ticker: Ticker, new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._vault = vault
        self._cleaning = cleaning
        self._scanning = scanning
        self._ticker = ticker
        self._new_id = new_id

    async def take(self, content: bytes | bytearray) -> Kept:
        """Look at it, make it anew, and keep that, sealed. A bytearray is emptied as soon as it is not needed.

        Raises Refused in words for the reporter; Busy.
        """
        if len(content) > LARGEST_FILE:
            raise Refused("This file is too large. The most that we can take is 25 MB.")
        async with self._store.work() as work:
            if await work.files.unsent() >= MOST_UNSENT:
                raise Busy("Too many files wait to be sent. Try again later, or send your report without files first.")
        scanned = await self._scanning.scan(content)
        cleaned = await self._cleaning.clean(content)
        if isinstance(content, bytearray):
            content.clear()
        return await self._keep(cleaned, scanned=scanned)

    async def discard(self, file: Kept) -> None:
        """The reporter does not want to send it."""
        async with self._store.work() as work:
            await work.files.discard(file.id)

    async def read(self, file: Kept) -> AsyncIterator[bytes]:
        """The file as it is kept, piece by piece. Raises Unreadable when anything of it was changed or is gone."""
        count = pieces(file.size)
        for number in range(count):
            async with self._store.work() as work:
                sealed = await work.files.piece(file.id, number)
            if sealed is None:
                raise Unreadable("This file is not there any more, or a part of it is missing.")
            yield self._vault.open(file.key, file.id, number, sealed, last=number == count - 1)

    async def sweep(self) -> int:
        """Destroy what was never sent; how many files."""
        async with self._store.work() as work:
            return await work.files.forget_unsent(self._ticker.now().date() - _KEPT)

    # ---------------------------------------------------------------- inside

    async def _keep(self, cleaned: Cleaned, *, scanned: bool) -> Kept:
        size = len(cleaned.content)
        kept = Kept(self._new_id(), self._vault.new_key(), cleaned.kind, size, cleaned.removed, scanned)
        count = pieces(size)
        async with self._store.work() as work:
            await work.files.keep(kept.id, self._ticker.now().date())
        for start in range(0, count, _TOGETHER):
            numbers = range(start, min(start + _TOGETHER, count))
            sealed = [(number, self._sealed(kept, number, count, cleaned.content)) for number in numbers]
            async with self._store.work() as work:
                await work.files.put(kept.id, sealed)
        return kept

    def _sealed(self, kept: Kept, number: int, count: int, content: bytes | bytearray) -> bytes:
        piece = bytes(content[number * PIECE : (number + 1) * PIECE])
        return self._vault.seal(kept.key, kept.id, number, piece, last=number == count - 1)


def pieces(size: int) -> int:
    """How many a file of that size is sealed in."""
    return max(1, -(-size // PIECE))
