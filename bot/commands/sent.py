"""`candour sent`: what was sent since a day, to whom, and how it ended."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from bot import log
from bot.app import SystemTicker, open_council
from bot.commands import Commands
from bot.commands.notice_words import ENDS, TAKE_CARE, heading, read_day, what
from bot.settings import Settings
from dialogs.views.parts import counted, day
from governance.calendar import Calendar
from governance.errors import Refused
from governance.services.replaying import Replay, Replayed


def add(commands: Commands) -> None:
    parser = commands.add_parser("sent", help="print what was sent, to whom, and how it ended")
    parser.add_argument("--since", metavar="DATE", required=True, help="the first day to look at, such as 2026-11-01")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    since = read_day("--since", args.since)
    sys.stdout.write(asyncio.run(_sent(settings, since)))
    return 0


async def _sent(settings: Settings, since: date) -> str:
    log.clamp()
    ticker = SystemTicker()
    # Without the keys that open: reporters' addresses stay closed.
    async with open_council(settings, log.to_stderr(ticker.now), web_only=True, ticker=ticker) as council:
        if since > council.today():
            raise Refused(
                f"--since {since} is still to come: today is {council.today()}. Give today or an earlier day."
            )
        return "".join(told(await council.replaying.since(since), since, council.calendar))


def told(replay: Replay, since: date, calendar: Calendar) -> Iterator[str]:
    """What was sent in words, day by day, and its totals."""
    yield f"What came due since {day(since)}, and how it ended.\n"
    for on, notices in groupby(replay.notices, key=lambda each: each.on):
        yield heading(on)
        for each in notices:
            at = "at once" if each.due_at is None else f"{calendar.local(each.due_at):%H:%M}"
            who = replay.addressees.named(each.recipient, on)
            yield f"  {at:<7}  {who}: {what(each.kind, each.count)}: {_end(each)}\n"
    yield "\n" + _totals(replay.notices) + TAKE_CARE


def _end(each: Replayed) -> str:
    return f"{ENDS[each.end]}. {each.reason}".rstrip().removesuffix(".") + "."


def _totals(notices: tuple[Replayed, ...]) -> str:
    ends: Counter[str] = Counter()
    for each in notices:
        ends[ENDS[each.end]] += each.count
    if not ends:
        return "Nothing came due.\n"
    lines = [f"{counted(ends.total(), 'notice', 'notices')} in all:"]
    lines += [f"  {count}  {words}" for words, count in sorted(ends.items())]
    return "\n".join(lines) + "\n"
