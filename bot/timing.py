"""What the clock has done, and how often."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial

from bot.app import Council
from bot.local.clock import FileClock
from bot.vitals import Vitals
from governance.services.delivering import Delivering
from governance.services.falling_back import Fell
from scheduler.timetable import Timetable

TICK_SECONDS = 20.0
DELIVER_SECONDS = 2.0
SWEEP_SECONDS = 6 * 3600.0
RETAIN_SECONDS = 3600.0
#: Local mode: how soon a clock that was moved is noticed.
WATCH_SECONDS = 0.1

Job = tuple[float, Callable[[], Awaitable[object]]]


def timetable_of(council: Council, vitals: Vitals, teams: Delivering, mail: Delivering) -> Timetable:
    #: The day on which the clock last asked what is due.
    asked_on: date | None = None

    async def tick() -> None:
        nonlocal asked_on
        today = council.today()
        try:
            done = await council.tick(council.clock.now())
        finally:
            # What was planned before leaves, even on a day on which asking fails.
            asked_on = today
        if any(done.values()):
            council.log.event("ticked", **done)
        timetable.poke("deliver", "mail")

    async def deliver(by: Delivering) -> None:
        if asked_on != council.today():
            # After a stop over night, yesterday's list is taken back first and joins today's.
            timetable.poke("tick")
            return
        done = await by.run(council.clock.now())
        if done.sent or done.fallen_back or done.dead:
            council.log.event("delivered", sent=done.sent, fallen_back=done.fallen_back, dead=done.dead)
        if done.fallen_back or done.dead:
            timetable.poke("fall back")

    async def fall_back() -> None:
        if (await council.fall_back(council.clock.now())) != Fell():
            timetable.poke("deliver", "mail")

    def failed(job: str, error: Exception) -> None:
        council.log.failure("job_failed", error, job=job)

    jobs: dict[str, Job] = {
        "tick": (TICK_SECONDS, tick),
        "deliver": (DELIVER_SECONDS, partial(deliver, teams)),
        "mail": (DELIVER_SECONDS, partial(deliver, mail)),
        "fall back": (TICK_SECONDS, fall_back),
        "sweep": (SWEEP_SECONDS, council.sweep),
        "retain": (RETAIN_SECONDS, council.keeping.retain),
    }
    if isinstance(council.clock, FileClock):
        jobs["watch the clock"] = (WATCH_SECONDS, _watching(council.clock, lambda: timetable.poke("tick")))
    watched = {name: (seconds, vitals.watched(name, job)) for name, (seconds, job) in jobs.items()}
    timetable = Timetable(watched, failed, council.ticker)
    return timetable


def _watching(clock: FileClock, moved: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    """Local mode: whoever moves the clock, by the page or by its file, sees what is due at once."""
    stood = clock.stands_at()

    async def watch() -> None:
        nonlocal stood
        stands = clock.stands_at()
        if stands != stood:
            stood = stands
            moved()

    return watch
