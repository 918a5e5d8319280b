"""The timetable: a job that fails, hangs or meets a clock set back must not stop the chasing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scheduler.timetable import Timetable

#: Never within a test.
SELDOM = 3600.0


@dataclass
class HandTicker:
    """Real time, moved by hand."""

    seconds: float = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Job:
    """Counts its runs; whoever waits for a run hears of it. Holds each run until `gate` is open."""

    failures: int = 0
    began: int = 0
    done: int = 0
    cancelled: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self.gate.set()

    async def __call__(self) -> int:
        self.began += 1
        await self._tell()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database went away")
        self.done += 1
        await self._tell()
        return self.done

    async def until(self, fact: Callable[[], bool]) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(fact)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@asynccontextmanager
async def running(
    jobs: Mapping[str, tuple[float, Callable[[], Awaitable[object]]]],
    errors: list[tuple[str, str]] | None = None,
    ticker: HandTicker | None = None,
    grace_seconds: float = 5.0,
) -> AsyncIterator[Timetable]:
    reported = [] if errors is None else errors
    timetable = Timetable(
        jobs,
        lambda name, error: reported.append((name, type(error).__name__)),
        ticker or HandTicker(),
        watch_seconds=0.005,
        grace_seconds=grace_seconds,
    )
    timetable.start()
    try:
        yield timetable
    finally:
        await timetable.stop()


async def test_every_job_runs_at_once_when_the_service_starts_and_again_after_its_interval() -> None:
    often, seldom = Job(), Job()
    async with running({"tick": (0.01, often), "sweep": (SELDOM, seldom)}):
        await seldom.until(lambda: seldom.done == 1)
        await often.until(lambda: often.done >= 4)
    assert seldom.done == 1


async def test_a_job_that_fails_is_reported_and_runs_again() -> None:
    job, errors = Job(failures=2), list[tuple[str, str]]()
    async with running({"tick": (0.01, job)}, errors):
        await job.until(lambda: job.done >= 2)
    assert errors == [("tick", "ConnectionError"), ("tick", "ConnectionError")]


async def test_a_job_never_runs_twice_at_once_and_holds_no_other_up() -> None:
    slow, quick = Job(), Job()
    slow.gate.clear()
    async with running({"deliver": (0.01, slow), "tick": (0.01, quick)}):
        await quick.until(lambda: quick.done >= 5)
        assert slow.began == 1
        slow.gate.set()
        await slow.until(lambda: slow.done >= 2)


async def test_a_poke_runs_a_job_at_once() -> None:
    tick, sweep = Job(), Job()
    async with running({"tick": (SELDOM, tick), "sweep": (SELDOM, sweep)}) as timetable:
        await tick.until(lambda: tick.done == 1)
        await sweep.until(lambda: sweep.done == 1)
        timetable.poke("tick")
        await tick.until(lambda: tick.done == 2)
    assert sweep.done == 1


async def test_a_poke_while_the_job_runs_makes_it_look_once_more() -> None:
    job = Job()
    job.gate.clear()
    async with running({"tick": (SELDOM, job)}) as timetable:
        await job.until(lambda: job.began == 1)
        timetable.poke()
        timetable.poke()
        assert job.began == 1
        job.gate.set()
        await job.until(lambda: job.done == 2)
    assert job.began == 2


async def test_a_clock_set_back_does_not_stop_the_jobs() -> None:
    # The scheduler waits for a time of day that is far off; only monotonic time shows that the interval is over.
    job, ticker = Job(), HandTicker()
    async with running({"tick": (SELDOM, job)}, ticker=ticker):
        await job.until(lambda: job.done == 1)
        ticker.seconds += SELDOM + 1
        await job.until(lambda: job.done == 2)


async def test_a_stop_waits_for_the_job_that_runs_and_starts_no_other() -> None:
    job = Job()
    job.gate.clear()
    async with running({"tick": (SELDOM, job)}) as timetable:
        await job.until(lambda: job.began == 1)
        timetable.poke()
        stopping = asyncio.create_task(timetable.stop())
        await asyncio.sleep(0)
        job.gate.set()
        await stopping
        timetable.poke()
    assert (job.began, job.done, job.cancelled) == (1, 1, 0)


async def test_a_job_that_does_not_end_is_cancelled_by_a_stop() -> None:
    job = Job()
    job.gate.clear()
    async with running({"tick": (SELDOM, job)}, grace_seconds=0.01):
        await job.until(lambda: job.began == 1)
    assert (job.done, job.cancelled) == (0, 1)


async def test_a_timetable_that_was_stopped_can_be_started_again() -> None:
    job = Job()
    job.gate.clear()
    async with running({"tick": (SELDOM, job)}, grace_seconds=0.01) as timetable:
        await job.until(lambda: job.began == 1)
        await timetable.stop()
        job.gate.set()
        timetable.start()
        await job.until(lambda: job.done == 1)
