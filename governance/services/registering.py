"""Registering: the no-names line of a concern that closes (policy paragraphs 28 and 29)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.concern_ports import LineSeal
from governance.concern_register import RegisterLine, line_bytes, line_for, read_line
from governance.ports import Work
from governance.reports import Report, State
from governance.years import year_of


@dataclass(frozen=True, slots=True, repr=False)
class RegisterFacts:
    """What only somebody who may open a case can say of it."""

    #: Values of the reporting form.
    grounds: Sequence[str] = ()
    closest: str = ""
    lessons: Sequence[str] = ()


class Registering:
    """Writes lines inside the transaction in which a case closes, and reads a year of them."""

    def __init__(self, seal: LineSeal, new_id: Callable[[], str]) -> None:
        self._seal = seal
        self._new_id = new_id

    async def close(self, work: Work, report: Report, closed_on: date, told: RegisterFacts) -> None:
        """Write the line of a report as it closes. One that closes a second time has its line rewritten."""
        line_id = await work.concern_lines.line_of(report.id) or self._new_id()
        line = line_bytes(line_for(report, closed_on, told.grounds, told.closest, told.lessons))
        await work.concern_lines.put(report.id, line_id, year_of(closed_on), self._seal.seal_line(line_id, line))

    async def learn(self, work: Work, report: Report, lesson: str) -> None:
        """Add a lesson to the line of a report that is closed; one that is not takes its lessons when it closes."""
        line_id = await work.concern_lines.line_of(report.id)
        sealed = None if line_id is None else await work.concern_lines.sealed(line_id)
        if line_id is None or sealed is None:
            return
        year, content = sealed
        line = read_line(self._seal.open_line(line_id, content))
        line = replace(line, lessons=(*line.lessons, lesson))
        await work.concern_lines.put(report.id, line_id, year, self._seal.seal_line(line_id, line_bytes(line)))

    async def catch_up(self, work: Work) -> int:
        """Lines for whatever closed without anybody who could read it: at the reporter's word. How many those were."""
        over = [report for state in (State.CLOSED, State.WITHDRAWN) for report in await work.reports.in_state(state)]
        return sum([await self.ensure(work, report) for report in over])

    async def ensure(self, work: Work, report: Report) -> bool:
        """The line of a report that closed without any, from what stands in the clear. False when it has one."""
        if report.closed_on is None or await work.concern_lines.line_of(report.id) is not None:
            return False
        await self.close(work, report, report.closed_on, RegisterFacts())
        return True

    async def year(self, work: Work, year: int) -> Sequence[RegisterLine]:
        """Every line of a year, in the order of their words: nothing of the order in which they were written."""
        rows = await work.concern_lines.of_year(year)
        return [read_line(raw) for raw in sorted(self._seal.open_line(line_id, sealed) for line_id, sealed in rows)]
