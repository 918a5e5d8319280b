"""`candour keys`: make the service's keys, and a key for each person who handles concerns."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.app import SystemTicker
from bot.commands import Commands, custodians, renewals
from bot.settings import Settings
from dialogs.views.parts import day
from governance.audit import Event
from governance.errors import Misconfigured, Refused
from governance.people import Person
from governance.services.recovering import KEY_MADE, last_drill
from storage.engines import open_engine
from storage.keyfiles import make_keys, read_keys, read_root
from storage.keystore import Keystore
from storage.work import SqlStore

OFFLINE = "offline"


def add(commands: Commands) -> None:
    parser = commands.add_parser("keys", help="make keys, add people to them, list them")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("init", help="make the service's key files, once").set_defaults(run=init)
    adding = verbs.add_parser("add", help="make a key for a person who handles concerns")
    adding.add_argument("person", help="the person's id in the staff list")
    adding.add_argument("--root", type=Path, help="the root private key file (default: where `keys init` wrote it)")
    adding.set_defaults(run=add_person)
    confirming = verbs.add_parser("confirm", help="confirm which Teams account is a person's, after it changed")
    confirming.add_argument("person", help="the person's id in the staff list")
    confirming.add_argument("--root", type=Path, help="the root private key file (default: where `keys init` wrote it)")
    confirming.set_defaults(run=confirm_person)
    verbs.add_parser("list", help="who has a key, and when recovery was last tried").set_defaults(run=list_people)
    custodians.add(verbs)
    renewals.add(verbs)


def init(_: argparse.Namespace, settings: Settings) -> int:
    folder = _folder(settings)
    for path in make_keys(folder):
        sys.stdout.write(f"made {path}\n")
    sys.stdout.write(
        f"\nMove what is in {folder / OFFLINE} off this computer now, each file to a place of its own that locks.\n"
        "root signs the keys of new handlers.\n"
        "recovery-1, recovery-2 and recovery-3 are shares of the key that opens every report. Any two together open "
        "it, one alone does not: give each to another custodian, none of whom administers this computer.\n"
        "Each is a text that can be printed and kept on paper. Try them: candour keys drill --share FILE --share FILE\n"
    )
    return 0


def add_person(args: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(_sign(settings, args.person, _root(args, settings), with_key=True))
    sys.stdout.write(f"{args.person} has a key. Reports that come from now on can be sealed to them.\n")
    return 0


def confirm_person(args: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(_sign(settings, args.person, _root(args, settings), with_key=False))
    return 0


def list_people(_: argparse.Namespace, settings: Settings) -> int:
    asyncio.run(_list(settings))
    return 0


def _root(args: argparse.Namespace, settings: Settings) -> bytes:
    return read_root(args.root or _folder(settings) / OFFLINE / "root")


async def _sign(settings: Settings, person_id: str, root: bytes, *, with_key: bool) -> None:
    """Make the person's key, if asked, and confirm the account that the staff list has for them now. On the record."""
    intake, desk = read_keys(settings.intake_file, settings.kek_file)
    engine = open_engine(settings.database_url)
    keystore = Keystore(open_engine(settings.keystore_url), intake, desk)
    try:
        store = SqlStore(engine, desk.audit if desk else None)
        person = await _person(store, person_id)
        if with_key:
            await keystore.add_person(person_id, root)
        await keystore.confirm(person_id, person.entra_id, root)
        async with store.work() as work:
            done = KEY_MADE if with_key else "account_confirmed"
            await work.audit.write(Event(SystemTicker().now(), "system", "administrator", done, person_id))
    finally:
        await keystore.close()
        await engine.dispose()
    sys.stdout.write(
        f"Confirmed: {person.name} ({person.email}) signs in to Teams with the Entra account {person.entra_id}.\n"
        "Compare it with the Entra admin centre. Whoever signs in with that account reads as this person.\n"
    )


async def _person(store: SqlStore, person_id: str) -> Person:
    async with store.work() as work:
        person = await work.people.by_id(person_id)
    if person is None:
        raise Refused(f"There is no {person_id} on the staff list. Import the people first.")
    return person


async def _list(settings: Settings) -> None:
    intake, desk = read_keys(settings.intake_file, settings.kek_file)
    engine = open_engine(settings.database_url)
    keystore = Keystore(open_engine(settings.keystore_url), intake, desk)
    try:
        listed = await keystore.list()
        async with SqlStore(engine, desk.audit if desk else None).work() as work:
            drill = await last_drill(work)
    finally:
        await keystore.close()
        await engine.dispose()
    for each in listed:
        signed = "signed" if each.signed else "NOT SIGNED by this service's root key: do not trust it"
        sys.stdout.write(f"{each.person_id}  epoch {each.epoch}  {signed}\n")
    if not listed:
        sys.stdout.write("Nobody has a key yet. Add one with: candour keys add PERSON\n")
    if drill is None:
        sys.stdout.write("Recovery was never tried. Try it with two custodians: candour keys drill\n")
    else:
        sys.stdout.write(f"Recovery was last tried on {day(drill.at.date())}, with {drill.details['with']}.\n")


def _folder(settings: Settings) -> Path:
    if settings.kek_file.parent != settings.intake_file.parent:
        raise Misconfigured(
            "CANDOUR_KEK_FILE and CANDOUR_INTAKE_FILE must lie in one folder while keys are made. Move them afterwards."
        )
    return settings.kek_file.parent
