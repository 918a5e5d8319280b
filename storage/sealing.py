"""Sealing of reports: who can open what is decided once, when a report is sealed, by whom its keys are wrapped to.

A report has a story key and, when the reporter gave their name, an identity key of its own. The key of the conversation
comes from the story key and is also wrapped to the reporter's mailbox, so that a letter is sealed once and both sides
read it. Everything is wrapped to the offline recovery key as well.

The process that only receives reports does all of the sealing with public keys. Opening takes the KEK.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, timedelta

from governance.errors import Misconfigured, Stale, Unreadable
from governance.ports import Ticker
from governance.seal_ports import MailboxKey, Sealed
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.keystore import Keystore
from storage.seal_codes import CodeKeys, mailbox_from
from storage.seal_frames import KEY_BYTES, frame, open_box, pad, seal_box, subkey, unframe, unpad, unreadable
from storage.seal_holders import held_key
from storage.seal_known import locator_under, opened_address, opened_recipient, sealed_address, sealed_recipient
from storage.seal_people import PersonKey, private_half
from storage.seal_wraps import MAILBOX, RECOVERY, Strand, Wrap, unwrap, wrap

#: The form of sealed fields. Another one would get another number, and both would stay readable.
_FIELD_VERSION = 1
#: A wrap without a report may belong to one that is just being received; after a whole day it does not.
_SWEPT_AFTER = timedelta(days=1)
#: How often wraps are made when a handler's key is renewed meanwhile.
_TRIES = 3


class Sealing:
    """`governance.ports.Seal`. `desk` is None in a process that may open nothing. `close` when done."""

    def __init__(self, keystore: Keystore, intake: IntakeKeys, desk: DeskKeys | None, ticker: Ticker) -> None:
        self._keystore = keystore
        self._intake = intake
        self._desk = desk
        self._ticker = ticker
        self._codes = CodeKeys(intake)

    def close(self) -> None:
        """Ends the threads that derive keys from codes. The keystore is its owner's to close."""
        self._codes.close()

    async def seal_report(
        self,
        report_id: str,
        story: bytes,
        story_holders: Collection[str],
        identity: bytes | None,
        identity_holders: Collection[str],
        mailbox: bytes | Awaitable[bytes],
    ) -> Sealed:
        """See the port. `mailbox` is the public half, which may still be under way; the wraps are durable when this
        returns."""
        key_id, story_key, identity_key = os.urandom(16).hex(), os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)

        def wraps(people: Mapping[str, PersonKey]) -> Iterator[Wrap]:
            yield from self._to_people(report_id, key_id, Strand.STORY, story_key, people, story_holders)
            if identity is not None:
                yield from self._to_people(report_id, key_id, Strand.IDENTITY, identity_key, people, identity_holders)

        async def to_the_reporter() -> Wrap:
            public = mailbox if isinstance(mailbox, bytes) else await mailbox
            return wrap(report_id, key_id, Strand.CONVERSATION, MAILBOX, 0, public, _conversation_key(story_key))

        sealed_identity = None
        if identity is not None:
            sealed_identity = _seal_field(_identity_key(identity_key), "identity", report_id, "identity", identity)
        sealed_story = _seal_field(_story_key(story_key), "story", report_id, "story", story)
        await self._wrapped(wraps, to_the_reporter)
        return Sealed(key_id, sealed_story, sealed_identity)

    async def open_story(self, holder: str, report_id: str, key_id: str, sealed: bytes) -> bytes:
        key = await self._key_of_person(holder, report_id, key_id, Strand.STORY)
        return _open_field(_story_key(key), "story", report_id, "story", sealed)

    async def open_stories(self, holder: str, stories: Sequence[tuple[str, str, bytes]]) -> Sequence[bytes | None]:
        """In a thread: a list may be long, and others are waiting."""
        desk, wraps = self._desk_keys(), await self._keystore.wraps_of_person(Strand.STORY, holder)
        return await asyncio.to_thread(_open_stories, desk, {row.key_id: (row, key) for row, key in wraps}, stories)

    async def open_identity(self, holder: str, report_id: str, key_id: str, sealed: bytes) -> bytes:
        key = await self._key_of_person(holder, report_id, key_id, Strand.IDENTITY)
        return _open_field(_identity_key(key), "identity", report_id, "identity", sealed)

    async def seal_letter(
        self, holder: str | MailboxKey, report_id: str, key_id: str, letter_id: str, text: bytes
    ) -> bytes:
        """By a handler, or by the reporter with their mailbox key."""
        key = await self._conversation(holder, report_id, key_id)
        return _seal_field(key, "letter", report_id, letter_id, text)

    async def open_letter(
        self, holder: str | MailboxKey, report_id: str, key_id: str, letter_id: str, sealed: bytes
    ) -> bytes:
        key = await self._conversation(holder, report_id, key_id)
        return _open_field(key, "letter", report_id, letter_id, sealed)

    async def recover(
        self, recovery_private: bytes, report_id: str, key_id: str, story: bytes, identity: bytes | None
    ) -> tuple[bytes, bytes | None]:
        """The story, and the identity if there is one, with the offline recovery key and nobody's help."""
        key = await self._recovered(recovery_private, report_id, key_id, Strand.STORY)
        opened = _open_field(_story_key(key), "story", report_id, "story", story)
        if identity is None:
            return opened, None
        key = await self._recovered(recovery_private, report_id, key_id, Strand.IDENTITY)
        return opened, _open_field(_identity_key(key), "identity", report_id, "identity", identity)

    async def hand_over(
        self, recovery_private: bytes, report_id: str, key_id: str, person_id: str, strands: Collection[Strand]
    ) -> None:
        """Open a report's keys with the offline recovery key and wrap them to one person more, durably.

        Raises Misconfigured when they have no signed key.
        """
        keys = {strand: await self._recovered(recovery_private, report_id, key_id, strand) for strand in strands}

        def wraps(people: Mapping[str, PersonKey]) -> Iterator[Wrap]:
            for strand, key in keys.items():
                to_all = self._to_people(report_id, key_id, strand, key, people, [person_id])
                yield from (row for row in to_all if row.holder == person_id)

        await self._wrapped(wraps)

    async def keys_of(self, holder: str) -> frozenset[str]:
        return await self._keystore.keys_of(holder, Strand.STORY)

    async def confirms(self, holder: str, entra_id: str) -> bool:
        return await self._keystore.confirms(holder, entra_id)

    async def holders(self) -> frozenset[str]:
        return frozenset(key.person_id for key in await self._keystore.current())

    async def forget(self, key_id: str) -> None:
        await self._keystore.forget([key_id])

    async def sweep(self, known_keys: Collection[str], today: date) -> int:
        """Forget the wraps that no report has, once they are a whole day old; how many reports' worth that were.

        `today` is never later than the real date here: a clock moved forward must not sweep what is just arriving.
        Crashes leave few. Raises Misconfigured, and destroys nothing, when more would go than stay: then it is not the
        main database of this keystore, and what it destroyed could never be opened again.
        """
        oldest_kept = min(today, self._today()) - _SWEPT_AFTER
        known = frozenset(known_keys)
        strays = (await self._keystore.made_before(oldest_kept)) - known
        if len(strays) > len(known) + 1:
            raise Misconfigured(
                f"The keystore has the keys of {len(strays)} reports that the main database does not have, so they do "
                "not belong together. Nothing was destroyed. Look at CANDOUR_DATABASE_URL and CANDOUR_KEYSTORE_URL."
            )
        await self._keystore.forget(strays)
        return len(strays)

    async def mailbox_of(self, code: str, *, sending: bool = False) -> MailboxKey:
        """Raises Busy when too many are asked for at once."""
        return await self._codes.mailbox_of(code, sending=sending)

    def new_mailbox(self) -> MailboxKey:
        return mailbox_from(os.urandom(KEY_BYTES), None)

    def locator(self, person_id: str) -> bytes:
        return self.locators(person_id)[0]

    def locators(self, person_id: str) -> Sequence[bytes]:
        return [locator_under(key, person_id) for key in self._desk_keys().locators]

    def seal_recipient(self, report_id: str, person_id: str, mailbox: MailboxKey) -> bytes:
        tag = b"" if mailbox.tag is None else mailbox.tag
        return sealed_recipient(self._desk_keys(), report_id, frame(person_id, mailbox.private, mailbox.public, tag))

    def open_recipient(self, report_id: str, sealed: bytes) -> tuple[str, MailboxKey]:
        """(person id, their mailbox key)."""
        person_id, private, public, tag = unframe(opened_recipient(self._desk_keys(), report_id, sealed))
        return person_id.decode(), MailboxKey(private=private, public=public, tag=tag or None)

    def address(self, entra_id: str) -> str:
        return sealed_address(self._desk_keys(), entra_id)

    def addressee(self, address: str) -> str:
        return opened_address(self._desk_keys(), address)

    async def _wrapped(
        self,
        wraps: Callable[[Mapping[str, PersonKey]], Iterable[Wrap]],
        last: Callable[[], Awaitable[Wrap]] | None = None,
    ) -> None:
        """Put them, made to everybody's newest keys; made once more when a key was renewed at that very moment. `last`
        is to nobody of the council's, and may have to be waited for: all others are made meanwhile."""
        the_last: list[Wrap] = []
        for tries_left in reversed(range(_TRIES)):
            people = {key.person_id: key for key in await self._keystore.current()}
            try:
                made = list(wraps(people))
                if last is not None and not the_last:
                    the_last.append(await last())
                await self._keystore.put([*made, *the_last], self._today())
            except Stale:
                if not tries_left:
                    raise
            else:
                return

    def _to_people(
        self,
        report_id: str,
        key_id: str,
        strand: Strand,
        key: bytes,
        people: Mapping[str, PersonKey],
        holders: Collection[str],
    ) -> Iterator[Wrap]:
        if any(holder not in people for holder in holders):
            raise Misconfigured(
                "Somebody who must be able to read reports has no key that the root key has signed, so nothing was "
                "kept. Run `candour keys list`, then `candour keys add`."
            )
        yield wrap(report_id, key_id, strand, RECOVERY, 0, self._intake.recovery_public, key)
        for holder in sorted(set(holders)):
            yield wrap(report_id, key_id, strand, holder, people[holder].epoch, people[holder].public, key)

    async def _key_of_person(self, holder: str, report_id: str, key_id: str, strand: Strand) -> bytes:
        return await held_key(self._keystore, self._desk, holder, report_id, key_id, strand)

    async def _conversation(self, holder: str | MailboxKey, report_id: str, key_id: str) -> bytes:
        if isinstance(holder, str):
            return _conversation_key(await self._key_of_person(holder, report_id, key_id, Strand.STORY))
        row = await self._keystore.wrap(key_id, Strand.CONVERSATION, MAILBOX)
        if row is None:
            raise unreadable()
        return unwrap(report_id, row, holder.private)

    async def _recovered(self, private: bytes, report_id: str, key_id: str, strand: Strand) -> bytes:
        row = await self._keystore.wrap(key_id, strand, RECOVERY)
        if row is None:
            raise unreadable()
        return unwrap(report_id, row, private)

    def _desk_keys(self) -> DeskKeys:
        if self._desk is None:
            raise Misconfigured("This needs the KEK file, and this process was started without it.")
        return self._desk

    def _today(self) -> date:
        return self._ticker.now().astimezone(UTC).date()


