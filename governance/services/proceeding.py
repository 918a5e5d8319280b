"""A case goes one step further: the letter to its reporter, the state, the record and the clocks in one transaction
(policy paragraphs 20 to 22 and 28).

Every step of a handler is a letter, so that the reporter is told of each, and so that a press that comes twice is known
by the letter that it would send.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid5

from governance.audit import Event
from governance.case_record import CaseEntry, NewEntry, Recorded
from governance.case_steps import LOOKING_INTO, Step, may, moves
from governance.errors import Refused, Stale, Warned
from governance.lessons import case_names, slips
from governance.letters import HandlerNames, signature
from governance.notices import Channel, Kind, Message, Notice
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.reports import Author, Entry, Letter, Report, State
from governance.roles import POSTS, Role
from governance.seal_ports import Seal
from governance.services.case_clocks import CaseClocks
from governance.services.casefiles import CaseFiles, must_decide
from governance.services.corresponding import LONGEST_LETTER, letter_bytes
from governance.services.recording import Recording
from governance.services.registering import RegisterFacts, Registering

CHANGED = "This changed while you were writing. Open it again to see what was done."
TAKEN_BACK = "The reporter has taken this report back, so we do not write to them about it any more."
CLOSED = "This case is closed. Ask the reporter how they are, or open the case again first."
NOT_NOW = "That cannot be done with this case as it stands now. Open it again to see what can."


@dataclass(frozen=True, slots=True, repr=False)
class Note:
    """What goes into the record with a step; its id follows from the letter's."""

    kind: Recorded
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Deed:
    """A step as somebody takes it."""

    step: Step
    entry: Entry
    #: The verb of its audit line.
    verb: str
    #: The letter's words.
    words: str
    #: How the report is afterwards; given the report as it stands, which the step may refuse in words.
    becomes: Callable[[Report], Report] = lambda report: report
    notes: tuple[Note, ...] = ()
    #: For the audit log: codes, never words.
    details: Mapping[str, str] = field(default_factory=dict)
    #: Names from the case in the letter are warned of. None: they are not looked for; else what was shown of them.
    warned: str | None = None


