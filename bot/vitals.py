"""How the service is: what is wrong with it, in words, and figures for Prometheus on a port of this computer alone.

Nothing here counts reports, visits, messages, bytes or processor time. Each of them goes up when somebody speaks up,
and whoever reads the figures every few seconds would know when that was. What is counted is what went wrong, and how
long ago each job last went well.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.app import Council
from governance.errors import Refused

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

#: Events that are faults, and are counted.
FAULTS = ("job_failed", "turn_failed", "page_failed", "not_ready")
#: A check that takes longer has failed.
CHECK_SECONDS = 5.0
#: Room on the disk is told in steps that no report makes.
_STEP = 256 * 1024 * 1024
_LITTLE_ROOM = 2 * _STEP

LOOPBACK = "127.0.0.1"

Check = Callable[[], Awaitable[object]]
Job = Callable[[], Awaitable[object]]


class Vitals:
    def __init__(self, checks: Mapping[str, Check], data: Path, monotonic: Callable[[], float]) -> None:
        """`checks` raise Refused when what they are named after does not work."""
        self._checks = dict(checks)
        self._data = data
        self._monotonic = monotonic
        self._went_well: dict[str, float] = {}
        self._faults: Counter[str] = Counter(dict.fromkeys(FAULTS, 0))

    def watched(self, name: str, job: Job) -> Job:
        """The job, which is known from now on by how long ago it went well."""
        self._went_well[name] = self._monotonic()

        async def run() -> object:
            done = await job()
            self._went_well[name] = self._monotonic()
            return done

        return run

    def heard(self, event: str) -> None:
        """Told of every event of the log."""
        if event in self._faults:
            self._faults[event] += 1

    async def wrong(self) -> Mapping[str, str]:
        """What does not work, and why; empty when all is well. The reasons hold no address and no value."""
        reasons = await asyncio.gather(*map(self._reason, self._checks.values()))
        return {name: reason for name, reason in zip(self._checks, reasons, strict=True) if reason}

    @staticmethod
    async def _reason(check: Check) -> str:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await check()
        except Refused as error:
            return str(error)
        except TimeoutError:
            return f"It did not answer within {CHECK_SECONDS:.0f} seconds."
        return ""

    def ages(self) -> Mapping[str, float]:
        """Seconds since each job last went well, or since it was first to run."""
        now = self._monotonic()
        return {name: now - at for name, at in self._went_well.items()}

    def room(self) -> int:
        """Bytes on the disk that may still be written, in steps."""
        return shutil.disk_usage(self._data).free // _STEP * _STEP

    async def report(self) -> Sequence[str]:
        """Everything in words, a line each, for whoever looks after the service."""
        lines = [f"{name}: {reason}" for name, reason in (await self.wrong()).items()]
        if self.room() < _LITTLE_ROOM:
            lines.append(f"disk: less than {_LITTLE_ROOM // 1024**2} MB are left in the folder of the data.")
        return lines or ["All is well."]

    def families(self, wrong: Mapping[str, str]) -> Iterator[Metric]:
        """The figures. No label tells more than which part of the service it is."""
        from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily

        works = GaugeMetricFamily("candour_works", "1 while this part answers.", labels=["part"])
        for name in self._checks:
            works.add_metric([name], name not in wrong)
        yield works
        ages = GaugeMetricFamily("candour_job_age_seconds", "Since the job last went well.", labels=["job"])
        for name, age in self.ages().items():
            ages.add_metric([name], round(age))
        yield ages
        faults = CounterMetricFamily("candour_faults", "Events of the log that are faults.", labels=["event"])
        for event in FAULTS:
            faults.add_metric([event], self._faults[event])
        yield faults
        yield GaugeMetricFamily("candour_disk_free_bytes", "Where the data is, in steps of 256 MB.", value=self.room())


def vitals_of(council: Council) -> Vitals:
    """Of the service that these services are put together for; its log's faults are counted from now on."""

    async def main_database() -> None:
        async with council.store.work() as work:
            await work.ticks.last("ready")

    vitals = Vitals(
        {"main database": main_database, "keystore": council.seal.holders},
        council.settings.data,
        council.ticker.monotonic,
    )
    council.log.listen(vitals.heard)
    return vitals


@asynccontextmanager
async def measured(vitals: Vitals, port: int) -> AsyncIterator[None]:
    """`/metrics` for Prometheus and `/report` in words, on this computer alone. Raises OSError for a port in use."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.registry import Collector

    class Now(Collector):
        def __init__(self, wrong: Mapping[str, str]) -> None:
            self._wrong = wrong

        def collect(self) -> Iterator[Metric]:
            return vitals.families(self._wrong)

    async def metrics(_: web.Request) -> web.Response:
        registry = CollectorRegistry()
        registry.register(Now(await vitals.wrong()))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def report(_: web.Request) -> web.Response:
        lines = await vitals.report()
        return web.Response(text="\n".join(lines) + "\n")

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/report", report)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
        yield
    finally:
        await runner.cleanup()
