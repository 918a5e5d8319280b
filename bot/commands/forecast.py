"""`candour forecast`: every reminder that would be sent until a day, with nothing sent and nothing written."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot import log
from bot.app import SystemTicker, open_council
from bot.commands import Commands
from bot.commands.notice_words import KINDS, TAKE_CARE, heading, read_day, short, what
from bot.settings import Settings
from dialogs.views.parts import counted, day
from governance.calendar import Calendar
from governance.errors import Refused
from governance.notices import NOBODY
from governance.services.forecasting import Forecast, Foreseen

#: Further ahead nobody knows the bank holidays.
MOST_YEARS = 10


def add(commands: Commands) -> None:
    parser = commands.add_parser("forecast", help="print every reminder that would be sent; nothing is sent")
    parser.add_argument("--until", metavar="DATE", required=True, help="the last day to look at, such as 2026-11-30")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    until = read_day("--until", args.until)
    sys.stdout.write(asyncio.run(_forecast(settings, until)))
    return 0


async def _forecast(settings: Settings, until: date) -> str:
    log.clamp()
    ticker = SystemTicker()
    # Without the keys that open: a forecast needs none of them.
    async with open_council(settings, log.to_stderr(ticker.now), web_only=True, ticker=ticker) as council:
        now, today, calendar = council.clock.now(), council.today(), council.calendar
        if until < today:
            raise Refused(f"--until {until} is over: today is {today}. Give today or a later day.")
        if until.year > today.year + MOST_YEARS:
            raise Refused(f"--until {until} is too far ahead. Give a day within {MOST_YEARS} years.")
        forecast = await council.forecasting.until(now, calendar.at(until + timedelta(days=1), time(0)))
        return "".join(told(forecast, now, until, calendar))


def told(forecast: Forecast, now: datetime, until: date, calendar: Calendar) -> Iterator[str]:
    """The forecast in words, day by day, and its totals."""
    yield f"What would be sent from {_moment(now, calendar)} to the end of {day(until)}, if nothing changed.\n"
    for on, reminders in groupby(forecast.reminders, key=lambda each: calendar.day_of(each.at)):
        yield heading(on)
        for each in reminders:
            yield f"  {calendar.local(each.at):%H:%M}  {_line(each, forecast, on)}\n"
    yield "\n" + _totals(forecast.reminders)
    yield (
        f"The next release of new reports is on {_moment(forecast.next_release, calendar)}. Reports that wait for it, "
        "or are still to come, are not in this forecast.\n"
    )
    if forecast.unsent:
        yield f"{counted(forecast.unsent, 'message', 'messages')} planned before, not sent yet, on top.\n"
    yield f"Nothing was sent and nothing was changed.\n{TAKE_CARE}"


def _line(each: Foreseen, forecast: Forecast, on: date) -> str:
    due = f", due {short(each.due_on)}" if each.due_on is not None else ""
    if each.recipient == NOBODY:
        return f"NOBODY may be told: {what(each.kind, each.count)}{due}. Appoint somebody."
    who = forecast.addressees.named(each.recipient, on)
    return f"{who}: {what(each.kind, each.count)}{due}"


def _totals(reminders: tuple[Foreseen, ...]) -> str:
    kinds = Counter(each.kind for each in reminders if each.recipient != NOBODY)
    unheard = sum(each.recipient == NOBODY for each in reminders)
    total = kinds.total()
    if not reminders:
        return "No reminder would be sent.\n"
    lines = [f"{counted(total, 'reminder', 'reminders')} in all:"]
    lines += [f"  {count}  {KINDS[kind]}" for kind, count in sorted(kinds.items())]
    if unheard:
        lines.append(f"  {unheard}  that nobody may be told of")
    return "\n".join(lines) + "\n"


def _moment(at: datetime, calendar: Calendar) -> str:
    local = calendar.local(at)
    return f"{day(local.date())}, {local:%H:%M}"
