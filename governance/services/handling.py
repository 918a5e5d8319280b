"""What a handler does first with a report: see what waits, open it, acknowledge it, ask (policy paragraphs 11, 21, 28).

What follows has rooms of its own: `replying`, `deciding`, `concluding` and `learning`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.audit import Event
from governance.case_steps import ENTRIES, HANDLERS_DUTIES, NOTHING, Step, ToDo, next_of
from governance.errors import Refused
from governance.letters import acknowledgement, edited, unwritten
from governance.obligations import Duty
from governance.outcomes import Outcome, Priority
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.reports import Acknowledgement, Entry, Identity, Report, State
from governance.seal_ports import Seal
from governance.services.casefiles import CaseFiles, decides, is_theirs
from governance.services.corresponding import LetterText
from governance.services.drafting import Drafted, Drafting
from governance.services.proceeding import Deed, Proceeding
from governance.services.sealed_words import Sections


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
    #: Days until what is to be done next is due; below 0 when it is late. Of nothing, until the acknowledgement was.
    days_left: int
    #: Letters of the reporter that this handler has not opened.
    unread: int = 0
    todo: ToDo = NOTHING
    priority: Priority | None = None
    outcome: Outcome | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A report opened by somebody who holds its key."""

    line: CaseLine
    sections: Sections
    #: Who reported, for holders of that key; None for anonymous reports and for everybody else.
    identity: Sections | None
    letters: tuple[LetterText, ...]
    #: The reader keeps it; else they were given it to look into it, and decide nothing about it.
    decides: bool = True


class Handling:
    """Every verb checks who asks, their role today, that they hold the key, and the row's version."""

    def __init__(
        self, store: Store, seal: Seal, files: CaseFiles, proceeding: Proceeding, drafting: Drafting, clock: Clock
    ) -> None:
        self._store = store
        self._seal = seal
        self._files = files
        self._proceeding = proceeding
        self._drafting = drafting
        self._clock = clock

    async def cases(self, by: Person) -> Sequence[CaseLine]:
        """What `by` holds keys for and has been released, oldest first. Raises NotYours without a handler's role.

        Titles are the reporters' own words, so seeing them is recorded too; where there is none, nothing was seen.
        """
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            reports = [r for r in await work.reports.by_keys(keys) if is_theirs(r, by)]
            ids = {r.id for r in reports}
            unread, due = await work.letters.unread(by.id, ids), await _due(work, ids)
            if reports:
                seen = {"count": len(reports)}
                await work.audit.write(Event(self._clock.now(), by.id, post, "listed", "reports", seen))
        stories = await self._seal.open_stories(by.id, [(r.id, r.key_id, r.story) for r in reports])
        return [
            self._line(report, _title(story), unread.get(report.id, 0), due.get(report.id, {}))
            for report, story in zip(reports, stories, strict=True)
        ]

    async def open(self, by: Person, report_id: str) -> Case:
        """Read a report. The audit line is written first: no line, no read."""
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, letters = await self._files.find(work, by, keys, report_id, "read")
            unread = (await work.letters.unread(by.id, {report_id})).get(report_id, 0)
            due = (await _due(work, {report_id})).get(report_id, {})
        told = await self._files.told(by, report)
        case = Case(
            line=self._line(report, told.title, unread, due),
            sections=told.sections,
            identity=await self._files.identity(by, report),
            letters=tuple([await self._files.letter(by, report, letter) for letter in letters]),
            decides=decides(report, by),
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

        Raises Refused in words while a part is missing, and otherwise as `Proceeding.take`.
        """
        missing = unwritten(parts)
        if missing:
            raise Refused(f"This cannot be sent yet. Still to write: {'; '.join(missing)}.")
        own = {"edited": ", ".join(edited(parts, begun_from)) or "none"}
        today = self._files.today()
        deed = Deed(
            Step.ACKNOWLEDGE,
            Entry.ACKNOWLEDGEMENT,
            "acknowledged",
            acknowledgement(parts),
            lambda report: replace(report, state=State.ACKNOWLEDGED, acknowledged_on=today),
            details=own,
        )
        await self._proceeding.take(by, report_id, version, deed)

    async def ask(self, by: Person, report_id: str, version: int, text: str, warned: str = "") -> None:
        """Ask the reporter something. Raises as `Proceeding.take`: nobody is asked twice because two handlers wrote."""
        deed = Deed(Step.ASK, Entry.QUESTION, "asked", text, warned=warned)
        await self._proceeding.take(by, report_id, version, deed)

    async def ready(self, by: Person, report_id: str, version: int, step: Step) -> None:
        """Before somebody fills in the form of a step: raises as taking it would."""
        await self._proceeding.ready(by, report_id, version, Deed(step, ENTRIES[step], "", ""))

    # ---------------------------------------------------------------- inside

    def _line(self, report: Report, title: str, unread: int, due: Mapping[Duty, date]) -> CaseLine:
        todo = next_of(report.state, due)
        return CaseLine(
            report_id=report.id,
            version=report.version,
            title=title,
            identity=report.identity,
            received_on=report.received_on,
            acknowledge_by=report.acknowledge_by,
            state=report.state,
            urgent=report.urgent,
            days_left=((todo.due_on or report.acknowledge_by) - self._files.today()).days,
            unread=unread,
            todo=todo,
            priority=report.priority,
            outcome=report.outcome,
            closed_on=report.closed_on,
        )


async def _due(work: Work, report_ids: set[str]) -> Mapping[str, Mapping[Duty, date]]:
    """The day of each open duty of handlers, by report."""
    found: dict[str, dict[Duty, date]] = defaultdict(dict)
    for obligation in await work.obligations.open_about(HANDLERS_DUTIES, report_ids):
        found[obligation.subject_id][obligation.duty] = obligation.due_on
    return found


def _title(story: bytes | None) -> str:
    if story is None:
        return "This case cannot be opened. Tell whoever runs the service."
    title: str = json.loads(story)["title"]
    return title
