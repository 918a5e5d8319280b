"""The timetable: which call is made how often. It decides nothing and remembers nothing.

Every job is safe to run at any time, in any number of processes: what is due, and that it happens once, is decided in
the database. So a missed run needs no catching up here; the next one sees everything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from governance.ports import Ticker

#: Told of a job that failed, by the job's name. Must not raise.
OnError = Callable[[str, Exception], None]


class Timetable:
    """Runs each job every so many seconds, never twice at once; a job that fails is reported and runs again."""

    def __init__(
        self,
        jobs: Mapping[str, tuple[float, Callable[[], Awaitable[object]]]],
        on_error: OnError,
        ticker: Ticker,
        watch_seconds: float = 5.0,
        grace_seconds: float = 5.0,
    ) -> None:
        """`jobs` is job name → (interval in seconds, what to call). `watch_seconds` is how often to look whether the
        clock was set back; `grace_seconds` how long a stop waits for jobs before it cancels them."""
        self._jobs = dict(jobs)
        self._on_error = on_error
        self._ticker = ticker
        self._watch_seconds = watch_seconds
        self._grace_seconds = grace_seconds
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._began: dict[str, float] = {}
        self._watch: asyncio.Task[None] | None = None
        self._scheduler: Any = None

    def start(self) -> None:
        """Begin, with one run of every job at once. Needs a running event loop."""
        if self._scheduler is not None:
            raise RuntimeError("the timetable is already running")
        self._scheduler = AsyncIOScheduler(  # type: ignore[no-untyped-call]  # the library has no types
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        for name, (seconds, _) in self._jobs.items():
            self._scheduler.add_job(self._due, _every(seconds), args=[name], id=name)
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watch_the_clock())
        self.poke()

    def poke(self, *names: str) -> None:
        """Run these jobs at once, or all when none is named. One that is running runs once more when it is done,
        because what it looked at may have changed. Does nothing when the timetable is not running."""
        if self._scheduler is None:
            return
        for name in names or self._jobs:
            if name in self._running:
                self._again.add(name)
            else:
                self._begin(name)

    async def stop(self) -> None:
        """Start nothing more, and wait for what is running: a while for it to end by itself, then cancelled."""
        if self._scheduler is None or self._watch is None:
            return
        scheduler, self._scheduler = self._scheduler, None
        scheduler.shutdown(wait=False)
        self._watch.cancel()
        self._again.clear()
        running = set(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=self._grace_seconds)
            for task in late:
                task.cancel()
        # The scheduler ends in a callback of the loop, so this gives it its turn.
        await asyncio.gather(self._watch, *running, asyncio.sleep(0), return_exceptions=True)
        self._running.clear()

    async def _due(self, name: str) -> None:
        if name not in self._running:
            self._begin(name)

    def _begin(self, name: str) -> None:
        self._began[name] = self._ticker.monotonic()
        self._running[name] = asyncio.create_task(self._run(name), name=name)

    async def _run(self, name: str) -> None:
        try:
            await self._jobs[name][1]()
        except Exception as error:
            self._on_error(name, error)
        finally:
            del self._running[name]
        if name in self._again and self._scheduler is not None:
            self._again.discard(name)
            self._begin(name)

    async def _watch_the_clock(self) -> None:
        """The scheduler waits for a time of day, so a clock that is set back two hours would stop it for two hours.
        Monotonic time is not set back: a job that is overdue by it runs, and its next runs are counted anew."""
        while True:
            await asyncio.sleep(self._watch_seconds)
            now = self._ticker.monotonic()
            for name, (seconds, _) in self._jobs.items():
                if name not in self._running and now - self._began[name] > seconds + self._watch_seconds:
                    self._scheduler.reschedule_job(name, trigger=_every(seconds))
                    self._begin(name)


def _every(seconds: float) -> IntervalTrigger:
    return IntervalTrigger(seconds=seconds, timezone=UTC)  # type: ignore[no-untyped-call]  # the library has no types
