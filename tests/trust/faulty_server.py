"""The service as it is, with faults at named places: `python -m tests.trust.faulty_server [options] HOW:NAME:WHEN …`

HOW is `kill` (as a power cut does) or `fail` (an exception that nobody expects). NAME is a failpoint. WHEN is a number,
for that visit alone, or `/` and a number, for every so many visits. A fault that is written to the file `fault` in the
data folder takes the place of the others at the signal USR1, and visits are counted from then on.

`--minutes` moves real time forward. `--late` is a service that is wrong: it says that a report is safe before it is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import hardening, log
from bot.app import Council, SystemTicker, open_council
from bot.serving import serve
from bot.settings import Settings
from governance.reports import Concern
from governance.services.receiving import Receipt


class LaterTicker(SystemTicker):
    def __init__(self, minutes: int) -> None:
        self._later = timedelta(minutes=minutes)

    def now(self) -> datetime:
        return super().now() + self._later


class Faults:
    def __init__(self, faults: list[str], armed_by: Path) -> None:
        self._visits: Counter[str] = Counter()
        self._faults = [fault.split(":") for fault in faults]
        self._armed_by = armed_by

    def arm(self, *_: object) -> None:
        self._faults = [self._armed_by.read_text(encoding="ascii").split(":")]
        self._visits.clear()
        # Whoever armed it sees that it is.
        self._armed_by.unlink()

    def __call__(self, name: str) -> None:
        self._visits[name] += 1
        for how, what, when in self._faults:
            if what == name and self._is_now(when, self._visits[name]):
                if how == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise RuntimeError("a fault that nobody expects")

    @staticmethod
    def _is_now(when: str, visit: int) -> bool:
        return visit % int(when[1:]) == 0 if when.startswith("/") else visit == int(when)


class LateReceiving:
    """Says that a report is safe, and keeps it a moment later."""

    def __init__(self, council: Council) -> None:
        self._council = council
        self._under_way: set[asyncio.Task[Receipt]] = set()

    async def receive(self, concern: Concern, report_id: str, code: str, form: str) -> Receipt:
        keeping = asyncio.create_task(self._council.receiving.receive(concern, report_id, code, form))
        self._under_way.add(keeping)
        return Receipt(self._council.today() + timedelta(days=7), code, already=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._council.receiving, name)


async def run(args: argparse.Namespace) -> None:
    settings, ticker = Settings.from_env(os.environ), LaterTicker(args.minutes)
    faults = Faults(args.faults, settings.data / "fault")
    signal.signal(signal.SIGUSR1, faults.arm)
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker, failpoint=faults) as council:
        receiving: Any = LateReceiving(council) if args.late else council.receiving
        await serve(replace(council, receiving=receiving))


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=int, default=0)
    parser.add_argument("--late", action="store_true")
    parser.add_argument("faults", nargs="*")
    hardening.harden()
    log.clamp()
    asyncio.run(run(parser.parse_args(argv)))


if __name__ == "__main__":
    main(sys.argv[1:])
