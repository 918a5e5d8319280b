"""The keys of signed heads: the service signs with a subkey of the KEK, and whoever has the public half can check."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from governance.audit import Head, SignedHead, mask, signed_bytes, unmask
from governance.errors import Misconfigured, Refused
from storage.desk_keys import DeskKeys
from storage.seal_frames import KEY_BYTES

NO_KEY = "This process holds no key of the audit log, so it can neither sign a head nor read its number."


class PublicHeads:
    """Implements `governance.ports.Verifier` with public keys alone: one, and one more for each change of the KEK."""

    def __init__(self, *publics: bytes) -> None:
        """Each of 32 bytes, see `read_public`."""
        self._publics = publics

    def verifies(self, head: SignedHead) -> bool:
        return any(_signed(head, public) for public in self._publics)

    def number(self, _head: SignedHead) -> int | None:
        return None


class OwnHeads:
    """Implements `governance.ports.Signer` and `Verifier` with the service's own keys. Every call raises Misconfigured
    in a process that holds none."""

    def __init__(self, desk: DeskKeys | None) -> None:
        self._desk = desk

    @property
    def public(self) -> bytes:
        """32 bytes, for whoever checks heads without the KEK."""
        return self._keys().head_public

    def sign(self, head: Head) -> SignedHead:
        place = mask(self._keys().head_mask, head.number, head.mac)
        signature = self._private().sign(signed_bytes(head.day, place, head.mac))
        return SignedHead(head.day, place, head.mac, signature)

    def verifies(self, head: SignedHead) -> bool:
        return any(_signed(head, public) for public, _ in self._keys().heads)

    def number(self, head: SignedHead) -> int | None:
        """By the mask that belongs to the key which signed it."""
        masks = [mask_key for public, mask_key in self._keys().heads if _signed(head, public)]
        return unmask(masks[0], head.place, head.mac) if masks else None

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._keys().head)

    def _keys(self) -> DeskKeys:
        if self._desk is None:
            raise Misconfigured(NO_KEY)
        return self._desk


def _signed(head: SignedHead, public: bytes) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(head.signature, signed_bytes(head.day, head.place, head.mac))
    except InvalidSignature:
        return False
    return True


def read_public(text: str) -> bytes:
    """A public key as `candour audit head` prints it, spaces and capitals allowed. Raises Refused."""
    try:
        public = bytes.fromhex(text)
    except ValueError:
        public = b""
    if len(public) != KEY_BYTES:
        raise Refused(
            f"A public key is {2 * KEY_BYTES} letters and digits, from 0 to 9 and from a to f. Copy it again from what "
            "`candour audit head` printed."
        )
    return public
