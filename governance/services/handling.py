"""What a handler does with a report: see what waits, open it, acknowledge it (policy paragraphs 11, 21 and 28)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from governance import routing
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Refused, Stale, Unreadable
from governance.notices import Channel, Kind, Message, Notice
from governance.obligations import Duty
from governance.people import Person
from governance.ports import Clock, Failpoint, Seal, Store, Ticker, Work
from governance.reports import Author, Entry, Identity, Letter, Report, Standing, State
from governance.roles import HANDLERS, MAY_HANDLE, POSTS, Role
from governance.services.corresponding import LetterText, letter_bytes, letter_text
from governance.services.receiving import Sections

LONGEST_ACKNOWLEDGEMENT = 4_000


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
    ) -> None:
        self._store = store
        self._seal = seal
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def cases(self, by: Person) -> Sequence[CaseLine]:
        """What `by` holds keys for and has been released, oldest first. Raises NotYours without a handler's role.

        Titles are the reporters' own words, so seeing them is recorded too; where there is none, nothing was seen.
        """
        keys = await self._keys(by)
        async with self._store.work() as work:
            post = await self._post(work, by)
            reports = [r for r in await work.reports.by_keys(keys) if _shown(r)]
            if reports:
                seen = {"count": len(reports)}
                await work.audit.write(Event(self._clock.now(), by.id, post, "listed", "reports", seen))
        stories = await self._seal.open_stories(by.id, [(r.id, r.key_id, r.story) for r in reports])
        return [self._line(report, _title(story)) for report, story in zip(reports, stories, strict=True)]

    async def open(self, by: Person, report_id: str) -> Case:
        """Read a report. The audit line is written first: no line, no read."""
        report, letters = await self._load(by, report_id, "read")
        story = await self._story(by, report)
        return Case(
            line=self._line(report, story["title"]),
            sections=_sections(story["sections"]),
            identity=await self._identity(by, report),
            letters=tuple([await self._letter(by, report, letter) for letter in letters]),
        )

    async def draft_acknowledgement(self, by: Person, report_id: str) -> str:
        """Words to begin from: that it came, what we understood, and who deals with it (paragraph 21)."""
        report, _ = await self._load(by, report_id, "read")
        title = (await self._story(by, report))["title"]
        post = await self._post_of_lead(by, report)
        return (
            f"Thank you for telling us. We received your concern on {_day(report.received_on)}.\n\n"
            f"We understand that it is about this: {title}.\n\n"
            f"The {post} is dealing with it. We will write to you here again."
        )

    async def acknowledge(self, by: Person, report_id: str, version: int, text: str) -> None:
        """Send the acknowledgement and end its clock. Raises Stale when somebody did it already.

        The same words of the same person for the same version are one press that came twice: it changes nothing.
        """
        words = text.strip()
        if not words or len(words) > LONGEST_ACKNOWLEDGEMENT:
            raise Refused(f"Write the acknowledgement, in at most {LONGEST_ACKNOWLEDGEMENT} characters.")
        try:
            await self._acknowledge(by, report_id, version, words)
        except Stale:
            if not await self._was_sent(by, report_id, version, words):
                raise

    # ---------------------------------------------------------------- inside

    async def _acknowledge(self, by: Person, report_id: str, version: int, words: str) -> None:
        report, letters = await self._load(by, report_id, None)
        if report.state is not State.RECEIVED and not (report.urgent and report.state is State.WAITING):
            raise Stale(await self._who_did(by, report, letters))
        letter_id = _acknowledgement_id(report.id, by, version)
        sealed = await self._seal.seal_letter(by.id, report.id, report.key_id, letter_id, letter_bytes(words, by.name))
        today = self._today()
        letter = Letter(letter_id, report.id, Author.HANDLER, Entry.ACKNOWLEDGEMENT, today, len(letters) + 1, sealed)
        await self._record_acknowledgement(by, report, _as_shown(report, version), letter)

    async def _was_sent(self, by: Person, report_id: str, version: int, words: str) -> bool:
        report, letters = await self._load(by, report_id, None)
        mine = _acknowledgement_id(report.id, by, version)
        return any([(await self._letter(by, report, each)).text == words for each in letters if each.id == mine])

    async def _record_acknowledgement(self, by: Person, report: Report, version: int, letter: Letter) -> None:
        now = self._clock.now()
        async with self._store.work() as work:
            post = await self._post(work, by)
            try:
                await work.reports.move(report.id, version, State.ACKNOWLEDGED)
            except Stale:
                raise Stale("This changed while you were writing. Open it again to see what was done.") from None
            if report.state is State.WAITING:
                # An urgent report that is acknowledged before its batch enters the record here: this is the handler's
                # time, not the reporter's.
                await work.audit.write(Event(now, "system", "", "received", report.id))
            await work.letters.add(letter)
            await work.notices.cancel_unsent(await work.obligations.close(Duty.ACKNOWLEDGE, report.id))
            moved = {"from": report.state.value, "to": State.ACKNOWLEDGED.value}
            await work.audit.write(Event(now, by.id, post, "acknowledged", report.id, moved))
            if report.recipient is not None:
                await self._tell_reporter(work, report)
            self._failpoint("acknowledge.before_commit")

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

    async def _load(self, by: Person, report_id: str, verb: str | None) -> tuple[Report, Sequence[Letter]]:
        """The report and its letters, for somebody who may handle it and holds its key; recorded when `verb` is."""
        keys = await self._keys(by)
        async with self._store.work() as work:
            post = await self._post(work, by)
            report = await work.reports.by_id(report_id)
            if report is None or report.key_id not in keys or not _shown(report):
                raise NotFound("There is no such case among those that you hold.")
            if verb:
                await work.audit.write(Event(self._clock.now(), by.id, post, verb, report_id))
            letters = await work.letters.of(report_id)
        return report, letters

    async def _keys(self, by: Person) -> frozenset[str]:
        """Of the reports that `by` may open. Raises NotYours when the account is not the one that was confirmed."""
        keys = await self._seal.keys_of(by.id)
        if keys and not await self._seal.confirms(by.id, by.entra_id):
            raise NotYours(
                "This Teams account has not been confirmed as yours, so nothing is opened with it. Ask whoever keeps "
                "the root key to confirm it."
            )
        return keys

    async def _post(self, work: Work, by: Person) -> str:
        """The role in which `by` acts today. Raises NotYours when there is none, or when they have left."""
        today = self._today()
        mine = await work.people.roles_of(by.id, today) & MAY_HANDLE
        if not mine or by.has_left(today):
            raise NotYours("Only the people who handle concerns can see them, and that is not among your roles today.")
        return next(role for role in (*HANDLERS, Role.INDEPENDENT_PERSON, Role.INVESTIGATOR) if role in mine)

    async def _post_of_lead(self, by: Person, report: Report) -> str:
        """In words: the post of whoever leads it, who is not always the one for its kind; of `by` when nobody does."""
        leads = [t.person_id for t in report.told if t.standing in (Standing.LEAD, Standing.INDEPENDENT)]
        async with self._store.work() as work:
            for person_id in leads:
                held = await work.people.roles_of(person_id, self._today())
                for role in (*routing.order_of(report.route), Role.INDEPENDENT_PERSON):
                    if role in held:
                        return POSTS[role]
            return POSTS[Role(await self._post(work, by))]

    async def _story(self, by: Person, report: Report) -> dict[str, str]:
        opened = await self._seal.open_story(by.id, report.id, report.key_id, report.story)
        story: dict[str, str] = json.loads(opened)
        return story

    async def _identity(self, by: Person, report: Report) -> Sections | None:
        if report.identity_sealed is None:
            return None
        try:
            opened = await self._seal.open_identity(by.id, report.id, report.key_id, report.identity_sealed)
        except Unreadable:
            return None
        return _sections(json.loads(opened)["sections"])

    async def _letter(self, by: Person, report: Report, letter: Letter) -> LetterText:
        opened = await self._seal.open_letter(by.id, report.id, report.key_id, letter.id, letter.sealed)
        return letter_text(letter.author, letter.entry, letter.written_on, opened)

    async def _who_did(self, by: Person, report: Report, letters: Sequence[Letter]) -> str:
        for letter in letters:
            if letter.entry is Entry.ACKNOWLEDGEMENT:
                done = await self._letter(by, report, letter)
                return f"Already done by {done.by} on {_day(done.written_on)}."
        return "This changed in the meantime. Open it again to see what was done."

    def _line(self, report: Report, title: str) -> CaseLine:
        return CaseLine(
            report_id=report.id,
            version=report.version,
            title=title,
            identity=report.identity,
            received_on=report.received_on,
            acknowledge_by=report.acknowledge_by,
            state=report.state,
            urgent=report.urgent,
            days_left=(report.acknowledge_by - self._today()).days,
        )

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _shown(report: Report) -> bool:
    """Released, or not to wait for the release."""
    return report.state is not State.WAITING or report.urgent


def _acknowledgement_id(report_id: str, by: Person, version: int) -> str:
    """The same for each arrival of one press, and for nothing else: two handlers may have one name, and both begin from
    the same draft. It tells no more than the record, which names who acknowledged."""
    return uuid5(UUID(report_id), f"acknowledgement:{version}:{by.id}").hex


def _as_shown(report: Report, version: int) -> int:
    """The row's version, if nothing happened since `version` was shown but the release of an urgent report, which its
    handlers had before. What they wrote meanwhile is as good as ever."""
    released = report.urgent and report.state is State.RECEIVED and version == report.version - 1
    return report.version if released else version


def _title(story: bytes | None) -> str:
    if story is None:
        return "This case cannot be opened. Tell whoever runs the service."
    title: str = json.loads(story)["title"]
    return title


def _sections(raw: object) -> Sections:
    if not isinstance(raw, list):
        raise Unreadable("What is sealed in this report is not in a form that we know.")
    return tuple((title, tuple((ask, answer) for ask, answer in answers)) for title, answers in raw)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
