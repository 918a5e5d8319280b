"""Wraps: a report's key, sealed to one holder's public key with HPKE (RFC 9180), for one strand of one report.

A wrap that is copied to another report, holder, strand or epoch does not open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from storage.seal_frames import frame, unreadable

#: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, in RFC 9180's base mode.
WRAP_SUITE = 1

#: Holders that are not people. No person's id begins like this.
RECOVERY = "@recovery"
MAILBOX = "@mailbox"


class Strand(StrEnum):
    """What a key opens."""

    #: The story and the conversation.
    STORY = "story"
    #: Who reported, when they said so.
    IDENTITY = "identity"
    #: The conversation alone: for the reporter's mailbox.
    CONVERSATION = "conversation"
    #: One person's private notes.
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Wrap:
    """One row of the wraps. `epoch` is that of the holder's key; 0 for holders that are not people."""

    key_id: str
    strand: Strand
    holder: str
    epoch: int
    suite: int
    blob: bytes = field(repr=False)


def wrap(report_id: str, key_id: str, strand: Strand, holder: str, epoch: int, public: bytes, key: bytes) -> Wrap:
    """`key` for the owner of `public`."""
    info = _info(report_id, key_id, strand, holder, epoch, WRAP_SUITE)
    blob = _suite().encrypt(key, X25519PublicKey.from_public_bytes(public), info)
    return Wrap(key_id, strand, holder, epoch, WRAP_SUITE, blob)


def unwrap(report_id: str, row: Wrap, private: bytes) -> bytes:
    """The key inside. Raises Unreadable unless everything about the row is as it was made."""
    if row.suite != WRAP_SUITE:
        raise unreadable()
    info = _info(report_id, row.key_id, row.strand, row.holder, row.epoch, row.suite)
    try:
        return _suite().decrypt(row.blob, X25519PrivateKey.from_private_bytes(private), info)
    except (InvalidTag, ValueError):
        raise unreadable() from None


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _info(report_id: str, key_id: str, strand: Strand, holder: str, epoch: int, suite: int) -> bytes:
    return frame("candour/wrap/v1", suite, strand, report_id, key_id, holder, epoch)
