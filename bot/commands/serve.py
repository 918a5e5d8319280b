"""`candour serve`: the service itself."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot import log
from bot.app import SystemTicker, open_council
from bot.commands import Commands
from bot.serving import serve
from bot.settings import Settings


def add(commands: Commands) -> None:
    parser = commands.add_parser("serve", help="run the service")
    parser.add_argument(
        "--only", choices=["web"], help="serve the web page alone, in a process that holds no handler's key"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    log.clamp()
    asyncio.run(_serve(settings, web_only=args.only == "web"))
    return 0


async def _serve(settings: Settings, *, web_only: bool) -> None:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), web_only=web_only, ticker=ticker) as council:
        if settings.local:
            _say_where(settings, web_only=web_only)
        await serve(council, web_only=web_only)


def _say_where(settings: Settings, *, web_only: bool) -> None:
    where = f"http://127.0.0.1:{settings.port}"
    page = "" if web_only or settings.signed else f"  {where}/           the try-out page: Teams without Teams\n"
    sys.stdout.write(
        f"\nCandour is starting in local mode, for this computer only. Open:\n{page}"
        f"  {where}/speak-up   the web page for speaking up\n\nStop it with Ctrl-C.\n\n"
    )
    sys.stdout.flush()
