"""`candour migrate`: bring the databases to what this version needs."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot.commands import Commands
from bot.settings import Settings
from storage import migrations
from storage.engines import open_engine
from storage.keyfiles import read_keys
from storage.keystore import Keystore


def add(commands: Commands) -> None:
    parser = commands.add_parser("migrate", help="make or upgrade the databases")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(migrate(settings))
    sys.stdout.write("The databases are up to date.\n")
    return 0


async def migrate(settings: Settings) -> None:
    """Main database and keystore; nothing happens when they are up to date."""
    intake, _ = read_keys(settings.intake_file, None)
    engine = open_engine(settings.database_url)
    try:
        await migrations.migrate(engine)
    finally:
        await engine.dispose()
    keystore = Keystore(open_engine(settings.keystore_url), intake, None)
    try:
        await keystore.prepare()
    finally:
        await keystore.close()
