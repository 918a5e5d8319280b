"""The mailbox: what a reporter reads and writes when they come back, by code or by "my reports" (paragraphs 21, 22).

Reading leaves no trace: a reporter's visits are not recorded anywhere. What they write is kept with its date, waits for
the next batch, and enters the record there, so that no line of it tells when somebody wrote.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from governance import codes
from governance.calendar import Calendar
from governance.errors import NotFound, Refused, Stale
from governance.file_ports import SealedFile
from governance.files import MOST_FILES, MOST_TO_A_REPORT, Kept, to_data
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Work
from governance.reports import Author, Entry, Letter, Report, State
from governance.seal_ports import MailboxKey, Seal

#: One sentence for every wrong code, mistyped or unknown, so that nobody learns which codes exist.
WRONG_CODE = (
    "We can't find a report with that code. Check each letter and number and try again. It has four groups of five."
)

#: A code that is well formed and that nobody was given.
NOBODYS = "0" * 20

#: Characters of a letter, whoever writes it.
LONGEST_LETTER = 4_000
#: What one reporter may write to one report. Taking it back is always possible.
MOST_LETTERS = 50
#: What a reporter may write. All but a withdrawal must say something.
REPORTERS = frozenset({Entry.ADDITION, Entry.ANSWER, Entry.WITHDRAWAL})
#: A report that is over cannot be taken back.
_OVER = frozenset({State.CONCLUDED, State.CLOSED})
#: What allows a letter that is new, in its own transaction, or raises.
Once = Callable[[Work], Awaitable[None]]
#: Two letters at the same moment want the same place; one of them is given the next.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class LetterText:
    """One entry of the conversation, opened."""

    author: Author
    entry: Entry
    written_on: date
    text: str
    #: The handler who wrote it; empty for the reporter's own.
    by: str = ""
    id: str = ""
    #: The question that this answers, by its letter's id; empty for everything else.
    question: str = ""
    #: How many files came with it.
    files: int = 0


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What the reporter sees of their report."""

    received_on: date
    acknowledge_by: date
    state: State
    #: What they wrote since the last batch stands among them, at the end.
    letters: tuple[LetterText, ...]
    report_id: str = ""

    @property
    def questions(self) -> tuple[LetterText, ...]:
        """Those that the reporter has not answered."""
        answered = {letter.question for letter in self.letters}
        return tuple(each for each in self.letters if each.entry is Entry.QUESTION and each.id not in answered)

    @property
    def may_withdraw(self) -> bool:
        return self.state not in (State.WITHDRAWN, *_OVER)


@dataclass(frozen=True, slots=True, repr=False)
class NewLetter:
    """What a reporter writes."""

    #: 32 hex digits, minted in the sealed draft: sent again, it is the same letter.
    id: str
    entry: Entry
    #: May be empty for a withdrawal.
    text: str
    #: For an answer: the id of the question's letter.
    question: str = ""
    #: Files that go with an addition; what they are stands in its text.
    files: tuple[Kept, ...] = ()


