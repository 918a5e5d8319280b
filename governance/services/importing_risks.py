"""Importing the council's own spreadsheet of risks: all or nothing, and never over what people said here since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from governance.asset_changes import BY_IMPORT
from governance.audit import Event
from governance.calendar import Calendar
from governance.differences import changes
from governance.matrices import Matrix
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Work
from governance.risk_rows import (
    COMES_IN_AS,
    LEVEL_COLUMNS,
    TEXT_COLUMNS,
    GivenRisk,
    read_risks,
    risk_cells,
    with_cells,
)
from governance.risks import Happened, Risk, RiskEntry, RiskState
from governance.rows import BadRows, Problem, Table
from governance.services.importing import BATCH, Imported, Progress
from governance.services.risk_clock import RiskClock
from governance.services.risk_records import SYSTEM, RiskFile, RiskWriter, find_risk, next_entry

_IMPORT = (SYSTEM, "Import", BY_IMPORT)
_BOTH = (
    "was changed here by {name} on {on:%d/%m/%Y}, and the file says something else again. Put it right in the file, or "
    "say with --over that the file counts"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """What becomes of one row."""

    given: GivenRisk
    before: Risk | None
    after: Risk
    #: A cell stays as people said here, because the file is older.
    older: bool = False


class ImportingRisks:
    def __init__(
        self,
        store: Store,
        writer: RiskWriter,
        by_itself: RiskClock,
        calendar: Calendar,
        clock: Clock,
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._writer = writer
        self._by_itself = by_itself
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    async def risks(
        self, table: Table, *, dry_run: bool = False, progress: Progress | None = None, over: bool = False
    ) -> Imported:
        """New risks come into the register, and known ones change in the cells that the file changes: a cell that was
        changed on both sides is a mistake, unless the file counts `over` it. Raises BadRows with all mistakes at once,
        and then nothing was changed."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        matrix = in_force(today).risk_matrix
        async with self._store.work() as work:
            if not dry_run:
                await work.register.hold()
            given, cells = read_risks(table, set(await work.register.asset_references()), matrix, today)
            rows, problems = await self._compared(work, given, table, matrix, over=over)
            if found := [*cells.problems, *(() if cells.problems else problems)]:
                raise BadRows(table.name, found)
            imported = Imported("risks", dry_run, notes=(*table.notes, *cells.notes()))
            imported.left_as_said = sum(row.older for row in rows)
            named = {row.after.reference for row in rows}
            gone = await _others(work, named)
            imported.not_named = len(gone)
            imported.rows.miss(gone)
            for done, row in enumerate(rows, 1):
                changed = _count(imported, row, matrix)
                if changed and not dry_run:
                    await self._write(work, row, now)
                if progress is not None and (done % BATCH == 0 or done == len(rows)):
                    progress(done, len(rows))
            if not dry_run:
                counts = {"added": imported.added, "changed": imported.changed, "unchanged": imported.unchanged}
                await work.audit.write(Event(now, SYSTEM, "administrator", "imported", "risks", counts))
            self._failpoint("import_risks.before_commit")
        return imported

    # ---------------------------------------------------------------- inside

    async def _compared(
        self, work: Work, given: Sequence[GivenRisk], table: Table, matrix: Matrix, *, over: bool
    ) -> tuple[list[_Row], list[Problem]]:
        references = [each.risk.reference for each in given]
        known = await work.risks.by_references(references)
        entries = await work.risks.entries(known.keys())
        rows: list[_Row] = []
        problems: list[Problem] = []
        for each in given:
            before = known.get(each.risk.reference)
            if before is None:
                rows.append(_Row(each, None, each.risk))
                problems += _new(each)
            else:
                row, wrong = _merged(each, before, entries.get(before.reference, ()), table.columns, matrix, over=over)
                rows.append(row)
                problems += wrong
        return rows, problems

    async def _write(self, work: Work, row: _Row, now: datetime) -> None:
        after = row.after
        today = self._calendar.day_of(now)
        if row.before is None:
            await work.risks.add(after)
            asset = (await work.register.assets([after.asset_reference]))[after.asset_reference]
            file = RiskFile(after, asset, (), (), ())
            await self._writer.write(work, file, after, next_entry(file, Happened.RAISED, today, _IMPORT), now)
            return
        file = await find_risk(work, after.reference)
        entry = next_entry(file, Happened.ASSESSED, today, _IMPORT, risk=after)
        await self._writer.write(work, file, after, entry, now)
        await self._by_itself.recheck(work, after.reference, now)


