"""What a handler does with a report: see what waits, open it, acknowledge it, ask (policy paragraphs 11, 21 and 28)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import Refused, Stale
from governance.letters import HandlerNames, acknowledgement, edited, signature, unwritten
from governance.notices import Channel, Kind, Message, Notice
from governance.obligations import Duty
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.reports import Acknowledgement, Author, Entry, Identity, Letter, Report, State
from governance.roles import POSTS, Role
from governance.seal_ports import Seal
from governance.services.casefiles import CaseFiles, is_shown
from governance.services.corresponding import LONGEST_LETTER, LetterText, letter_bytes
from governance.services.drafting import Drafted, Drafting
from governance.services.receiving import Sections

CHANGED = "This changed while you were writing. Open it again to see what was done."
TAKEN_BACK = "The reporter has taken this report back, so we do not write to them about it any more."


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A report in a handler's list."""

    report_id: str
    version: int
    title: str
    identity: Identity
    received_on: date
    acknowledge_by: date
    state: State
    urgent: bool
    #: Days until the acknowledgement is due; below 0 when it is late.
    days_left: int
    #: Letters of the reporter that this handler has not opened.
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A report opened by somebody who holds its key."""

    line: CaseLine
    sections: Sections
    #: Who reported, for holders of that key; None for anonymous reports and for everybody else.
    identity: Sections | None
    letters: tuple[LetterText, ...]


class Handling:
    """Every verb checks who asks, their role today, that they hold the key, and the row's version."""

    def __init__(
        self,
        store: Store,
        seal: Seal,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
        names: HandlerNames = HandlerNames.SHOWN,
    ) -> None:
        self._store = store
        self._seal = seal
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint
        self._names = names
        self._files = CaseFiles(store, seal, calendar, clock)
        self._drafting = Drafting(store, self._files, calendar, names)

    async def cases(self, by: Person) -> Sequence[CaseLine]:
        """What `by` holds keys for and has been released, oldest first. Raises NotYours without a handler's role.

        Titles are the reporters' own words, so seeing them is recorded too; where there is none, nothing was seen.
        """
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            reports = [r for r in await work.reports.by_keys(keys) if is_shown(r)]
            unread = await work.letters.unread(by.id, {r.id for r in reports})
            if reports:
                seen = {"count": len(reports)}
                await work.audit.write(Event(self._clock.now(), by.id, post, "listed", "reports", seen))
        stories = await self._seal.open_stories(by.id, [(r.id, r.key_id, r.story) for r in reports])
        return [
            self._line(report, _title(story), unread.get(report.id, 0))
            for report, story in zip(reports, stories, strict=True)
        ]

    async def open(self, by: Person, report_id: str) -> Case:
        """Read a report. The audit line is written first: no line, no read."""
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, letters = await self._files.find(work, by, keys, report_id, "read")
            unread = (await work.letters.unread(by.id, {report_id})).get(report_id, 0)
        told = await self._files.told(by, report)
        case = Case(
            line=self._line(report, told.title, unread),
            sections=told.sections,
            identity=await self._files.identity(by, report),
            letters=tuple([await self._files.letter(by, report, letter) for letter in letters]),
        )
        if unread:
            async with self._store.work() as work:
                await work.letters.read_to(report_id, by.id, letters[-1].number)
        return case

    async def draft_acknowledgement(self, by: Person, report_id: str) -> Drafted:
        """Words to begin from: that it came, what we understood, and who deals with it (paragraph 21)."""
        return await self._drafting.acknowledgement(by, report_id)

    async def acknowledge(
        self,
        by: Person,
        report_id: str,
        version: int,
        parts: Acknowledgement,
        begun_from: Acknowledgement | None = None,
    ) -> None:
        """Send the acknowledgement and end its clock. `begun_from` is the draft, where there was one: the record says
        which parts are the handler's own, and none of their words.

        Raises Refused in words while a part is missing, and Stale when somebody did it already. The same words of the
        same person for the same version are one press that came twice: it changes nothing.
        """
        missing = unwritten(parts)
        if missing:
            raise Refused(f"This cannot be sent yet. Still to write: {'; '.join(missing)}.")
        own = {"edited": ", ".join(edited(parts, begun_from)) or "none"}
        await self._write(by, report_id, version, Entry.ACKNOWLEDGEMENT, acknowledgement(parts), own)

    async def ask(self, by: Person, report_id: str, version: int, text: str) -> None:
        """Ask the reporter something. Raises Stale when somebody wrote to them since `version` was shown, so that they
        are not asked twice; a press that came twice changes nothing."""
        await self._write(by, report_id, version, Entry.QUESTION, text, {})

    # ---------------------------------------------------------------- inside

    async def _write(
        self, by: Person, report_id: str, version: int, entry: Entry, text: str, details: Mapping[str, str]
    ) -> None:
        words = text.strip()
        if not words or len(words) > LONGEST_LETTER:
            raise Refused(f"Write the {entry.value}, in at most {LONGEST_LETTER} characters.")
        try:
            await self._send(by, report_id, version, entry, words, details)
        except Stale:
            if not await self._was_sent(by, report_id, version, entry, words):
                raise

    async def _send(
        self, by: Person, report_id: str, version: int, entry: Entry, words: str, details: Mapping[str, str]
    ) -> None:
        report, letters = await self._files.load(by, report_id, None)
        if _as_shown(report, version, letters) != report.version or (
            entry is Entry.ACKNOWLEDGEMENT and not _is_unacknowledged(report)
        ):
            raise Stale(await self._who_did(by, report, letters, entry))
        if report.state in (State.WITHDRAWN, State.CLOSED):
            raise Refused(TAKEN_BACK if report.state is State.WITHDRAWN else "This case is closed.")
        letter_id = _letter_id(report.id, entry, by, version)
        content = letter_bytes(words, await self._signature(by))
        sealed = await self._seal.seal_letter(by.id, report.id, report.key_id, letter_id, content)
        # Its number is given where it is kept.
        letter = Letter(letter_id, report.id, Author.HANDLER, entry, self._files.today(), 0, sealed)
        await self._record(by, report, letter, details)

    async def _was_sent(self, by: Person, report_id: str, version: int, entry: Entry, words: str) -> bool:
        report, letters = await self._files.load(by, report_id, None)
        mine = _letter_id(report.id, entry, by, version)
        return any([(await self._files.letter(by, report, each)).text == words for each in letters if each.id == mine])

    async def _signature(self, by: Person) -> str:
        async with self._store.work() as work:
            post = POSTS[Role(await self._files.post(work, by))]
        return signature(by.name, post, self._names)

    async def _record(self, by: Person, report: Report, letter: Letter, details: Mapping[str, str]) -> None:
        acknowledges = letter.entry is Entry.ACKNOWLEDGEMENT
        state = State.ACKNOWLEDGED if acknowledges else report.state
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            try:
                acknowledged_on = self._files.today() if acknowledges else report.acknowledged_on
                await work.reports.change(replace(report, state=state, acknowledged_on=acknowledged_on))
            except Stale:
                raise Stale(CHANGED) from None
            if acknowledges and report.state is State.WAITING:
                # An urgent report that is acknowledged before its batch enters the record here: this is the handler's
                # time, not the reporter's.
                await work.audit.write(Event(self._clock.now(), "system", "", "received", report.id))
            await work.letters.add(replace(letter, number=len(await work.letters.of(report.id)) + 1))
            if acknowledges:
                await work.notices.cancel_unsent(await work.obligations.close(Duty.ACKNOWLEDGE, report.id))
            await work.audit.write(_event(self._clock, by, post, report, state, details))
            await self._tell_reporter(work, report)
            self._failpoint("acknowledge.before_commit" if acknowledges else "ask.before_commit")

    async def _tell_reporter(self, work: Work, report: Report) -> None:
        """To somebody we know: that there is something to read, and nothing more."""
        if report.recipient is None:
            return
        entra_id, _ = self._seal.open_recipient(report.id, report.recipient)
        notice = Notice(
            self._new_id(),
            f"news:{self._new_id()}",
            0,
            0,
            self._seal.address(entra_id),
            Channel.TEAMS,
            Kind.NEWS,
            self._clock.now(),
        )
        await work.notices.plan([notice])
        message = Message(self._new_id(), notice.recipient, Channel.TEAMS, Kind.NEWS)
        await work.outbox.put(message, [notice.id], self._ticker.now())

    async def _who_did(self, by: Person, report: Report, letters: Sequence[Letter], entry: Entry) -> str:
        """In words, whose letter came before: the acknowledgement, or the last one that a handler wrote."""
        if report.state is State.WITHDRAWN:
            return TAKEN_BACK
        acknowledged = [each for each in letters if each.entry is Entry.ACKNOWLEDGEMENT]
        if entry is Entry.ACKNOWLEDGEMENT and acknowledged:
            done = await self._files.letter(by, report, acknowledged[0])
            return f"Already done by {done.by} on {_day(done.written_on)}."
        written = [each for each in letters if each.author is Author.HANDLER]
        if not written:
            return CHANGED
        last = await self._files.letter(by, report, written[-1])
        who = last.by[:1].upper() + last.by[1:]
        return f"{who} wrote to the reporter on {_day(last.written_on)}. Open the case again to read it."

    def _line(self, report: Report, title: str, unread: int) -> CaseLine:
        return CaseLine(
            report_id=report.id,
            version=report.version,
            title=title,
            identity=report.identity,
            received_on=report.received_on,
            acknowledge_by=report.acknowledge_by,
            state=report.state,
            urgent=report.urgent,
            days_left=(report.acknowledge_by - self._files.today()).days,
            unread=unread,
        )


