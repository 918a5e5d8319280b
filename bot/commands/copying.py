"""`candour copy`: move both databases to another engine, SQLite to PostgreSQL or back."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.commands import Commands
from bot.commands.migrate import migrate
from bot.settings import Settings
from governance.errors import Refused
from governance.services.inspecting import Inspecting
from storage import copying, keystore_tables
from storage.engines import open_engine
from storage.heads import OwnHeads
from storage.keyfiles import read_desk
from storage.migrations import is_current
from storage.tables import metadata
from storage.work import SqlStore


def add(commands: Commands) -> None:
    parser = commands.add_parser("copy", help="copy both databases to new, empty ones, on another engine if you like")
    parser.add_argument("--to", metavar="URL", required=True, help="the new main database")
    parser.add_argument("--keystore-to", metavar="URL", required=True, help="the new keystore")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    new = replace(settings, database_url=args.to, keystore_url=args.keystore_to)
    asyncio.run(_copy(settings, new))
    sys.stdout.write(
        "Every row is there, and the record of who did what holds. Now set CANDOUR_DATABASE_URL and "
        "CANDOUR_KEYSTORE_URL to the new addresses and start the service. When it is well, destroy the old databases.\n"
    )
    return 0


@dataclass(frozen=True, slots=True)
class _Pair:
    """One database, as it is and as it will be."""

    name: str
    old: AsyncEngine
    new: AsyncEngine
    tables: Sequence[Table]


async def _copy(settings: Settings, new: Settings) -> None:
    if {settings.database_url, settings.keystore_url} & {new.database_url, new.keystore_url}:
        raise Refused("A database cannot be copied to itself. Give the addresses of two new databases.")
    if new.database_url == new.keystore_url:
        raise Refused("The main database and the keystore have to be two databases, so that each has its own back-up.")
    async with _open(settings, new) as (main, keys):
        if not await is_current(main.old):
            raise Refused("The database is not up to date. Run: candour migrate")
        for each in (keys, main):
            await _refuse_what_is_filled(each)
        await migrate(new)
        # The keys first: a report without its keys would be lost, and keys without a report are swept away.
        for each in (keys, main):
            await _fill(each)
        await _inspect(settings, main.new)


@asynccontextmanager
async def _open(settings: Settings, new: Settings) -> AsyncIterator[tuple[_Pair, _Pair]]:
    urls = (settings.database_url, new.database_url, settings.keystore_url, new.keystore_url)
    engines = [open_engine(url) for url in urls]
    try:
        yield (
            _Pair("the main database", engines[0], engines[1], metadata.sorted_tables),
            _Pair("the keystore", engines[2], engines[3], keystore_tables.kept()),
        )
    finally:
        for engine in engines:
            await engine.dispose()


async def _refuse_what_is_filled(pair: _Pair) -> None:
    """A target may hold nothing but what an earlier call has copied whole."""
    rows = await copying.rows_of(pair.new, pair.tables)
    filled = {name: count for name, count in rows.items() if count}
    if filled and not await copying.is_the_same(pair.old, pair.new, pair.tables):
        raise Refused(
            f"The new place for {pair.name} is not empty: "
            f"{', '.join(f'{name} ({count})' for name, count in filled.items())}. "
            "Nothing was changed. Give the address of an empty database."
        )


async def _fill(pair: _Pair) -> None:
    if await copying.is_the_same(pair.old, pair.new, pair.tables):
        sys.stdout.write(f"{pair.name.capitalize()} has been copied already.\n")
        return
    sys.stdout.write(f"Copying {pair.name} …\n")
    await copying.copy(pair.old, pair.new, pair.tables, _tell)


def _tell(table: str, rows: int) -> None:
    if rows:
        sys.stdout.write(f"  {table}: {rows:,}\n")
        sys.stdout.flush()


async def _inspect(settings: Settings, engine: AsyncEngine) -> None:
    desk = read_desk(settings.kek_file)
    found = await Inspecting(SqlStore(engine, None), desk.audit, OwnHeads(desk)).inspect([])
    if found.bad is not None:
        raise Refused(
            f"The record of who did what breaks at line {found.bad.number}, in the old database too: the copy is the "
            "same. Run candour audit verify on the old one, and tell the Monitoring Officer before you go on."
        )