def _open_stories(
    desk: DeskKeys, wraps: Mapping[str, tuple[Wrap, PersonKey]], stories: Sequence[tuple[str, str, bytes]]
) -> Sequence[bytes | None]:
    halves: dict[int, bytes] = {}

    def opened(report_id: str, key_id: str, sealed: bytes) -> bytes | None:
        try:
            row, key = wraps[key_id]
            if key.epoch not in halves:
                halves[key.epoch] = private_half(key, desk)
            story_key = _story_key(unwrap(report_id, row, halves[key.epoch]))
            return _open_field(story_key, "story", report_id, "story", sealed)
        except (KeyError, Unreadable):
            return None

    return [opened(*story) for story in stories]


def _story_key(key: bytes) -> bytes:
    return subkey(key, "candour/story/v1")


def _conversation_key(key: bytes) -> bytes:
    return subkey(key, "candour/conversation/v1")


def _identity_key(key: bytes) -> bytes:
    return subkey(key, "candour/identity/v1")


def _seal_field(key: bytes, kind: str, report_id: str, field: str, text: bytes) -> bytes:
    return seal_box(key, frame("candour/field/v1", kind, report_id, field, _FIELD_VERSION), pad(text))


def _open_field(key: bytes, kind: str, report_id: str, field: str, sealed: bytes) -> bytes:
    return unpad(open_box(key, frame("candour/field/v1", kind, report_id, field, _FIELD_VERSION), sealed))