class Proceeding:
    """Checks who asks, their role today, that they hold the key, the row's version, and that the step may be taken."""

    def __init__(
        self,
        store: Store,
        seal: Seal,
        files: CaseFiles,
        recording: Recording,
        clocks: CaseClocks,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
        registering: Registering,
        names: HandlerNames,
    ) -> None:
        self._store = store
        self._seal = seal
        self._files = files
        self._recording = recording
        self._clocks = clocks
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint
        self._registering = registering
        self._names = names

    async def take(self, by: Person, report_id: str, version: int, deed: Deed) -> None:
        """Take a step and send its letter.

        Raises Refused in words, Warned when the letter holds a name from the case, and Stale when somebody did
        something since `version` was shown. The same words of the same person for the same version are one press that
        came twice: it changes nothing.
        """
        words = deed.words.strip()
        if not words or len(words) > LONGEST_LETTER:
            raise Refused(f"Write the {deed.entry.value.replace('_', ' ')}, in at most {LONGEST_LETTER} characters.")
        deed = replace(deed, words=words)
        try:
            await self._take(by, report_id, version, deed)
        except Stale:
            if not await self._was_taken(by, report_id, version, deed):
                raise

    async def ready(self, by: Person, report_id: str, version: int, deed: Deed) -> None:
        """Raises as `take` would, for whoever is about to write."""
        report, letters = await self._files.load(by, report_id, None)
        await self._check(by, report, letters, version, deed)

    # ---------------------------------------------------------------- inside

    async def _take(self, by: Person, report_id: str, version: int, deed: Deed) -> None:
        report, letters = await self._files.load(by, report_id, None)
        await self._check(by, report, letters, version, deed)
        after = deed.becomes(report)
        if not may(report.state, deed.step, after.state):
            raise Refused(NOT_NOW)
        if deed.warned is not None:
            await self._warn(by, report, deed)
        letter_id = _letter_id(report.id, deed, by, version)
        content = letter_bytes(deed.words, await self._signature(by))
        sealed = await self._seal.seal_letter(by.id, report.id, report.key_id, letter_id, content)
        # Its number is given where it is kept.
        letter = Letter(letter_id, report.id, Author.HANDLER, deed.entry, self._files.today(), 0, sealed)
        entries = [
            await self._recording.seal(by, report, _new_entry(letter_id, place, note))
            for place, note in enumerate(deed.notes)
        ]
        told = await self._for_the_register(by, report, after)
        await self._keep(by, report, after, deed, letter, entries, told)

    async def _for_the_register(self, by: Person, report: Report, after: Report) -> RegisterFacts | None:
        """What the register keeps of a case that closes with this step, read by whoever closes it."""
        if after.state is not State.CLOSED or report.state is State.CLOSED:
            return None
        told = await self._files.told(by, report)
        return RegisterFacts(told.grounds, told.closest, await self._recording.lessons(by, report))

    async def _check(self, by: Person, report: Report, letters: Sequence[Letter], version: int, deed: Deed) -> None:
        if deed.step not in LOOKING_INTO:
            must_decide(report, by)
        if report.state is State.WITHDRAWN:
            raise Refused(TAKEN_BACK)
        may_now = may(report.state, deed.step) and (report.state is not State.WAITING or report.urgent)
        done = not may_now and moves(deed.step) and any(each.entry is deed.entry for each in letters)
        if done or _as_shown(report, version, letters) != report.version:
            raise Stale(await self._who_did(by, report, letters, deed))
        if not may_now:
            raise Refused(CLOSED if report.state is State.CLOSED else NOT_NOW)

    async def _warn(self, by: Person, report: Report, deed: Deed) -> None:
        """Names from the case are for a handler to take out, or to leave in with their eyes open."""
        found = slips(deed.words, await self.names(by, report))
        if found and found.mark != deed.warned:
            named = ", ".join(found.names)
            raise Warned(
                f"Nothing was sent yet. Your letter holds what may be a name from the case: {named}. Go back and take "
                "it out. Or press the button again to send the letter as it is.",
                found.mark,
            )

    async def names(self, by: Person, report: Report) -> frozenset[str]:
        """Words that name people in the case, for whoever may open it: also in what its reporter wrote since."""
        told = await self._files.told(by, report)
        identity = await self._files.identity(by, report) or ()
        named = [*told.named, *(answer for _, answers in identity for _, answer in answers)]
        async with self._store.work() as work:
            staff = [person.name for person in await work.people.everyone()]
        answers = [answer for _, answers in told.sections for _, answer in answers]
        everything = " ".join([*answers, *await self._files.written(by.id, report)])
        return case_names(named, f"{told.title} {everything}", staff)

    async def _was_taken(self, by: Person, report_id: str, version: int, deed: Deed) -> bool:
        report, letters = await self._files.load(by, report_id, None)
        mine = _letter_id(report.id, deed, by, version)
        return any(
            [(await self._files.letter(by, report, each)).text == deed.words for each in letters if each.id == mine]
        )

    async def _signature(self, by: Person) -> str:
        async with self._store.work() as work:
            post = POSTS[Role(await self._files.post(work, by))]
        return signature(by.name, post, self._names)

    async def _keep(
        self,
        by: Person,
        report: Report,
        after: Report,
        deed: Deed,
        letter: Letter,
        entries: Sequence[CaseEntry],
        told: RegisterFacts | None,
    ) -> None:
        now, today = self._clock.now(), self._files.today()
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            try:
                await work.reports.change(after)
            except Stale:
                raise Stale(CHANGED) from None
            if report.state is State.WAITING and after.state is not State.WAITING:
                # An urgent report that is acknowledged before its batch enters the record here: this is the handler's
                # time, not the reporter's.
                await work.audit.write(Event(now, "system", "", "received", report.id))
            unread = (await work.letters.unread(by.id, {report.id})).get(report.id, 0)
            await work.letters.add(replace(letter, number=len(await work.letters.of(report.id)) + 1))
            for entry in entries:
                await self._recording.put(work, by, post, entry)
            if told is not None:
                await self._registering.close(work, after, today, told)
            asked = letter.entry is Entry.QUESTION
            await self._clocks.settle(work, after, deed.step, today, asked=asked, answers=not unread)
            moved = {"from": report.state.value, "to": after.state.value} if after.state is not report.state else {}
            await work.audit.write(Event(now, by.id, post, deed.verb, report.id, {**moved, **deed.details}))
            await self._tell_reporter(work, report)
            self._failpoint(f"{deed.step}.before_commit")

    async def _tell_reporter(self, work: Work, report: Report) -> None:
        """To somebody we know: that there is something to read, and nothing more."""
        if report.recipient is None:
            return
        entra_id, _ = self._seal.open_recipient(report.id, report.recipient)
        address = self._seal.address(entra_id)
        notice = Notice(
            self._new_id(), f"news:{self._new_id()}", 0, 0, address, Channel.TEAMS, Kind.NEWS, self._clock.now()
        )
        await work.notices.plan([notice])
        message = Message(self._new_id(), notice.recipient, Channel.TEAMS, Kind.NEWS)
        await work.outbox.put(message, [notice.id], self._ticker.now())

    async def _who_did(self, by: Person, report: Report, letters: Sequence[Letter], deed: Deed) -> str:
        """In words, who came before: with the same step, or with the last letter of a handler."""
        written = [each for each in letters if each.author is Author.HANDLER]
        same = [each for each in written if each.entry is deed.entry]
        if same and not may(report.state, deed.step):
            done = await self._files.letter(by, report, same[-1])
            return f"Already done by {done.by} on {_day(done.written_on)}."
        if not written:
            return CHANGED
        last = await self._files.letter(by, report, written[-1])
        who = last.by[:1].upper() + last.by[1:]
        return f"{who} wrote to the reporter on {_day(last.written_on)}. Open the case again to read it."


def _letter_id(report_id: str, deed: Deed, by: Person, version: int) -> str:
    """The same for each arrival of one press, and for nothing else: two handlers may have one name, and both begin from
    the same draft. It tells no more than the record, which names who wrote."""
    return uuid5(UUID(report_id), f"{deed.entry.value}:{version}:{by.id}").hex


def _new_entry(letter_id: str, place: int, note: Note) -> NewEntry:
    return NewEntry(uuid5(UUID(letter_id), str(place)).hex, note.kind, note.text, note.facts, note.values)


def _as_shown(report: Report, version: int, letters: Sequence[Letter]) -> int:
    """The row's version, if nothing happened since `version` was shown but the release of an urgent report, which its
    handlers had before. What they wrote meanwhile is as good as ever."""
    untouched = all(each.author is Author.REPORTER for each in letters)
    released = report.urgent and untouched and report.state is State.RECEIVED and version == report.version - 1
    return report.version if released else version


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
