"""The mailbox: what a reporter reads when they come back, by code or by "my reports" (policy paragraphs 21 and 22).

Reading leaves no trace: a reporter's visits are not recorded anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance import codes
from governance.errors import NotFound
from governance.people import Person
from governance.ports import MailboxKey, Seal, Store
from governance.reports import Author, Entry, Report, State

#: One sentence for every wrong code, mistyped or unknown, so that nobody learns which codes exist.
WRONG_CODE = (
    "We can't find a report with that code. Check each letter and number and try again. It has four groups of five."
)

#: A code that is well formed and that nobody was given.
NOBODYS = "0" * 20


@dataclass(frozen=True, slots=True)
class LetterText:
    """One entry of the conversation, opened."""

    author: Author
    entry: Entry
    written_on: date
    text: str
    #: The handler who wrote it; empty for the reporter's own.
    by: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What the reporter sees of their report."""

    received_on: date
    acknowledge_by: date
    state: State
    letters: tuple[LetterText, ...]


class Corresponding:
    """Lets reporters read."""

    def __init__(self, store: Store, seal: Seal) -> None:
        self._store = store
        self._seal = seal

    async def look(self, code: str) -> Mailbox:
        """By code. Raises NotFound with `WRONG_CODE` for every code that opens nothing; Busy when too many ask."""
        try:
            normal = codes.normalise(code)
        except codes.Mistyped:
            # A mistyped code does the same work as an unknown one, so that the time it takes says nothing either.
            normal = NOBODYS
        key = await self._seal.mailbox_of(normal)
        if key.tag is None:
            raise NotFound(WRONG_CODE)
        async with self._store.work() as work:
            report = await work.reports.by_tag(key.tag)
        if report is None:
            raise NotFound(WRONG_CODE)
        return await self._mailbox(report, key)

    async def mine(self, by: Person) -> Sequence[Mailbox]:
        """The named and confidential reports of somebody we know, newest first; empty when there are none."""
        async with self._store.work() as work:
            reports = await work.reports.by_locator(self._seal.locator(by.entra_id))
        return [await self._mailbox(r, self._seal.open_recipient(r.id, r.recipient)[1]) for r in reports if r.recipient]

    async def _mailbox(self, report: Report, key: MailboxKey) -> Mailbox:
        async with self._store.work() as work:
            letters = await work.letters.of(report.id)
        opened = [
            letter_text(
                letter.author,
                letter.entry,
                letter.written_on,
                await self._seal.open_letter(key, report.id, report.key_id, letter.id, letter.sealed),
            )
            for letter in letters
        ]
        return Mailbox(report.received_on, report.acknowledge_by, report.state, tuple(opened))


def letter_bytes(text: str, by: str = "") -> bytes:
    """What is sealed of a letter: its words, and the name of the handler who signs it."""
    return json.dumps({"text": text, "by": by}, ensure_ascii=False).encode()


def letter_text(author: Author, entry: Entry, written_on: date, opened: bytes) -> LetterText:
    told = json.loads(opened)
    return LetterText(author, entry, written_on, told["text"], told["by"])