class Corresponding:
    """Lets reporters read and write."""

    def __init__(self, store: Store, seal: Seal, calendar: Calendar, clock: Clock, failpoint: Failpoint) -> None:
        self._store = store
        self._seal = seal
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    async def look(self, code: str) -> Mailbox:
        """By code. Raises NotFound with `WRONG_CODE` for every code that opens nothing; Busy when too many ask."""
        return await self._mailbox(*await self._by_code(code))

    async def mine(self, by: Person) -> Sequence[Mailbox]:
        """The named and confidential reports of somebody we know, newest first; empty when there are none."""
        return [await self._mailbox(report, key) for report, key in await self._known(by)]

    async def write(self, code: str, letter: NewLetter) -> bool:
        """Keep what a reporter with a code writes. False when this letter was kept before: nothing is changed then.

        Raises NotFound for a code that opens nothing, Busy, and Refused in words for the reporter.
        """
        return await self._keep(*await self._by_code(code, sending=True), letter)

    async def write_known(self, by: Person, report_id: str, letter: NewLetter) -> bool:
        """The same for somebody we know, to a report of theirs."""
        return await self._keep(*await self._own(by, report_id), letter)

    async def own(self, by: Person, report_id: str) -> Report:
        """A report of somebody we know. Raises NotFound when it does not have their name."""
        return (await self._own(by, report_id))[0]

    async def write_linked(self, report_id: str, letter: NewLetter, once: Once) -> bool:
        """The same by a link that somebody we know was given for this report. Raises NotFound when it has gone, and
        what `once` does."""
        async with self._store.work() as work:
            report = await work.reports.by_id(report_id)
        if report is None or not report.recipient:
            raise NotFound("This report is not there any more. We keep reports for a time, and then destroy them.")
        return await self._keep(report, self._seal.open_recipient(report.id, report.recipient)[1], letter, once)

    # ---------------------------------------------------------------- inside

    async def _by_code(self, code: str, *, sending: bool = False) -> tuple[Report, MailboxKey]:
        try:
            normal = codes.normalise(code)
        except codes.Mistyped:
            # A mistyped code does the same work as an unknown one, so that the time it takes says nothing either.
            normal = NOBODYS
        key = await self._seal.mailbox_of(normal, sending=sending)
        if key.tag is None:
            raise NotFound(WRONG_CODE)
        async with self._store.work() as work:
            report = await work.reports.by_tag(key.tag)
        if report is None:
            raise NotFound(WRONG_CODE)
        return report, key

    async def _known(self, by: Person) -> list[tuple[Report, MailboxKey]]:
        async with self._store.work() as work:
            reports = [r for at in self._seal.locators(by.entra_id) for r in await work.reports.by_locator(at)]
        return [(r, self._seal.open_recipient(r.id, r.recipient)[1]) for r in reports if r.recipient]

    async def _own(self, by: Person, report_id: str) -> tuple[Report, MailboxKey]:
        for report, key in await self._known(by):
            if report.id == report_id:
                return report, key
        raise NotFound("There is no such report among those that have your name.")

    async def _mailbox(self, report: Report, key: MailboxKey) -> Mailbox:
        async with self._store.work() as work:
            letters = [*await work.letters.of(report.id), *await work.letters.waiting(report.id)]
        opened = [
            letter_text(letter, await self._seal.open_letter(key, report.id, report.key_id, letter.id, letter.sealed))
            for letter in letters
        ]
        # To its reporter a report is taken back from the moment that they say so.
        state = State.WITHDRAWN if _withdraws(letters) else report.state
        return Mailbox(report.received_on, report.acknowledge_by, state, tuple(opened), report.id)

    async def _keep(self, report: Report, key: MailboxKey, new: NewLetter, once: Once | None = None) -> bool:
        words = _checked(new)
        content = letter_bytes(words, question=new.question, files=len(new.files))
        sealed = await self._seal.seal_letter(key, report.id, report.key_id, new.id, content)
        files = [await self._sealed_file(report, key, new.id, *each) for each in enumerate(new.files, 1)]
        today = self._calendar.day_of(self._clock.now())
        for tries_left in reversed(range(_TRIES)):
            try:
                async with self._store.work() as work:
                    number = await self._next(work, report.id, new)
                    if number > 0 and once is not None:
                        await once(work)
                    letter = Letter(new.id, report.id, Author.REPORTER, new.entry, today, number, sealed)
                    kept = number > 0 and await work.letters.wait(letter)
                    if kept and files:
                        await self._send_files(work, report.id, files)
                    self._failpoint("letter.before_commit")
                self._failpoint("letter.after_commit")
            except Stale:
                if not tries_left:
                    raise
            else:
                return kept
        raise AssertionError("the last try returns or raises")

    async def _sealed_file(self, report: Report, key: MailboxKey, letter_id: str, place: int, file: Kept) -> SealedFile:
        facts = json.dumps(to_data(file)).encode()
        sealed = await self._seal.seal_letter(key, report.id, report.key_id, file.id, facts)
        return SealedFile(file.id, letter_id, place, sealed)

    async def _send_files(self, work: Work, report_id: str, files: Sequence[SealedFile]) -> None:
        if len(files) + len(await work.files.of(report_id)) > MOST_TO_A_REPORT:
            raise Refused(
                f"We can take {MOST_TO_A_REPORT} files to one report, and with these it would be more. Take some out, "
                "or send a new report and say that it belongs to this one."
            )
        await work.files.send(report_id, files)

    async def _next(self, work: Work, report_id: str, new: NewLetter) -> int:
        """The place of a letter among those that wait, from 1; 0 when it is there already. Raises Refused when it may
        not be written."""
        report = await work.reports.by_id(report_id)
        letters, waiting = await work.letters.of(report_id), await work.letters.waiting(report_id)
        both = [*letters, *waiting]
        withdrawal = new.entry is Entry.WITHDRAWAL
        if any(each.id == new.id for each in both) or (withdrawal and _withdraws(both)):
            return 0
        if withdrawal and (report is None or report.state in _OVER):
            raise Refused("We have finished with this report, so it cannot be taken back any more.")
        if new.entry is Entry.ANSWER and not any(e.id == new.question and e.entry is Entry.QUESTION for e in letters):
            raise Refused("That question is not one of ours. Open your report again.")
        if not withdrawal and sum(each.author is Author.REPORTER for each in both) >= MOST_LETTERS:
            raise Refused(
                f"You have written {MOST_LETTERS} times to this report, and that is the most that we can take. "
                "What you sent is safe. Send a new report if there is more to tell."
            )
        return max((each.number for each in waiting), default=0) + 1


def _withdraws(letters: Sequence[Letter]) -> bool:
    return any(letter.entry is Entry.WITHDRAWAL for letter in letters)


def _checked(new: NewLetter) -> str:
    words = new.text.strip()
    if new.entry not in REPORTERS:
        raise ValueError("that is not for a reporter to write")
    if len(new.files) > MOST_FILES:
        raise Refused(f"Send at most {MOST_FILES} files at a time.")
    if len(words) > LONGEST_LETTER or not (words or new.entry is Entry.WITHDRAWAL):
        raise Refused(f"Write something, in at most {LONGEST_LETTER} characters. Send the rest as another message.")
    return words


def letter_bytes(text: str, by: str = "", question: str = "", files: int = 0) -> bytes:
    """What is sealed of a letter: its words, the name of the handler who signs it, the question that it answers, and
    how many files came with it."""
    return json.dumps({"text": text, "by": by, "question": question, "files": files}, ensure_ascii=False).encode()


def letter_text(letter: Letter, opened: bytes) -> LetterText:
    told = json.loads(opened)
    return LetterText(
        author=letter.author,
        entry=letter.entry,
        written_on=letter.written_on,
        text=told["text"],
        by=told["by"],
        id=letter.id,
        question=told.get("question", ""),
        files=told.get("files", 0),
    )
