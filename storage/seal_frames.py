"""The few cryptographic forms that everything sealed here is made of: frames, subkeys, padding and sealed boxes.

Every stored form begins with a byte that names how it was sealed, so that a later one can stand beside it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from governance.errors import Unreadable

#: AES-256-GCM with a random nonce.
BOX_SUITE = 1
KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
BOX_OVERHEAD = 1 + _NONCE_BYTES + _TAG_BYTES

KIB = 1024
#: A sealed text has one of these sizes, so that its size tells next to nothing; above the last, multiples of it.
BUCKETS = (1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB)
_LENGTH_BYTES = 4


def unreadable() -> Unreadable:
    """One answer for every way in which a sealed thing does not open, so that the answer tells nothing."""
    return Unreadable("This cannot be opened. Either you do not hold a key for it, or it was changed.")


def frame(*parts: str | int | bytes) -> bytes:
    """The parts, each after its length in four bytes: no two lists of parts give the same frame."""
    framed = bytearray()
    for part in parts:
        plain = part if isinstance(part, bytes) else str(part).encode()
        framed += len(plain).to_bytes(_LENGTH_BYTES, "big") + plain
    return bytes(framed)


def unframe(framed: bytes) -> list[bytes]:
    """The parts of a frame that we made and authenticated."""
    parts = []
    while framed:
        length = int.from_bytes(framed[:_LENGTH_BYTES], "big")
        parts.append(framed[_LENGTH_BYTES : _LENGTH_BYTES + length])
        framed = framed[_LENGTH_BYTES + length :]
    return parts


def subkey(key: bytes, *purpose: str | int, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose, by HKDF-SHA256: knowing it tells nothing about `key` or about its other subkeys."""
    return HKDF(SHA256(), length, salt=None, info=frame(*purpose)).derive(key)


def pad(text: bytes) -> bytes:
    """`text` with its length in front, filled up so that its sealed box has exactly the size of a bucket."""
    needed = _LENGTH_BYTES + len(text) + BOX_OVERHEAD
    largest = BUCKETS[-1]
    size = next((bucket for bucket in BUCKETS if needed <= bucket), -(-needed // largest) * largest)
    return (len(text).to_bytes(_LENGTH_BYTES, "big") + text).ljust(size - BOX_OVERHEAD, b"\0")


def unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if _LENGTH_BYTES + length > len(padded):
        raise unreadable()
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def seal_box(key: bytes, bound_to: bytes, text: bytes) -> bytes:
    """`text` sealed so that it opens only with the key and the same `bound_to`; `BOX_OVERHEAD` bytes longer."""
    nonce = os.urandom(_NONCE_BYTES)
    suite = bytes([BOX_SUITE])
    return suite + nonce + AESGCM(key).encrypt(nonce, text, suite + bound_to)


def open_box(key: bytes, bound_to: bytes, sealed: bytes) -> bytes:
    """Raises Unreadable unless the box is, to the last bit, one that was sealed with this key and `bound_to`."""
    if len(sealed) < BOX_OVERHEAD or sealed[0] != BOX_SUITE:
        raise unreadable()
    nonce, text = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, text, sealed[:1] + bound_to)
    except InvalidTag:
        raise unreadable() from None


def open_box_with(keys: Sequence[bytes], bound_to: bytes, sealed: bytes) -> bytes:
    """As `open_box`, with whichever of these keys sealed it."""
    for key in keys:
        try:
            return open_box(key, bound_to, sealed)
        except Unreadable:
            continue
    raise unreadable()
