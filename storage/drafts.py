"""Drafts: the answers so far and the facts on a button, sealed: carried by the reader's own device, or kept for a chat.

Nothing is kept here, so a draft survives a restart and opens on any instance that has the same seed. A draft opens only
for the purpose, and for the person or page, that it was sealed for, and only for a while.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from governance.errors import Expired, Refused, Tampered, Unreadable
from governance.ports import Ticker
from storage.keyfiles import IntakeKeys
from storage.seal_frames import BUCKETS, frame, open_box, seal_box

#: How long a draft opens: through a slow typist's working day and night (WCAG 2.2.1 asks for twenty hours).
LIFE = timedelta(hours=20)
#: Other lives, by the first word of the purpose. A card in a chat may be pressed weeks later, and whatever it asks for
#: is checked again then.
LIVES: Mapping[str, timedelta] = MappingProxyType({
    "card": timedelta(days=60),
    # A link that whoever has it may use: long enough to press it, and no longer.
    "document": timedelta(minutes=10),
    # To a page that takes files and shows nothing: time to carry it to where the files are.
    "file_link": timedelta(minutes=15),
})  # fmt: skip
#: Bytes of a draft before it is made smaller; a form takes 16 kB of text.
LARGEST = 64 * 1024

#: Instances' clocks may differ, and a clock may be set back a little.
_CLOCKS_DIFFER = 60 * 60
_DAY_SECONDS = 24 * 60 * 60
_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
_DAY_BYTES = 3
_TIME_BYTES = 6
#: Days whose keys are kept ready: today's, yesterday's, and those of some older cards.
_READY_KEYS = 8
#: Measured on answers of 2 kB: a small window and memory set up four times as fast as zlib's own choice, and the
#: result is one in a hundred longer.
_WINDOW, _MEMORY = -13, 6
#: Up to so many bytes a draft travels as it is: making it smaller would cost more time than its letters do.
_SMALL = 1024


class SealedDrafts:
    """`governance.ports.Drafts`. Expiry runs on real time."""

    def __init__(self, keys: IntakeKeys, ticker: Ticker, lives: Mapping[str, timedelta] = LIVES) -> None:
        self._ticker = ticker
        self._lives = lives
        self._key_of = lru_cache(_READY_KEYS)(keys.draft_key)
        self._keys = keys
        self._write = json.JSONEncoder(
            ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
        ).encode

    def place(self, purpose: str, bound_to: str) -> str:
        """Where a draft stands that is kept and not carried."""
        return self._keys.draft_place(purpose, bound_to)

    def seal(self, purpose: str, bound_to: str, data: Mapping[str, object], *, padded: bool = False) -> str:
        """URL-safe text; `padded` to one of a few lengths, where it is kept. Raises Refused when the answers are too
        long to carry."""
        try:
            plain = self._write(data).encode("utf-8", "surrogatepass")
        except RecursionError:
            raise Refused("These are not answers to our questions. Start again.") from None
        if len(plain) > LARGEST:
            raise Refused("Your answers are too long to keep together. Make them shorter.")
        now = _seconds(self._ticker.now())
        day = _day_of(now)
        packed = _deflate(plain, smaller=padded or len(plain) > _SMALL)
        body = now.to_bytes(_TIME_BYTES, "big") + (_padded(packed) if padded else packed)
        box = seal_box(self._key_of(day), _binding(purpose, bound_to, day), body)
        return base64.urlsafe_b64encode(day.to_bytes(_DAY_BYTES, "big") + box).rstrip(b"=").decode()

    def open(self, purpose: str, bound_to: str, token: str) -> dict[str, object]:
        """Raises Tampered or Expired."""
        life = int(self._lives.get(purpose.partition(":")[0], LIFE).total_seconds())
        sealed = _decode(token)
        day = int.from_bytes(sealed[:_DAY_BYTES], "big")
        now = _seconds(self._ticker.now())
        if not self._may_be_alive(day, now, life):
            raise _expired()
        try:
            body = open_box(self._key_of(day), _binding(purpose, bound_to, day), sealed[_DAY_BYTES:])
        except Unreadable:
            raise _tampered() from None
        age = now - int.from_bytes(body[:_TIME_BYTES], "big")
        if not -_CLOCKS_DIFFER <= age <= life:
            raise _expired()
        return _inflate(body[_TIME_BYTES:])

    @staticmethod
    def _may_be_alive(day: int, now: int, life: int) -> bool:
        """Whether any draft of that day can be: says so before a key is made for a day that somebody invented."""
        return _day_of(now - life) <= day <= _day_of(now + _CLOCKS_DIFFER)


def _binding(purpose: str, bound_to: str, day: int) -> bytes:
    return frame("candour/draft/v1", purpose, bound_to, day)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _day_of(seconds: int) -> int:
    """The day in UTC, counted as `date.toordinal` does."""
    return _FIRST_DAY + seconds // _DAY_SECONDS


def _decode(token: str) -> bytes:
    """Only the one way of writing a token is taken: the decoder would overlook strange characters and spare bits."""
    try:
        written = token.encode("ascii")
        sealed = base64.urlsafe_b64decode(written + b"=" * (-len(written) % 4))
    except (UnicodeEncodeError, binascii.Error):
        raise _tampered() from None
    if base64.urlsafe_b64encode(sealed).rstrip(b"=") != written:
        raise _tampered()
    return sealed


def _deflate(plain: bytes, *, smaller: bool) -> bytes:
    packer = zlib.compressobj(1 if smaller else 0, zlib.DEFLATED, _WINDOW, _MEMORY)
    return packer.compress(plain) + packer.flush()


def _padded(packed: bytes) -> bytes:
    """What is unpacked ends where it ends, whatever follows."""
    size = next((size for size in BUCKETS if size >= len(packed)), len(packed))
    return packed.ljust(size, b"\0")


def _inflate(packed: bytes) -> dict[str, object]:
    """Only what we sealed comes this far; the limit holds even so."""
    unpacker = zlib.decompressobj(_WINDOW)
    try:
        plain = unpacker.decompress(packed, LARGEST)
        data = json.loads(plain.decode("utf-8", "surrogatepass")) if unpacker.eof else None
    except (zlib.error, ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise _tampered()
    return data


def _tampered() -> Tampered:
    return Tampered("This page or card was changed on its way, or was made for somebody else. Start again.")


def _expired() -> Expired:
    return Expired("This page or card is too old to use. Nothing was sent. Start again.")
