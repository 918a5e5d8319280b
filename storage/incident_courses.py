"""How incidents are handled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, select, text, update

from governance.errors import Stale
from governance.incident_course import Course, Entry, EntryKind, IncidentTask, TaskKind
from storage import tables
from storage.tables.incident_courses import TASK_IS_OPEN
from storage.transaction import Transaction, Values, chunks

CHANGED = "Somebody has changed this incident since it was shown. Open it again."
DONE = "This was already done."


class SqlCourses:
    """Implements `governance.course_ports.Courses`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, incident_ids: Collection[str]) -> Mapping[str, Course]:
        found: dict[str, Course] = {}
        for chunk in chunks(sorted(set(incident_ids))):
            query = select(tables.incident_courses).where(tables.incident_courses.c.incident_id.in_(chunk))
            found.update((row.incident_id, _course(row)) for row in await self._transaction.all(query))
        return found

    async def put(self, course: Course) -> None:
        row = _values(course)
        if not await self._transaction.add_if_new(tables.incident_courses, row):
            changed = {name: value for name, value in row.items() if name != "incident_id"}
            await self._transaction.execute(
                update(tables.incident_courses)
                .where(tables.incident_courses.c.incident_id == course.incident_id)
                .values(**changed)
            )

    async def add_entry(self, entry: Entry) -> None:
        row = {**_values(entry), "kind": entry.kind.value}
        if not await self._transaction.add_if_new(tables.incident_entries, row):
            raise Stale(CHANGED)

    async def entries(self, incident_id: str) -> Sequence[Entry]:
        query = select(tables.incident_entries).where(tables.incident_entries.c.incident_id == incident_id)
        rows = await self._transaction.all(query.order_by(tables.incident_entries.c.number))
        return [Entry(**{**_named(Entry, row), "kind": EntryKind(row.kind)}) for row in rows]

    async def add_task(self, task: IncidentTask) -> None:
        row = {**_values(task), "kind": task.kind.value}
        if not await self._transaction.add_if_new(tables.incident_tasks, row):
            raise Stale(CHANGED)

    async def finish_task(self, task: IncidentTask) -> None:
        columns = tables.incident_tasks.c
        changed = await self._transaction.execute(
            update(tables.incident_tasks)
            .where(
                columns.incident_id == task.incident_id,
                columns.number == task.number,
                columns.done_on.is_(None),
            )
            .values(done_on=task.done_on, done_by=task.done_by, done_words=task.done_words)
        )
        if changed.rowcount != 1:
            raise Stale(DONE)

    async def tasks(self, incident_ids: Collection[str]) -> Mapping[str, Sequence[IncidentTask]]:
        found: defaultdict[str, list[IncidentTask]] = defaultdict(list)
        for chunk in chunks(sorted(set(incident_ids))):
            query = select(tables.incident_tasks).where(tables.incident_tasks.c.incident_id.in_(chunk))
            for row in await self._transaction.all(query.order_by(tables.incident_tasks.c.number)):
                found[row.incident_id].append(_task(row))
        return found

    async def open_tasks_of(self, owner_id: str) -> Sequence[IncidentTask]:
        columns = tables.incident_tasks.c
        query = select(tables.incident_tasks).where(columns.owner_id == owner_id, text(TASK_IS_OPEN))
        rows = await self._transaction.all(query.order_by(columns.due_on, columns.incident_id, columns.number))
        return [_task(row) for row in rows]

    async def everything(self) -> Sequence[Course]:
        query = select(tables.incident_courses).order_by(tables.incident_courses.c.incident_id)
        return [_course(row) for row in await self._transaction.all(query)]


def _values(of: Course | Entry | IncidentTask) -> Values:
    return {each.name: getattr(of, each.name) for each in fields(of)}


def _named(kind: type[Course | Entry | IncidentTask], row: Row[Any]) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(kind)}


def _course(row: Row[Any]) -> Course:
    return Course(**_named(Course, row))


def _task(row: Row[Any]) -> IncidentTask:
    return IncidentTask(**{**_named(IncidentTask, row), "kind": TaskKind(row.kind)})
