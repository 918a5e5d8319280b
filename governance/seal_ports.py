"""What the rules need of the keys: reports sealed and opened, answers so far, and signatures of the audit log."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from governance.audit import Head, SignedHead


@dataclass(frozen=True, slots=True)
class MailboxKey:
    """What a code (or a known reporter's recipient row) opens: the private half of a report's mailbox."""

    private: bytes = field(repr=False)
    public: bytes
    #: Only for codes: the look-up tag.
    tag: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A report sealed, its wraps already durable in the keystore under `key_id`."""

    key_id: str
    story: bytes
    identity: bytes | None


class Seal(Protocol):
    """Sealing of reports. A holder is a person's id; `RECOVERY` always holds. Every failure to open is Unreadable."""

    async def seal_report(
        self,
        report_id: str,
        story: bytes,
        story_holders: Collection[str],
        identity: bytes | None,
        identity_holders: Collection[str],
        mailbox: bytes | Awaitable[bytes],
    ) -> Sealed:
        """Pad and seal, and write the wraps (for the holders, for recovery, and the conversation key for the public
        half `mailbox`) to the keystore, durably, before returning. All that can be is done before `mailbox` is waited
        for. Raises Misconfigured when a holder has no signed key."""

    async def open_story(self, holder: str, report_id: str, key_id: str, sealed: bytes) -> bytes: ...

    async def open_stories(self, holder: str, stories: Sequence[tuple[str, str, bytes]]) -> Sequence[bytes | None]:
        """Of many reports at once: (report id, key id, what is sealed). None in the place of one that does not open, so
        that it does not keep the others closed."""

    async def open_identity(self, holder: str, report_id: str, key_id: str, sealed: bytes) -> bytes: ...

    async def seal_letter(
        self, holder: str | MailboxKey, report_id: str, key_id: str, letter_id: str, text: bytes
    ) -> bytes: ...

    async def open_letter(
        self, holder: str | MailboxKey, report_id: str, key_id: str, letter_id: str, sealed: bytes
    ) -> bytes: ...

    async def keys_of(self, holder: str) -> frozenset[str]:
        """Key ids of the reports this person holds a story wrap for; empty when none."""

    async def confirms(self, holder: str, entra_id: str) -> bool:
        """Whether the offline root key has signed that this Entra account is this person's. The staff list alone does
        not say so: whoever can write it could put their own account in a handler's row."""

    async def holders(self) -> frozenset[str]:
        """People who have a signed, current public key and can be given a report."""

    async def forget(self, key_id: str) -> None:
        """Destroy the wraps of one report for ever."""

    async def mailbox_of(self, code: str, *, sending: bool = False) -> MailboxKey:
        """Derive the mailbox key from a normalised code (Argon2id, its own small pool). Raises Busy. A report that is
        being sent does not queue behind those who look for theirs."""

    def new_mailbox(self) -> MailboxKey:
        """A random pair, for a reporter whom we know."""

    def locator(self, entra_id: str) -> bytes:
        """HMAC of a known reporter under the KEK. Raises Misconfigured in a process without the KEK."""

    def locators(self, entra_id: str) -> Sequence[bytes]:
        """Every one under which their reports may stand, the one of today first: the KEK may have been changed."""

    def seal_recipient(self, report_id: str, entra_id: str, mailbox: MailboxKey) -> bytes: ...

    def open_recipient(self, report_id: str, sealed: bytes) -> tuple[str, MailboxKey]:
        """(Entra id, their mailbox key)."""

    def address(self, entra_id: str) -> str:
        """`"sealed:" + hex`: where a message to a known reporter goes, different every time and tied to no report."""

    def addressee(self, address: str) -> str:
        """The Entra id inside an address."""


class Drafts(Protocol):
    """Answers so far and the facts on a button, carried by the client, sealed."""

    def seal(self, purpose: str, bound_to: str, data: Mapping[str, object]) -> str:
        """URL-safe text. `bound_to` is who may give it back (empty on the web page); it is authenticated, not kept."""

    def open(self, purpose: str, bound_to: str, token: str) -> dict[str, object]:
        """Raises Tampered or Expired."""


class PlacedDrafts(Drafts, Protocol):
    """Drafts that are kept between two messages, because nothing carries them."""

    def place(self, purpose: str, bound_to: str) -> str:
        """Where somebody's one draft of a purpose stands: nobody can make it of them without the key."""

    def seal(self, purpose: str, bound_to: str, data: Mapping[str, object], *, padded: bool = False) -> str:
        """As of every draft; `padded`, so that its length tells next to nothing."""


class Signer(Protocol):
    """Signs heads of the audit log."""

    def sign(self, head: Head) -> SignedHead:
        """Raises Misconfigured in a process without the KEK."""


class Verifier(Protocol):
    """Checks signed heads; of the service itself, or of an auditor who has the public key alone."""

    def verifies(self, head: SignedHead) -> bool:
        """Whether this service signed it, and nothing of it was changed."""

    def number(self, head: SignedHead) -> int | None:
        """The number of the line that a head which verifies names; None to whom only the public key is known."""
