"""`candour serve`: the service itself."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from bot import log
from bot.app import SystemTicker, open_council
from bot.commands import Commands
from bot.serving import serve
from bot.settings import Settings
from governance.errors import Misconfigured
from storage.keyfiles import OFFLINE_KEYS


def add(commands: Commands) -> None:
    parser = commands.add_parser("serve", help="run the service")
    parser.add_argument(
        "--only", choices=["web"], help="serve the web page alone, in a process that holds no handler's key"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    log.clamp()
    refuse_offline_keys(settings)
    asyncio.run(_serve(settings, web_only=args.only == "web"))
    return 0


def refuse_offline_keys(settings: Settings) -> None:
    """In production, raise Misconfigured while a key that belongs into a safe lies where `keys init` wrote it.

    Beside a running service, whoever takes the machine over has the recovery key and reads every report, or has `root`
    and names handlers. One share of the recovery key counts: the next may come to it. So does a link: what it leads to
    is within reach. So does a folder that this user may not look into: it is on this computer all the same.
    """
    if settings.local:
        return
    folders = dict.fromkeys((settings.data / "keys", settings.kek_file.parent, settings.intake_file.parent))
    left = [str(folder / key) for folder in folders for key in OFFLINE_KEYS if _lies(folder / key)]
    if left:
        raise Misconfigured(
            f"Candour does not start while keys that belong into a safe are on this computer: {', '.join(left)}. "
            "Move each to a place of its own that locks, with somebody who is not an administrator of this computer. "
            "Then start again."
        )


def _lies(path: Path) -> bool:
    try:
        path.lstat()
    except PermissionError:
        return os.path.lexists(path.parent)
    except OSError:
        return False
    return True


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
