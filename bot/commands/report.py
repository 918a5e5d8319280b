"""`candour report`: papers with figures, on the terminal always, and as Word or Excel."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import date
from pathlib import Path

from bot import log
from bot.app import SystemTicker, open_council
from bot.areas.incident_talks import paper_of_digest
from bot.commands import Commands
from bot.commands.notice_words import read_day
from bot.settings import Settings
from governance.action_figures import ActionFigures
from governance.concern_figures import YearFigures
from governance.errors import Refused
from governance.incident_figures import IncidentFigures, Period
from governance.incident_talks import MonthDigest
from governance.quarter_figures import QuarterFigures
from papers import action_progress as papers_of_actions
from papers import incident_figures as papers_of_incidents
from papers import quarter_pack as papers_of_quarters
from papers import text, word
from papers.yearly_concerns import paper_of, workbook_of

#: The kinds of file that a paper can be.
KINDS = (".docx", ".xlsx")


def add(commands: Commands) -> None:
    parser = commands.add_parser("report", help="make a paper with figures")
    papers = parser.add_subparsers(dest="paper", metavar="PAPER", required=True)
    concerns = papers.add_parser("annual-whistleblowing", help="concerns of a year: numbers and lessons, without names")
    concerns.add_argument(
        "--year",
        type=int,
        metavar="YEAR",
        help="2026 is 1 April 2026 to 31 March 2027 (default: the last that is over)",
    )
    takes_out(concerns)
    concerns.set_defaults(run=annual_whistleblowing)
    incidents = papers.add_parser("incidents", help="incidents of a time: kinds, severity, times, whether told in time")
    incidents.add_argument("--from", dest="first", metavar="DATE", required=True, help="its first day")
    incidents.add_argument("--until", metavar="DATE", required=True, help="its last day, which has to be before today")
    takes_out(incidents)
    incidents.set_defaults(run=incident_figures)
    digest = papers.add_parser("incident-digest", help="a month's incidents for team meetings, without names")
    digest.add_argument("--month", metavar="MONTH", help="such as 2026-10 (default: the last that is over)")
    digest.add_argument("--out", type=Path, metavar="FILE", help="write it too, as .docx")
    digest.set_defaults(run=incident_digest)
    # A committee's progress report and the action plan are this paper.
    progress = papers.add_parser(
        "actions",
        aliases=["committee", "action-plan"],
        help="how actions stood on a day: complete, in progress, not yet begun",
    )
    progress.add_argument(
        "--on", "--at", dest="on", metavar="DATE", help="how they stood at the end of this day (default: today)"
    )
    progress.add_argument("--since", metavar="DATE", help="the day of the report before, to say what moved")
    progress.add_argument("--source", default="", metavar="WORDS", help="only those whose source has these words")
    takes_out(progress)
    progress.set_defaults(run=action_progress)
    assurance = papers.add_parser(
        "assurance", aliases=["siro"], help="a quarter's returns that is closed, and what stands beside them"
    )
    assurance.add_argument("--quarter", metavar="QUARTER", help="such as 2027-Q1 (default: the last that is closed)")
    takes_out(assurance)
    assurance.set_defaults(run=quarter_pack)


def takes_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it too, as .docx or .xlsx")


def annual_whistleblowing(args: argparse.Namespace, settings: Settings) -> int:
    kind = kind_of(args.out)
    figures = asyncio.run(_figures(settings, args.year))
    paper = paper_of(figures, settings.council)
    sys.stdout.write("".join(text.told(paper)))
    if args.out is not None:
        write(args.out, word.document(paper) if kind == ".docx" else workbook_of(figures, settings.council))
    return 0


def incident_figures(args: argparse.Namespace, settings: Settings) -> int:
    kind = kind_of(args.out)
    period = Period(read_day("--from", args.first), read_day("--until", args.until))
    figures = asyncio.run(_incident_figures(settings, period))
    paper = papers_of_incidents.paper_of(figures, settings.council)
    sys.stdout.write("".join(text.told(paper)))
    if args.out is not None:
        workbook = papers_of_incidents.workbook_of
        write(args.out, word.document(paper) if kind == ".docx" else workbook(figures, settings.council))
    return 0


def incident_digest(args: argparse.Namespace, settings: Settings) -> int:
    if kind_of(args.out) == ".xlsx":
        raise Refused(f"--out {args.out} ends in .xlsx, and this is words: give a name that ends in .docx.")
    paper = paper_of_digest(asyncio.run(_digest(settings, args.month)), settings.council)
    sys.stdout.write("".join(text.told(paper)))
    if args.out is not None:
        write(args.out, word.document(paper))
    return 0


def action_progress(args: argparse.Namespace, settings: Settings) -> int:
    kind = kind_of(args.out)
    on = read_day("--on", args.on) if args.on else None
    since = read_day("--since", args.since) if args.since else None
    figures = asyncio.run(_action_figures(settings, on, since, args.source))
    paper = papers_of_actions.paper_of(figures, settings.council)
    sys.stdout.write("".join(text.told(paper)))
    if args.out is not None:
        workbook = papers_of_actions.workbook_of
        write(args.out, word.document(paper) if kind == ".docx" else workbook(figures, settings.council))
    return 0


def quarter_pack(args: argparse.Namespace, settings: Settings) -> int:
    kind = kind_of(args.out)
    figures = asyncio.run(_quarter(settings, args.quarter))
    paper = papers_of_quarters.paper_of(figures, settings.council)
    sys.stdout.write("".join(text.told(paper)))
    if args.out is not None:
        workbook = papers_of_quarters.workbook_of
        write(args.out, word.document(paper) if kind == ".docx" else workbook(figures, settings.council))
    return 0


def kind_of(out: Path | None) -> str:
    """The ending of the file's name, or nothing. Raises Refused for one that no paper has."""
    if out is None:
        return ""
    if out.suffix.lower() not in KINDS:
        raise Refused(f"--out {out} ends neither in .docx nor in .xlsx, so it is not known what to write.")
    return out.suffix.lower()


def write(out: Path, content: bytes) -> None:
    """A new file, or in the place of an older one. Raises Refused when it cannot be written."""
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}.") from None
    sys.stdout.write(f"\nWritten to {out}.\n")


async def _figures(settings: Settings, year: int | None) -> YearFigures:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        yearly = council.keeping.yearly
        return await yearly.figures(yearly.last_year() if year is None else year)


async def _incident_figures(settings: Settings, period: Period) -> IncidentFigures:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        return await council.incidents.counting.published(period)


async def _digest(settings: Settings, month: str | None) -> MonthDigest:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        talks = council.incidents.talked.talks
        return await talks.published(talks.last_month() if month is None else month)


async def _action_figures(settings: Settings, on: date | None, since: date | None, source: str) -> ActionFigures:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        return await council.actions.counting.figures(on, since, source)


async def _quarter(settings: Settings, quarter: str | None) -> QuarterFigures:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        return await council.assurance.packs.pack(quarter)
