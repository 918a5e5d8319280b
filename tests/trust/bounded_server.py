"""The service with other bounds than its own: `python -m tests.trust.bounded_server [options]`

`--unlimited` is a service that is wrong: everybody may post as often as they like, and keep as many connections open.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from bot import hardening, log
from bot.app import SystemTicker, open_council
from bot.listening import Bounds
from bot.serving import serve
from bot.settings import Settings
from web.limits import Allowance, Limits

_NO_END = Allowance(burst=10**9, per_second=1e9, together=10**9)


async def run(bounds: Bounds, limits: Limits) -> None:
    settings, ticker = Settings.from_env(os.environ), SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        await serve(council, bounds=bounds, limits=limits)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--connections", type=int, default=Bounds().connections)
    parser.add_argument("--answer-seconds", type=float, default=Bounds().answer_seconds)
    parser.add_argument("--unlimited", action="store_true")
    args = parser.parse_args(argv)
    hardening.harden()
    log.clamp()
    bounds = Bounds(10**9 if args.unlimited else args.connections, args.answer_seconds)
    asyncio.run(run(bounds, Limits(_NO_END, _NO_END) if args.unlimited else Limits()))


if __name__ == "__main__":
    main(sys.argv[1:])
