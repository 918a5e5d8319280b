"""`candour demo`: fill an empty data folder with the demo council, by the same steps that a real council takes."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from bot import log
from bot.app import Council, SystemTicker, open_council
from bot.commands import Commands
from bot.commands.importing import SUBJECTS
from bot.commands.migrate import migrate
from bot.settings import DEMO_TENANT, Settings
from governance.errors import Refused
from governance.incidents import MAY_SEE_INCIDENTS
from governance.roles import MAY_HANDLE
from papers.reading import read_table
from storage.keyfiles import make_keys, read_root

SHEETS = ("people", "assets", "actions")
#: Marks a data folder that holds the whole demo council.
READY = "demo-council"


def add(commands: Commands) -> None:
    parser = commands.add_parser("demo", help="fill an empty data folder with the demo council")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace, settings: Settings) -> int:
    if not settings.local:
        raise Refused("The demo council is for local mode only. Leave CANDOUR_MODE out.")
    asyncio.run(fill(settings, _say))
    return 0


async def fill(settings: Settings, say: Callable[[str], None]) -> None:
    """Keys, databases, the three spreadsheets and a key for each handler; `say` is told of each step.

    Nothing happens when the council is there already. A step that failed is taken up again by the next call.
    """
    if (settings.data / READY).exists():
        say(f"{settings.data} holds the demo council already.")
        return
    say(f"Making keys in {settings.kek_file.parent} …")
    if not settings.kek_file.exists():
        make_keys(settings.kek_file.parent)
    say("Making the databases …")
    await migrate(settings)
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        await _import(council, say)
        await _give_keys(council, settings.kek_file.parent / "offline" / "root")
    (settings.data / READY).touch()
    say("The people who handle concerns and incidents have their keys.")
    say(f"The demo council is ready (tenant {DEMO_TENANT}).")


async def _import(council: Council, say: Callable[[str], None]) -> None:
    """The same importer, on the same kind of spreadsheet, as a real council's."""
    folder = resources.files("bot.local") / "demo"
    verbs = {
        "people": council.registers.importing.people,
        "assets": council.registers.importing.assets,
        "actions": council.registers.importing.actions,
    }
    for sheet in SHEETS:
        with resources.as_file(folder / f"{sheet}.csv") as path:
            await verbs[sheet](read_table(Path(path), SUBJECTS[sheet]))
        say(f"Imported {sheet}.")
    async with council.store.work() as work:
        counts = await work.register.counts()
    say("The council has " + ", ".join(f"{counts[sheet]} {sheet}" for sheet in SHEETS) + ".")


async def _give_keys(council: Council, root_file: Path) -> None:
    root = read_root(root_file)
    async with council.store.work() as work:
        holdings = await work.people.holdings(sorted(MAY_HANDLE | MAY_SEE_INCIDENTS), council.today())
        people = await work.people.many({holding.person_id for holding in holdings})
    able = await council.seal.holders()
    for person_id in dict.fromkeys(holding.person_id for holding in holdings):
        if person_id not in able:
            await council.keystore.add_person(person_id, root)
        await council.keystore.confirm(person_id, people[person_id].entra_id, root)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
