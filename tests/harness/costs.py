"""What the tests cost: processor time by folder, and the dearest of them, for whoever keeps the suite short.

Processor time, with that of every process the tests started, because it says the same on a busy machine as on an idle
one.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

#: How many of the dearest tests are named.
NAMED = 25
_TICKS = os.sysconf("SC_CLK_TCK")


class Costs:
    """Measured where a test runs, added up where the run is reported: under xdist those are different processes."""

    def __init__(self) -> None:
        self._mark = _processor_seconds()
        self._spent: defaultdict[str, float] = defaultdict(float)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Iterator[None]:
        report = yield
        now = _processor_seconds()
        # Less than before, when a process ended for whom nobody waited that is ours.
        report.processor_seconds = max(0.0, now - self._mark)
        self._mark = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._spent[report.nodeid] += getattr(report, "processor_seconds", 0.0)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("what the tests cost (processor seconds)")
        for line in self._lines():
            terminalreporter.write_line(line)

    def _lines(self) -> Iterator[str]:
        folders: defaultdict[str, list[float]] = defaultdict(list)
        for test, seconds in self._spent.items():
            folders[test.partition("::")[0].rpartition("/")[0]].append(seconds)
        for folder, each in sorted(folders.items(), key=lambda found: -sum(found[1])):
            yield f"{sum(each):8.1f}  {len(each):5} tests  {folder}"
        yield f"{sum(self._spent.values()):8.1f}  {len(self._spent):5} tests  in all"
        for test, seconds in sorted(self._spent.items(), key=lambda found: -found[1])[:NAMED]:
            yield f"{seconds:8.1f}  {test}"


def _processor_seconds() -> float:
    spent = os.times()
    ours = spent.user + spent.system + spent.children_user + spent.children_system
    return ours + sum(map(_of_a_process, _children(os.getpid())))


def _of_a_process(pid: int) -> float:
    """Of a process that runs, of those that it waited for, and of those of its own that run."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    # After the name, which may hold blanks: utime, stime, cutime, cstime are the 12th to the 15th.
    ticks = sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return ticks / _TICKS + sum(map(_of_a_process, _children(pid)))


def _children(pid: int) -> Iterator[int]:
    """Of a process that runs; of none where the system does not say, or where it has ended meanwhile."""
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").glob("*/children"):
            yield from map(int, thread.read_text(encoding="ascii").split())
