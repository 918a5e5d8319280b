"""`candour import`: the spreadsheets that a council has, all or nothing."""

from __future__ import annotations

import argparse
import asyncio
import sys
import textwrap
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.app import SystemTicker, open_council
from bot.commands.import_words import summary
from bot.log import to_stderr
from bot.settings import Settings
from governance import action_rows, assets, staff
from governance.rows import Column, Table
from governance.services.importing import Imported, Importing, Progress
from papers.reading import read_table

if TYPE_CHECKING:
    from bot.commands import Commands


class Import(Protocol):
    def __call__(
        self, table: Table, *, dry_run: bool = False, progress: Progress | None = None
    ) -> Awaitable[Imported]: ...


SUBJECTS = {"people": staff.COLUMNS, "assets": assets.COLUMNS, "actions": action_rows.COLUMNS}


def add(commands: Commands) -> None:
    parser = commands.add_parser("import", help="take in a spreadsheet of people, information assets or actions")
    parser.add_argument("subject", choices=SUBJECTS, help="what the rows are")
    parser.add_argument("file", nargs="?", type=Path, help="an Excel workbook (xlsx) or a csv file")
    parser.add_argument("--sheet", default="", help="the sheet of a workbook; needed when several have such headings")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument(
        "--over", action="store_true", help="assets: where a cell was changed here and in the file, the file counts"
    )
    parser.add_argument("--columns", action="store_true", help="only say which columns the file has, and what goes in")
    parser.set_defaults(run=run, usage=parser.error)


def run(args: argparse.Namespace, settings: Settings) -> int:
    if args.columns:
        sys.stdout.write(explained(args.subject, SUBJECTS[args.subject]))
        return 0
    if args.file is None:
        args.usage("name the file, or ask which columns it has with --columns")
    asyncio.run(_run(args, settings))
    return 0


async def _run(args: argparse.Namespace, settings: Settings) -> None:
    async with open_council(settings, to_stderr(SystemTicker().now)) as council:
        imported = await import_file(
            council.registers.importing,
            args.subject,
            args.file,
            args.dry_run,
            shown(sys.stderr.write),
            args.sheet,
            over=args.over,
        )
    sys.stdout.write(summary(imported))


async def import_file(
    importing: Importing,
    subject: str,
    path: Path,
    dry_run: bool = False,
    progress: Progress | None = None,
    sheet: str = "",
    *,
    over: bool = False,
) -> Imported:
    """Read and import one file. `subject` is a key of SUBJECTS; `over`: see `Importing.assets`. Raises Refused
    with every mistake in it."""
    table = read_table(path, SUBJECTS[subject], sheet)
    take: dict[str, Import] = {
        "people": importing.people,
        "assets": partial(importing.assets, over=over),
        "actions": importing.actions,
    }
    return await take[subject](table, dry_run=dry_run, progress=progress)


def shown(write: Callable[[str], object]) -> Progress:
    """Progress for a person who waits: nothing for what is done at once."""

    def show(done: int, rows: int) -> None:
        if rows > done or done > 5000:
            write(f"{done:,} of {rows:,} rows\n")

    return show


def explained(subject: str, columns: Sequence[Column]) -> str:
    """The columns of a spreadsheet, for the person who fills it."""
    lines = [
        f"A spreadsheet of {subject} has these headings, in any order. Those with a star are needed.",
        "It is an Excel workbook (xlsx), or a csv file with commas, semicolons or tabs, saved as “CSV UTF-8”.",
        "",
    ]
    for column in columns:
        lines.append(f"{'*' if column.needed else ' '} {column.name}")
        lines += textwrap.wrap(column.words, 90, initial_indent="      ", subsequent_indent="      ")
        lines.append(f"      for example: {column.example}")
        if column.choices:
            known = "one of: " + ", ".join(choice.replace("_", " ") for choice in column.choices)
            lines += textwrap.wrap(known, 90, initial_indent="      ", subsequent_indent="      ")
    return "\n".join(lines) + "\n"
