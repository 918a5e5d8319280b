"""The desk at which an incident is handled: what every verb checks, keeps and writes down (risk policy 7d).

One transaction a verb: who, their role today, their key, the row's version; the change; the entry, sealed with the
incident; the audit line. A press that arrives twice changes nothing and says the same.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, Refused, Stale, Unreadable
from governance.incident_course import Course, Entry, EntryKind, IncidentTask, OpenEntry, entry_id
from governance.incidents import MAY_SEE_INCIDENTS, Gravity, Incident, IncidentState
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.seal_ports import Seal
from governance.services.incident_clocks import IncidentClocks
from governance.services.incident_files import NOT_THERE, IncidentFiles
from governance.services.incident_reporting import reference_of

NOBODY_READS = (
    "Nobody who handles this incident has a key any more, so your words could not be kept and nothing was changed. "
    "Tell whoever runs this service: candour keys add."
)
CLOSED = "This incident is closed. Reopen it first, and say why."
#: The number at the service desk is chased until it is there.
AFTER_CLOSING = frozenset({EntryKind.REOPENED, EntryKind.SERVICE_DESK})
Words = Mapping[str, str]


@dataclass(slots=True)
class Turn:
    """One verb under way. What it sets of the incident and its course is written when it ends."""

    work: Work
    by: Person
    role: str
    incident: Incident
    course: Course
    tasks: list[IncidentTask]
    now: datetime
    today: date

    @property
    def open_tasks(self) -> Sequence[IncidentTask]:
        return [each for each in self.tasks if each.done_on is None]


class IncidentDesk:
    def __init__(
        self,
        store: Store,
        seal: Seal,
        files: IncidentFiles,
        clocks: IncidentClocks,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self.store = store
        self.seal = seal
        self.files = files
        self.clocks = clocks
        self.calendar = calendar
        self.clock = clock
        self.ticker = ticker
        self.new_id = new_id
        self._failpoint = failpoint

    async def act(
        self,
        by: Person,
        incident_id: str,
        version: int,
        kind: EntryKind,
        words: Words,
        does: Callable[[Turn], Awaitable[Words | None]],
    ) -> None:
        """`does` checks and sets; what it gives back is kept beside `words`. Raises NotFound, NotYours, Refused, or
        Stale with who was faster."""
        keys = await self.files.keys(by)
        async with self.store.work() as work:
            turn = await self.turn(work, by, keys, incident_id)
            if turn.incident.version != version:
                if await self._was_done(turn, version, kind, words):
                    return
                raise Stale(await self._who(turn, kind))
            if turn.incident.state is IncidentState.CLOSED:
                _check_closed(turn.course, kind)
            more = await does(turn)
            await self.keep(turn, kind, {**words, **(more or {})})

    async def turn(self, work: Work, by: Person, keys: frozenset[str], incident_id: str) -> Turn:
        """For somebody who handles incidents and holds a key to this one. Raises NotFound otherwise."""
        incident = await self.files.find(work, by, keys, incident_id, None)
        role = await self.files.post(work, by)
        if incident.key_id not in keys or role not in MAY_SEE_INCIDENTS:
            # The owner of the asset may read it, and does not handle it.
            raise NotFound(NOT_THERE)
        return await self._turn(work, by, role, incident)

    async def keyless(self, work: Work, by: Person, role: str, incident_id: str) -> Turn:
        """For a verb that needs no key; whoever calls has seen to it that `by` may."""
        incident = await work.incidents.by_id(incident_id)
        if incident is None:
            raise NotFound(NOT_THERE)
        return await self._turn(work, by, role, incident)

    async def _turn(self, work: Work, by: Person, role: str, incident: Incident) -> Turn:
        course = (await work.courses.of([incident.id])).get(incident.id) or Course(incident.id)
        tasks = list((await work.courses.tasks([incident.id])).get(incident.id, ()))
        now = self.clock.now()
        return Turn(work, by, role, incident, course, tasks, now, self.calendar.day_of(now))

    async def keep(self, turn: Turn, kind: EntryKind, words: Words) -> None:
        """Write everything that the turn has set, the entry and the audit line. What somebody writes who holds no key
        is sealed to those who do; raises Refused when nobody does any more."""
        before = turn.incident
        incident = replace(before, state=state_of(turn.course, before))
        await turn.work.incidents.change(incident, before.version)
        await turn.work.courses.put(turn.course)
        number = len(await turn.work.courses.entries(incident.id)) + 1
        sealed, key_id = await self._seal(turn.by, incident, number, words)
        entry = Entry(incident.id, number, kind, turn.now, turn.by.id, turn.by.name, turn.role, sealed, key_id)
        await turn.work.courses.add_entry(entry)
        details = {"from": before.state.value, "to": incident.state.value, "severity": incident.severity}
        await turn.work.audit.write(
            Event(turn.now, turn.by.id, turn.role, f"incident_{kind.value}", incident.id, details)
        )
        self._failpoint("incident_desk.before_commit")

    async def entries(self, work: Work, by: Person, incident: Incident) -> Sequence[OpenEntry]:
        """By number; of one that does not open there are no words, nor of files, whose keys are all that is sealed."""
        return [
            OpenEntry(each, {} if each.kind is EntryKind.FILES_ADDED else await self._words(by, incident, each))
            for each in await work.courses.entries(incident.id)
        ]

    async def gravity(self, by: Person, incident: Incident) -> Gravity:
        """What of the reporter's answers weighs."""
        story = json.loads(await self.seal.open_story(by.id, incident.id, incident.key_id, incident.story))
        return Gravity(**story["gravity"])

    # ---------------------------------------------------------------- inside

    async def _seal(self, by: Person, incident: Incident, number: int, words: Words) -> tuple[bytes, str]:
        """What is kept, and the key id of its own keys ("" where the incident's own do)."""
        text = json.dumps(dict(words), ensure_ascii=False, separators=(",", ":")).encode()
        letter = entry_id(incident.id, number)
        if incident.key_id in await self.seal.keys_of(by.id):
            return await self.seal.seal_letter(by.id, incident.id, incident.key_id, letter, text), ""
        holders = (await self.seal.holders()).intersection(incident.told)
        if not holders:
            raise Refused(NOBODY_READS)
        made = await self.seal.seal_report(letter, text, holders, None, (), self.seal.new_mailbox().public)
        return made.story, made.key_id

    async def _words(self, by: Person, incident: Incident, entry: Entry) -> Words:
        if entry.sealed is None:
            return {}
        try:
            if entry.key_id:
                opened = await self.seal.open_story(by.id, entry.id, entry.key_id, entry.sealed)
            else:
                opened = await self.seal.open_letter(by.id, incident.id, incident.key_id, entry.id, entry.sealed)
        except Unreadable:
            return {}
        words: dict[str, str] = json.loads(opened)
        return words

    async def _of_the_team(self, turn: Turn) -> Sequence[Entry]:
        """What its reporter added changes nothing that a verb rests on."""
        return [each for each in await turn.work.courses.entries(turn.incident.id) if each.by_id]

    async def _was_done(self, turn: Turn, version: int, kind: EntryKind, words: Words) -> bool:
        """Whether this very press arrived before."""
        entries = await self._of_the_team(turn)
        if version != turn.incident.version - 1 or not entries:
            return False
        last = entries[-1]
        if (last.kind, last.by_id) != (kind, turn.by.id):
            return False
        kept = await self._words(turn.by, turn.incident, last)
        return all(kept.get(name) == said for name, said in words.items())

    async def _who(self, turn: Turn, kind: EntryKind) -> str:
        entries = await self._of_the_team(turn)
        if not entries:
            return "This incident has changed since you opened it. Open it again."
        last = entries[-1]
        day = self.calendar.day_of(last.at)
        if last.kind is kind:
            return f"Already done by {last.by_name} on {day.day} {day:%B}."
        return f"{last.by_name} has changed this incident since you opened it. Open it again."


def _check_closed(course: Course, kind: EntryKind) -> None:
    if course.merged_into:
        raise Refused(f"It is one with {reference_of(course.merged_into)}. Open that one.")
    if kind not in AFTER_CLOSING:
        raise Refused(CLOSED)


def state_of(course: Course, incident: Incident) -> IncidentState:
    """How far it has come. The steps may be taken in any order; the furthest one counts."""
    steps = (
        (course.closed_at, IncidentState.CLOSED),
        (course.decided_at, IncidentState.DECIDED),
        (course.contained_at, IncidentState.CONTAINED),
        (course.assessed_at, IncidentState.ASSESSED),
        (course.confirmed_at, IncidentState.AWARE),
    )
    return next((state for at, state in steps if at is not None), incident.state)
