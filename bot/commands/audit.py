"""`candour audit verify`: check the whole chain of the audit log."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot.commands import Commands
from bot.settings import Settings
from governance.audit import BEGINNING, Line, verify
from storage.engines import open_engine
from storage.keyfiles import read_keys
from storage.work import SqlStore

AT_ONCE = 5_000


def add(commands: Commands) -> None:
    parser = commands.add_parser("audit", help="check the record of who did what")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("verify", help="check every line of the chain").set_defaults(run=run)


def run(_: argparse.Namespace, settings: Settings) -> int:
    count, bad = asyncio.run(_verify(settings))
    if bad is None:
        sys.stdout.write(f"All {count} lines of the audit log are as they were written.\n")
        return 0
    sys.stdout.write(
        f"Line {bad.number} is not as it was written, or a line is missing before it. "
        f"{count} lines before it are good. Keep the database as it is and tell the Monitoring Officer.\n"
    )
    return 1


async def _verify(settings: Settings) -> tuple[int, Line | None]:
    """How many lines from the beginning are good, and the first that is not."""
    _, desk = read_keys(settings.intake_file, settings.kek_file)
    if desk is None:
        return 0, None
    engine = open_engine(settings.database_url)
    try:
        store = SqlStore(engine, desk.audit)
        good, last = 0, BEGINNING
        while True:
            async with store.work() as work:
                lines = await work.audit.lines(good, AT_ONCE)
            if not lines:
                return good, None
            bad = verify(desk.audit, lines, good, last)
            if bad is not None:
                return good + list(lines).index(bad), bad
            good, last = good + len(lines), lines[-1].mac
    finally:
        await engine.dispose()
