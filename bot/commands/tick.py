"""`candour tick`: do what has become due, once, now or (in local mode) at another instant."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from bot import log
from bot.app import SystemTicker, open_council
from bot.commands import Commands
from bot.settings import Settings
from governance.errors import Refused


def add(commands: Commands) -> None:
    parser = commands.add_parser("tick", help="release what waits and plan what is due; the service delivers it")
    parser.add_argument("--at", metavar="INSTANT", help="as if it were this moment, such as 2026-11-27T09:00+00:00")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    ticker = SystemTicker()
    at = _instant(args.at) if args.at else None
    if at is not None and not settings.local:
        # Another moment than the service's own would release reports outside their slots.
        raise Refused("--at is for local mode only: nobody may move the clock in production. Leave it out.")
    done = asyncio.run(_tick(settings, ticker, at))
    sys.stdout.write(f"Reports released: {done['released']}. Notices planned: {done['planned']}.\n")
    return 0


async def _tick(settings: Settings, ticker: SystemTicker, at: datetime | None) -> dict[str, int]:
    log.clamp()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        return await council.tick(at or council.clock.now())


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"--at {text} is not a moment. Write it like this: 2026-11-27T09:00+00:00") from None
    if instant.tzinfo is None:
        raise Refused("--at needs its offset from UTC, such as +00:00 in winter or +01:00 in summer.")
    return instant.astimezone(UTC)
