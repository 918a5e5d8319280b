"""`candour backup` and `candour restore`: both databases as a pair, and a drill that shows that a pair can be used."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from bot.app import SystemTicker
from bot.commands import Commands
from bot.commands.migrate import migrate
from bot.settings import Settings
from governance.errors import Refused
from governance.services.inspecting import Inspecting, Inspection
from storage.backups import BackUp, back_up, file_of, fingerprint, must_be_free, older_than, place, put_back
from storage.engines import open_engine
from storage.heads import OwnHeads
from storage.keyfiles import read_desk, read_keys
from storage.keystore import Keystore
from storage.work import SqlStore

#: A report's keys are destroyed when its time is over; an older back-up would bring them back.
KEYSTORE_DAYS = 14


def add(commands: Commands) -> None:
    backing = commands.add_parser("backup", help="back up both databases while the service works on")
    backing.add_argument("--into", metavar="FOLDER", type=Path, required=True, help="for the main database")
    backing.add_argument("--keystore-into", metavar="FOLDER", type=Path, required=True, help="for the keystore")
    backing.set_defaults(run=backup)
    restoring = commands.add_parser("restore", help="put a pair of back-ups back, or try out whether it can be")
    restoring.add_argument("--main", metavar="FILE", type=Path, required=True, help="main-….db")
    restoring.add_argument(
        "--keystore", metavar="FILE", type=Path, required=True, help="keystore-….db, of the same pair"
    )
    restoring.add_argument("--drill", action="store_true", help="only try it out, in a folder that is then removed")
    restoring.add_argument(
        "--although-old", action="store_true", help=f"take a keystore of more than {KEYSTORE_DAYS} days all the same"
    )
    restoring.set_defaults(run=restore)


def backup(args: argparse.Namespace, settings: Settings) -> int:
    if args.into.resolve() == args.keystore_into.resolve():
        raise Refused(
            "Give two folders: what is in the keystore's is kept for 14 days, and the other as long as your rules say."
        )
    now, pair = SystemTicker().now(), secrets.token_hex(4)
    # The main database first: a report's keys are kept before the report, so the second has those of the first.
    for what, url, folder in (
        ("main", settings.database_url, args.into),
        ("keystore", settings.keystore_url, args.keystore_into),
    ):
        _say(f"Backing up {what} …")
        to = place(folder, what, now, pair)
        back_up(file_of(url), to)
        _say(f"  {to}  {to.stat().st_size:,} bytes  sha256 {fingerprint(to)}")
    for old in older_than(args.keystore_into, "keystore", now, KEYSTORE_DAYS):
        old.path.unlink()
        _say(f"Removed {old.path}: it is more than {KEYSTORE_DAYS} days old.")
    return 0


def restore(args: argparse.Namespace, settings: Settings) -> int:
    main, keystore = BackUp.read(args.main, "main"), BackUp.read(args.keystore, "keystore")
    _refuse_what_does_not_fit(main, keystore, SystemTicker().now(), although_old=args.although_old)
    if not args.drill:
        asyncio.run(_restore(main, keystore, settings))
        _say("Both databases are back. Start the service.")
        return 0
    with tempfile.TemporaryDirectory(prefix="candour-drill-") as folder:
        elsewhere = replace(
            settings,
            database_url=f"sqlite+aiosqlite:///{Path(folder) / 'candour.db'}",
            keystore_url=f"sqlite+aiosqlite:///{Path(folder) / 'keystore.db'}",
        )
        asyncio.run(_restore(main, keystore, elsewhere))
    _say("The drill went well: this pair can be restored. What it wrote is removed again.")
    return 0


def _refuse_what_does_not_fit(main: BackUp, keystore: BackUp, now: datetime, *, although_old: bool) -> None:
    if main.pair != keystore.pair:
        raise Refused(
            f"{main.path.name} and {keystore.path.name} were not made together: give two whose names end alike. "
            "A report without its keys stays closed."
        )
    days = keystore.age(now).days
    if days >= KEYSTORE_DAYS and not although_old:
        raise Refused(
            f"{keystore.path.name} is {days} days old. It may hold the keys of reports whose time is over, and should "
            "have been destroyed. If there is no newer pair, add --although-old, and destroy what is over before "
            "anybody uses the service."
        )


async def _restore(main: BackUp, keystore: BackUp, settings: Settings) -> None:
    places = (file_of(settings.database_url), file_of(settings.keystore_url))
    must_be_free(*places)
    for each, to in zip((main, keystore), places, strict=True):
        _say(f"Putting back {each.path.name} …")
        put_back(each.path, to)
    await migrate(settings)
    found = await _look_at(settings)
    _say(f"  {found.people:,} people, {found.reports:,} reports, {found.record.good:,} lines of the audit log")
    if found.record.bad is not None:
        raise Refused(
            f"The audit log breaks at line {found.record.bad.number}. Keep everything, and tell the Monitoring Officer."
        )
    if found.without_keys:
        raise Refused(f"{found.without_keys} of the reports have no keys in this keystore, and nobody can open them.")
    _say("  The audit log holds, every report has its keys, and the handlers' keys fit this service's key files.")


@dataclass(frozen=True, slots=True)
class _Found:
    people: int
    reports: int
    without_keys: int
    record: Inspection


async def _look_at(settings: Settings) -> _Found:
    """Both databases together, as the service would use them. Raises Misconfigured when its key files do not fit."""
    intake, desk = read_keys(settings.intake_file, settings.kek_file)
    engine = open_engine(settings.database_url)
    keystore = Keystore(open_engine(settings.keystore_url), intake, desk)
    try:
        await keystore.check()
        store = SqlStore(engine, None)
        async with store.work() as work:
            reports = await work.reports.known_keys()
            people = len(await work.people.everyone())
        kept = await keystore.made_before(date.max)
        own = read_desk(settings.kek_file)
        record = await Inspecting(store, own.audit, OwnHeads(own)).inspect()
        return _Found(people, len(reports), len(reports - kept), record)
    finally:
        await keystore.close()
        await engine.dispose()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
