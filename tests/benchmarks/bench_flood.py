"""People at the web page while machines flood it and 200 connections take their time.

Target: 95 of 100 requests of people under 1 s. The machines run on the same computer as the service, so that they take
from it what they would not take from afar.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.harness.process import Candour, environment
from tests.trust.crowds import Person, flood, p95, people, refused, slow_ones

TIMES = 20
MACHINES = 40
TARGET_MS = 1000.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        subprocess.run(
            [sys.executable, "-m", "bot", "demo"], env=environment(data, 3978, {}), check=True, capture_output=True
        )
        asyncio.run(measure(Candour(data, {"CANDOUR_TRUSTED_PROXIES": "127.0.0.1"})))


async def measure(candour: Candour) -> None:
    await candour.start()
    try:
        _say("nobody else", await people(candour.url, TIMES))
        async with slow_ones(candour.port, 200):
            _say("200 slow connections", await people(candour.url, TIMES))
            async with flood(candour.url, MACHINES) as flooding:
                _say("and a flood", await people(candour.url, TIMES))
            print(f"the flood: {sum(flooding.answers.values()) / flooding.seconds:.0f} posts a second")
    finally:
        await candour.stop()


def _say(name: str, everybody: list[Person]) -> None:
    ms = p95(everybody) * 1000
    verdict = "within" if ms < TARGET_MS else "OVER"
    print(f"{name}: p95 {ms:.0f} ms, {len(refused(everybody))} refused: {verdict} {TARGET_MS:.0f}")


if __name__ == "__main__":
    main()
