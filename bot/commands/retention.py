"""`candour retention`: what reaches the end of its time, what keeps it longer, and its end."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import date

from bot import log
from bot.app import SystemTicker, open_council
from bot.commands import Commands
from bot.settings import Settings
from dialogs.views.parts import counted, day
from governance.errors import Refused
from governance.people import Person
from governance.ports import Store
from governance.retention import WARNING_DAYS, Ending, HoldReason, LiftReason
from governance.services.retaining import Retained

_REASONS = ", ".join(reason.value for reason in HoldReason)


def add(commands: Commands) -> None:
    parser = commands.add_parser("retention", help="what reaches the end of its time, and its end")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser(
        "preview", help="every closed report: when its keys are destroyed, and what holds it"
    ).set_defaults(run=preview)
    verbs.add_parser("run", help="destroy now what is over; the service does it by itself every hour").set_defaults(
        run=run
    )
    holding = verbs.add_parser("hold", help="keep a report longer, at a handler's word")
    _takes_a_case(holding)
    holding.add_argument("--reason", required=True, choices=[each.value for each in HoldReason], metavar="REASON",
                         help=_REASONS)  # fmt: skip
    holding.add_argument("--until", required=True, metavar="DATE", help="such as 2028-03-31; two years at most")
    holding.set_defaults(run=hold)
    lifting = verbs.add_parser("lift", help="keep it no longer than its time")
    _takes_a_case(lifting)
    lifting.add_argument("--reason", required=True, choices=[each.value for each in LiftReason], metavar="REASON",
                         help=", ".join(each.value for each in LiftReason))  # fmt: skip
    lifting.set_defaults(run=lift)


def preview(_: argparse.Namespace, settings: Settings) -> int:
    endings, today = asyncio.run(_preview(settings))
    for each in endings:
        sys.stdout.write(f"{each.report.id}  {_ending(each, today)}\n")
    if not endings:
        sys.stdout.write("No closed report is kept.\n")
    return 0


def run(_: argparse.Namespace, settings: Settings) -> int:
    done = asyncio.run(_run(settings))
    sys.stdout.write(f"{counted(done.erased, 'report was', 'reports were')} destroyed.\n")
    if done.not_warned:
        sys.stdout.write(
            f"{counted(done.not_warned, 'report is', 'reports are')} kept although the time is over: the handlers were "
            f"not warned, or less than {WARNING_DAYS} days ago.\n"
        )
    return 0


def hold(args: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(_hold(settings, args.by, args.case, HoldReason(args.reason), _date(args.until)))
    sys.stdout.write(f"{args.case} is kept until {args.until} at least.\n")
    return 0


def lift(args: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(_hold(settings, args.by, args.case, LiftReason(args.reason), None))
    sys.stdout.write(f"{args.case} is kept no longer than its time, and goes when somebody was warned of it again.\n")
    return 0


def _takes_a_case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--case", required=True, metavar="REFERENCE")
    parser.add_argument("--by", required=True, metavar="PERSON", help="the staff number of the handler who says so")


def _ending(each: Ending, today: date) -> str:
    ends = f"kept until {day(each.ends_on)}"
    if each.hold is None:
        return ends
    over = "" if each.is_held(today) else ", which is over"
    return f"{ends}; held until {day(each.hold.until)}{over} ({each.hold.reason.value}, said by {each.hold.by})"


async def _preview(settings: Settings) -> tuple[Sequence[Ending], date]:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        return await council.keeping.retaining.preview(), council.today()


async def _run(settings: Settings) -> Retained:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        return await council.keeping.retain()


async def _hold(settings: Settings, by: str, case: str, reason: HoldReason | LiftReason, until: date | None) -> None:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        person = await _person(council.store, by)
        if isinstance(reason, LiftReason):
            await council.keeping.retaining.lift(person, case, reason)
        elif until is not None:
            await council.keeping.retaining.hold(person, case, reason, until)


async def _person(store: Store, person_id: str) -> Person:
    async with store.work() as work:
        person = await work.people.by_id(person_id)
    if person is None:
        raise Refused(f"There is no {person_id} on the staff list.")
    return person


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"--until {text} is not a day. Write it like this: 2028-03-31") from None
