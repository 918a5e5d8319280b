"""`candour export`: the registers as spreadsheets that can be imported again."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import Council, SystemTicker, open_council
from bot.log import to_stderr
from bot.settings import Settings
from governance.action_rows import ActionRow, action_cells
from governance.assets import asset_cells
from governance.audit import Event
from governance.differences import Written
from governance.people import Person
from governance.ports import Work
from governance.staff import COLUMNS, staff_cells
from papers.writing import write_table

if TYPE_CHECKING:
    from bot.commands import Commands

SUBJECTS = ("people", "assets", "actions")
#: Columns with people in them, who are written by their addresses.
_PEOPLE = ("owner", "administrator", "holder")


def add(commands: Commands) -> None:
    parser = commands.add_parser("export", help="write people, information assets or actions to a spreadsheet")
    parser.add_argument("subject", choices=SUBJECTS, help="what the rows are")
    parser.add_argument("file", type=Path, help="the file to write, ending in .xlsx or .csv; it must not be there yet")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(_run(args, settings))
    return 0


async def _run(args: argparse.Namespace, settings: Settings) -> None:
    async with open_council(settings, to_stderr(SystemTicker().now)) as council:
        written = await rows_of(council, args.subject)
        columns = list(written[0]) if written else [column.name for column in COLUMNS]
        write_table(args.file, args.subject.title(), columns, [list(row.values()) for row in written])
        async with council.store.work() as work:
            rows: dict[str, str | int] = {"rows": len(written)}
            await work.audit.write(
                Event(council.clock.now(), "system", "administrator", "exported", args.subject, rows)
            )
    sys.stdout.write(f"{len(written):,} {args.subject} are in {args.file}.\n")


async def rows_of(council: Council, subject: str) -> list[Written]:
    """As the importer takes them, by reference."""
    async with council.store.work() as work:
        people = {person.id: person for person in await work.people.everyone()}
        if subject == "people":
            return await _people(work, people, council)
        if subject == "assets":
            return [_named(asset_cells(asset), people) for asset in await work.register.all_assets()]
        actions = await work.register.all_actions()
        histories = await work.history.of([each.reference for each in actions])
        rows = [ActionRow(action, tuple(histories.get(action.reference, ()))) for action in actions]
        return [_named(action_cells(row), people) for row in rows]


async def _people(work: Work, people: dict[str, Person], council: Council) -> list[Written]:
    held = await work.people.holdings_of(people)
    return [staff_cells(person, held.get(id_, ()), council.today()) for id_, person in sorted(people.items())]


def _named(cells: dict[str, str], people: dict[str, Person]) -> Written:
    def address(cell: str) -> str:
        return "; ".join(people[each].email if each in people else each for each in cell.split("; "))

    return {column: address(cell) if column in _PEOPLE else cell for column, cell in cells.items()}
