"""Handlers' own keys: a pair for each person, the public half signed offline, the private half sealed under the KEK.

Whoever can write the database can put a row there, but not one that the offline root key has signed. The root signs
which Entra account is the person's too: the staff list says so as well, but anybody who can write it could put their
own account in a handler's row and read as that handler.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from storage.desk_keys import DeskKeys
from storage.seal_frames import frame, open_box_with, seal_box

#: X25519, for the wraps of `seal_wraps`.
PERSON_SUITE = 1
#: Signatures whose truth is remembered: more than a council has people who handle reports.
_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class PersonKey:
    """One row of the people's keys. `epoch` counts a person's keys from 1; the highest is the one to seal to."""

    person_id: str
    epoch: int
    suite: int
    public: bytes
    #: Ed25519, by the offline root.
    signature: bytes = field(repr=False)
    sealed_private: bytes = field(repr=False)


def make_person_key(person_id: str, epoch: int, root_private: bytes, desk: DeskKeys) -> PersonKey:
    """A new pair for a person, signed and sealed."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    statement = _statement(person_id, epoch, PERSON_SUITE, public)
    return PersonKey(
        person_id=person_id,
        epoch=epoch,
        suite=PERSON_SUITE,
        public=public,
        signature=Ed25519PrivateKey.from_private_bytes(root_private).sign(statement),
        sealed_private=seal_box(desk.person(person_id, epoch), statement, private.private_bytes_raw()),
    )


def is_signed(key: PersonKey, root_public: bytes) -> bool:
    """Whether the offline root has signed this public key for this person and epoch."""
    statement = _statement(key.person_id, key.epoch, key.suite, key.public)
    return _has_signed(root_public, key.signature, statement) and key.suite == PERSON_SUITE


# Every report looks through everybody's keys, twice. What is remembered is nobody's secret, and one bit that differs is
# another question.
@lru_cache(_REMEMBERED)
def _has_signed(root_public: bytes, signature: bytes, statement: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(root_public).verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def sign_account(person_id: str, entra_id: str, root_private: bytes) -> bytes:
    """Ed25519 by the offline root: this Entra account is this person's."""
    return Ed25519PrivateKey.from_private_bytes(root_private).sign(_account(person_id, entra_id))


def is_account(person_id: str, entra_id: str, signature: bytes, root_public: bytes) -> bool:
    """Whether the offline root has signed that."""
    try:
        Ed25519PublicKey.from_public_bytes(root_public).verify(signature, _account(person_id, entra_id))
    except InvalidSignature:
        return False
    return True


def private_half(key: PersonKey, desk: DeskKeys) -> bytes:
    """Raises Unreadable when the row was altered or belongs to another KEK."""
    statement = _statement(key.person_id, key.epoch, key.suite, key.public)
    return open_box_with(desk.persons(key.person_id, key.epoch), statement, key.sealed_private)


def resealed(key: PersonKey, desk: DeskKeys) -> PersonKey:
    """The same key, its private half sealed under the newest KEK. Raises Unreadable as `private_half` does."""
    statement = _statement(key.person_id, key.epoch, key.suite, key.public)
    sealed = seal_box(desk.person(key.person_id, key.epoch), statement, private_half(key, desk))
    return replace(key, sealed_private=sealed)


def public_half_of_root(root_private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(root_private).public_key().public_bytes_raw()


def _statement(person_id: str, epoch: int, suite: int, public: bytes) -> bytes:
    return frame("candour/person-key/v1", person_id, epoch, suite, public)


def _account(person_id: str, entra_id: str) -> bytes:
    return frame("candour/person-account/v1", person_id, entra_id.lower())
