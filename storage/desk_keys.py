"""The keys of the process that handlers use: subkeys of the KEK, each for one purpose, over every generation of it.

When the KEK is changed, what it sealed is sealed anew, and the older key is forgotten. What cannot be made anew stays
readable by subkeys that were kept: lines of the audit chain that stand, heads that were sent out, and what a process
wrote that had not been started again yet. No kept subkey opens a handler's key or signs a head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.seal_frames import subkey


@dataclass(frozen=True, slots=True, repr=False)
class RetiredKeys:
    """What is kept of an older KEK; each of 32 bytes."""

    generation: int
    audit: bytes
    head_public: bytes
    head_mask: bytes
    locator: bytes
    recipient: bytes

    def __repr__(self) -> str:
        return f"RetiredKeys({self.generation}, …)"


@dataclass(frozen=True, slots=True, repr=False)
class DeskKeys:
    """What the handlers' process needs beside the intake keys."""

    kek: bytes
    #: Counts the KEKs of this service, from 1.
    generation: int = 1
    #: Oldest first.
    retired: tuple[RetiredKeys, ...] = ()
    #: The KEK before this one, while handlers' keys may still be sealed under it: a change that has not ended.
    leaving: bytes | None = None

    @property
    def audit(self) -> Mapping[int, bytes]:
        """HMAC keys of the audit chain, by generation."""
        kept = {each.generation: each.audit for each in self.retired}
        return {**kept, self.generation: subkey(self.kek, "candour/audit/v1")}

    @property
    def head(self) -> bytes:
        """Ed25519 private key that signs heads of the audit chain."""
        return subkey(self.kek, "candour/audit-head/v1")

    @property
    def head_mask(self) -> bytes:
        """HMAC key of the mask over the number of a head's line."""
        return subkey(self.kek, "candour/audit-head-mask/v1")

    @property
    def head_public(self) -> bytes:
        """The public half of `head`."""
        return Ed25519PrivateKey.from_private_bytes(self.head).public_key().public_bytes_raw()

    @property
    def heads(self) -> Sequence[tuple[bytes, bytes]]:
        """(public half, mask) of every generation, newest first."""
        kept = [(each.head_public, each.head_mask) for each in reversed(self.retired)]
        return [(self.head_public, self.head_mask), *kept]

    @property
    def locator(self) -> bytes:
        """HMAC key that finds the reports of a reporter whom we know."""
        return subkey(self.kek, "candour/locator/v1")

    @property
    def locators(self) -> Sequence[bytes]:
        """Of every generation, newest first."""
        return [self.locator, *(each.locator for each in reversed(self.retired))]

    @property
    def recipient(self) -> bytes:
        """Seals who such a reporter is."""
        return subkey(self.kek, "candour/recipient/v1")

    @property
    def recipients(self) -> Sequence[bytes]:
        """Of every generation, newest first."""
        return [self.recipient, *(each.recipient for each in reversed(self.retired))]

    def person(self, person_id: str, epoch: int) -> bytes:
        """Seals the private key of one handler."""
        return _person(self.kek, person_id, epoch)

    def persons(self, person_id: str, epoch: int) -> Sequence[bytes]:
        """What may have sealed it: two while a change of the KEK has not ended, else one."""
        keks = [self.kek] if self.leaving is None else [self.kek, self.leaving]
        return [_person(kek, person_id, epoch) for kek in keks]

    @property
    def registers(self) -> Sequence[bytes]:
        """Seal the lines of the register of concerns: the first from now on; two as for `persons`."""
        keks = [self.kek] if self.leaving is None else [self.kek, self.leaving]
        return [subkey(kek, "candour/register/v1") for kek in keks]

    def next(self, kek: bytes) -> DeskKeys:
        """These keys with a new KEK, the change begun and not ended."""
        kept = RetiredKeys(
            self.generation, self.audit[self.generation], self.head_public, self.head_mask, self.locator, self.recipient
        )
        return DeskKeys(kek, self.generation + 1, (*self.retired, kept), self.kek)

    def settled(self) -> DeskKeys:
        """These keys with the change ended: nothing is left that opens what the KEK before sealed of handlers' keys."""
        return DeskKeys(self.kek, self.generation, self.retired)

    def __repr__(self) -> str:
        return "DeskKeys(…)"


def _person(kek: bytes, person_id: str, epoch: int) -> bytes:
    return subkey(kek, "candour/person/v1", person_id, epoch)
