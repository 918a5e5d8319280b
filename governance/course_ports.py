"""What the rules need of the store of how incidents are handled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from governance.incident_course import Course, Entry, IncidentTask


class Courses(Protocol):
    async def of(self, incident_ids: Collection[str]) -> Mapping[str, Course]:
        """By incident; those that nobody has looked at are absent."""

    async def put(self, course: Course) -> None:
        """Insert or write it. Whoever writes it has raised the incident's version in the same transaction."""

    async def add_entry(self, entry: Entry) -> None:
        """Raises Stale when there is one of that number."""

    async def entries(self, incident_id: str) -> Sequence[Entry]:
        """By number."""

    async def add_task(self, task: IncidentTask) -> None:
        """Raises Stale when there is one of that number."""

    async def finish_task(self, task: IncidentTask) -> None:
        """Write that it is done. Raises Stale when it was done already."""

    async def tasks(self, incident_ids: Collection[str]) -> Mapping[str, Sequence[IncidentTask]]:
        """By incident, by number; those without any are absent."""

    async def open_tasks_of(self, owner_id: str) -> Sequence[IncidentTask]:
        """Soonest first."""

    async def everything(self) -> Sequence[Course]:
        """By incident."""
