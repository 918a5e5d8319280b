"""An incident as those who handle it read it: what was reported, what was done, what is to be done, and what is like
it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from governance.audit import Event
from governance.calendar import months_after
from governance.incident_course import Course, OpenEntry
from governance.incidents import MAY_SEE_INCIDENTS, Incident
from governance.obligations import Obligation
from governance.people import Person
from governance.ports import Work
from governance.services.incident_desk import IncidentDesk
from governance.services.incident_files import IncidentFile
from governance.services.incident_reporting import reference_of
from governance.services.incident_tasks import TaskLine, name_of, title_of

#: What is like it is looked for among so many months before.
MONTHS = 12
#: As many of those that are alike are listed; the rest is counted.
MOST_ALIKE = 8


@dataclass(frozen=True, slots=True)
class Alike:
    """Incidents of the last twelve months, among those that the reader may see."""

    of_kind: int = 0
    of_asset: int = 0
    of_directorate: int = 0
    #: References, newest first.
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    file: IncidentFile
    course: Course
    #: By number; empty for whoever holds no key.
    entries: tuple[OpenEntry, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    #: The 72 hours as they run; None when they do not.
    runs: Obligation | None = None
    hours_left: float | None = None
    alike: Alike = Alike()
    #: Whoever looked first; "" before.
    handler: str = ""
    #: The reader handles it: they hold a key, and a post that does.
    handles: bool = False

    @property
    def incident(self) -> Incident:
        return self.file.line.incident


class Recording:
    def __init__(self, desk: IncidentDesk) -> None:
        self._desk = desk

    async def of(self, by: Person, incident_id: str) -> IncidentRecord:
        """As `IncidentFiles.open` lets them in. The owner of an asset sees what was reported, and how far it is."""
        file = await self._desk.files.open(by, incident_id)
        keys = await self._desk.files.keys(by)
        async with self._desk.store.work() as work:
            role = await self._desk.files.post(work, by)
            handles = file.line.can_open and role in MAY_SEE_INCIDENTS
            course = (await work.courses.of([incident_id])).get(incident_id) or Course(incident_id)
            if not handles:
                return IncidentRecord(file, course)
            entries = await self._desk.entries(work, by, file.line.incident)
            tasks = (await work.courses.tasks([incident_id])).get(incident_id, ())
            runs = await self._desk.clocks.runs(work, incident_id)
            return IncidentRecord(
                file,
                course,
                tuple(entries),
                tuple([TaskLine(each, title_of(each), await name_of(work, each.owner_id)) for each in tasks]),
                runs,
                self._left(runs),
                await self._alike(work, keys, file.line.incident),
                await name_of(work, course.handler_id) if course.handler_id else "",
                handles,
            )

    async def taken(self, by: Person, incident_id: str) -> IncidentRecord:
        """The same, for a document that leaves: it says so in the record before anything is read. Raises NotYours for
        whoever reads it as the owner of its asset."""
        keys = await self._desk.files.keys(by)
        async with self._desk.store.work() as work:
            turn = await self._desk.turn(work, by, keys, incident_id)
            await work.audit.write(Event(turn.now, by.id, turn.role, "incident_document_taken", incident_id))
        return await self.of(by, incident_id)

    def _left(self, runs: Obligation | None) -> float | None:
        if runs is None or runs.due_at is None:
            return None
        return (runs.due_at - self._desk.clock.now()) / timedelta(hours=1)

    async def _alike(self, work: Work, keys: frozenset[str], incident: Incident) -> Alike:
        since = months_after(incident.reported_on, -MONTHS)
        others = [
            each
            for each in await work.incidents.by_keys(keys)
            if each.id != incident.id and each.is_shown and since <= each.reported_on <= incident.reported_on
        ]
        kind = [each for each in others if each.kind is incident.kind]
        asset = [each for each in others if incident.asset and each.asset == incident.asset]
        directorate = [each for each in others if incident.directorate and each.directorate == incident.directorate]
        alike = {each.id: each for each in (*kind, *asset)}
        newest = sorted(alike.values(), key=lambda each: (each.reported_on, each.id), reverse=True)
        return Alike(len(kind), len(asset), len(directorate), _references(newest))


def _references(incidents: Sequence[Incident]) -> tuple[str, ...]:
    return tuple(reference_of(each.id) for each in incidents[:MOST_ALIKE])
