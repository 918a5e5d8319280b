"""The service as it is, with a fault at named places: `python -m tests.trust.faulty_server [--days N] HOW:NAME:WHEN …`

HOW is `kill` (as a power cut does) or `fail` (an exception that nobody expects). NAME is a failpoint. WHEN is a number,
for that visit alone, or `/` and a number, for every so many visits. `--days` moves real time forward. `count:FILE`
writes down every place that is passed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from bot import hardening, log
from bot.app import SystemTicker, open_council
from bot.serving import serve
from bot.settings import Settings


class LaterTicker(SystemTicker):
    def __init__(self, days: int) -> None:
        self._later = timedelta(days=days)

    def now(self) -> datetime:
        return super().now() + self._later


class Faults:
    def __init__(self, faults: list[str]) -> None:
        self._visits: Counter[str] = Counter()
        self._faults = [fault.split(":") for fault in faults]

    def __call__(self, name: str) -> None:
        self._visits[name] += 1
        for how, what, *when in self._faults:
            if how == "count":
                with Path(what).open("a", encoding="ascii") as places:
                    places.write(name + "\n")
            elif what == name and self._is_now(when[0], self._visits[name]):
                if how == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise RuntimeError("a fault that nobody expects")

    @staticmethod
    def _is_now(when: str, visit: int) -> bool:
        return visit % int(when[1:]) == 0 if when.startswith("/") else visit == int(when)


async def run(days: int, faults: list[str]) -> None:
    settings, ticker = Settings.from_env(os.environ), LaterTicker(days)
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker, failpoint=Faults(faults)) as council:
        await serve(council)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=0)
    parser.add_argument("faults", nargs="*")
    args = parser.parse_args(argv)
    hardening.harden()
    log.clamp()
    asyncio.run(run(args.days, args.faults))


if __name__ == "__main__":
    main(sys.argv[1:])