def _new(each: GivenRisk) -> list[Problem]:
    if each.risk.state in COMES_IN_AS:
        return []
    words = ", ".join(state.value for state in COMES_IN_AS)
    reason = f"is not for a new risk, which comes in as one of: {words}. What is accepted of it is asked for in Teams"
    return [Problem(each.line, "state", reason)]


def _merged(
    each: GivenRisk, before: Risk, entries: Sequence[RiskEntry], columns: Sequence[str], matrix: Matrix, *, over: bool
) -> tuple[_Row, list[Problem]]:
    problems = []
    if each.risk.asset_reference != before.asset_reference:
        reason = "is another asset's now. A risk stays with its asset: close it, and write another one down"
        problems.append(Problem(each.line, "asset", reason))
    differs = {change.column for change in changes(risk_cells(before, matrix), risk_cells(each.risk, matrix))}
    # A text of several lines is one line in a spreadsheet: it is not changed by that.
    wanted = [name for name in (*TEXT_COLUMNS, *LEVEL_COLUMNS) if name in columns and name in differs]
    after = with_cells(before, each.risk, wanted)
    older = each.says_state and each.risk.state is not before.state
    base, changed_by = _since(entries)
    if changed_by is not None and not over:
        was = risk_cells(replace(before, levels=base.levels), matrix) if base else {}
        for cell in changes(risk_cells(before, matrix), risk_cells(after, matrix)):
            after = with_cells(after, before, [cell.column])
            if was.get(cell.column) == cell.after and cell.column in LEVEL_COLUMNS:
                older = True
            elif cell.column in LEVEL_COLUMNS and was.get(cell.column) == cell.before:
                # Changed in the file alone.
                after = with_cells(after, each.risk, [cell.column])
            else:
                words = _BOTH.format(name=changed_by.by_name, on=changed_by.on)
                problems.append(Problem(each.line, cell.column, words))
    if each.says_reviewed and each.risk.reviewed_on > before.reviewed_on:
        after = replace(after, reviewed_on=each.risk.reviewed_on)
    elif each.says_reviewed and each.risk.reviewed_on < before.reviewed_on:
        older = True
    return _Row(each, before, after, older), problems


def _since(entries: Sequence[RiskEntry]) -> tuple[RiskEntry | None, RiskEntry | None]:
    """The entry that the file may have been made from, and the last one since in which somebody changed the risk."""
    base: RiskEntry | None = None
    changed: RiskEntry | None = None
    for entry in entries:
        if base is None or entry.by_role == BY_IMPORT:
            base, changed = entry, None
        elif entry.happened is Happened.ASSESSED:
            changed = entry
    return base, changed


def _count(imported: Imported, row: _Row, matrix: Matrix) -> bool:
    """Count one row; whether it has to be written."""
    if row.before is None:
        imported.added += 1
        imported.rows.add(row.after.reference)
        return True
    if row.after == row.before:
        imported.unchanged += 1
        return False
    imported.changed += 1
    imported.rows.change(row.after.reference, risk_cells(row.before, matrix), risk_cells(row.after, matrix))
    return True


async def _others(work: Work, named: set[str]) -> list[str]:
    return [each.reference for each in await work.risks.in_states(list(RiskState)) if each.reference not in named]