def _event(clock: Clock, by: Person, post: str, report: Report, state: State, details: Mapping[str, str]) -> Event:
    if state is report.state:
        return Event(clock.now(), by.id, post, "asked", report.id, details)
    moved = {"from": report.state.value, "to": state.value}
    return Event(clock.now(), by.id, post, "acknowledged", report.id, {**moved, **details})


def _is_unacknowledged(report: Report) -> bool:
    return report.state is State.RECEIVED or (report.urgent and report.state is State.WAITING)


def _letter_id(report_id: str, entry: Entry, by: Person, version: int) -> str:
    """The same for each arrival of one press, and for nothing else: two handlers may have one name, and both begin from
    the same draft. It tells no more than the record, which names who wrote."""
    return uuid5(UUID(report_id), f"{entry.value}:{version}:{by.id}").hex


def _as_shown(report: Report, version: int, letters: Sequence[Letter]) -> int:
    """The row's version, if nothing happened since `version` was shown but the release of an urgent report, which its
    handlers had before. What they wrote meanwhile is as good as ever."""
    untouched = all(each.author is Author.REPORTER for each in letters)
    released = report.urgent and untouched and report.state is State.RECEIVED and version == report.version - 1
    return report.version if released else version


def _title(story: bytes | None) -> str:
    if story is None:
        return "This case cannot be opened. Tell whoever runs the service."
    title: str = json.loads(story)["title"]
    return title


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
