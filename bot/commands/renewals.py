"""`candour keys rotate` and `renew`: a new KEK for the service, and a new pair of keys for a handler."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bot import log
from bot.app import SystemTicker, nothing_fails, open_council
from bot.commands import Commands
from bot.settings import Settings
from governance.audit import Event
from governance.errors import Misconfigured, Refused
from storage.engines import checkpoint, open_engine
from storage.heads import OwnHeads
from storage.keyfiles import ROOT, read_desk, read_keys, read_root
from storage.keystore import Keystore
from storage.migrations import is_current
from storage.renewing import Renewing, sealed_subjects
from storage.rotating import Rotating, begin, end

RENEWED = "key_renewed"


def add(verbs: Commands) -> None:
    """Name the verbs below `candour keys`."""
    rotating = verbs.add_parser("rotate", help="make a new KEK; stop the service first")
    rotating.set_defaults(run=rotate)
    renewing = verbs.add_parser("renew", help="make a new pair of keys for a handler, and destroy the older one")
    renewing.add_argument("person", nargs="?", help="the person's id in the staff list")
    renewing.add_argument("--everybody", action="store_true", help="for everybody who has a key")
    renewing.add_argument("--root", type=Path, help="the root private key file (default: where `keys init` wrote it)")
    renewing.set_defaults(run=renew)


def rotate(_: argparse.Namespace, settings: Settings) -> int:
    public = asyncio.run(_rotate(settings))
    sys.stdout.write(
        f"\nThe KEK was changed. Start the service again: until then, one that runs refuses what has to be recorded.\n"
        f"1. Copy {settings.kek_file} to the safe today.\n"
        "2. Keep the older copy for as long as back-ups from before today are kept, then destroy it.\n"
        "3. Give the auditors the new public key beside the older one. It checks heads from now on, and stands in the "
        f"record:\n{public.hex()}\n"
        "4. If the older KEK was stolen, make new pairs for the handlers too: candour keys renew --everybody\n"
    )
    return 0


def renew(args: argparse.Namespace, settings: Settings) -> int:
    if bool(args.person) == args.everybody:
        raise Refused(
            "Say whose key to renew: candour keys renew PERSON. Or all of them: candour keys renew --everybody"
        )
    root = read_root(args.root or settings.kek_file.parent / ROOT)
    asyncio.run(_renew(settings, args.person, root))
    return 0


async def _rotate(settings: Settings) -> bytes:
    """The public key that checks heads from now on."""
    intake, before = read_keys(settings.intake_file, settings.kek_file)
    if before is None:
        raise Misconfigured("Changing the KEK needs the KEK file.")
    engine = open_engine(settings.database_url)
    keystore = Keystore(open_engine(settings.keystore_url), intake, before)
    try:
        if not await is_current(engine):
            raise Misconfigured("The database is not up to date. Run: candour migrate")
        await keystore.check()
        if before.leaving is not None:
            _say("A change of the KEK had begun and not ended. It goes on.")
        desk = begin(settings.kek_file, before, os.urandom)
        _say(f"{settings.kek_file} holds a new KEK, number {desk.generation}.")
        steps = Rotating(engine, keystore, desk, SystemTicker(), nothing_fails)
        await steps.hand_over()
        _say("The record goes on under a new key.")
        _say(f"Handlers' keys sealed anew: {await steps.reseal_people()}.")
        await steps.reseal_known()
        await checkpoint(engine)
        _say("Who the reporters are that we know is sealed anew.")
        return OwnHeads(end(settings.kek_file, desk)).public
    finally:
        await keystore.close()
        await engine.dispose()


async def _renew(settings: Settings, person_id: str | None, root: bytes) -> None:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        wanted = [person_id] if person_id else sorted({each.person_id for each in await council.keystore.list()})
        renewing = Renewing(council.keystore, read_desk(settings.kek_file), council.failpoint)
        for each in wanted:
            renewed = await renewing.renew(each, root, await _subjects(settings), _progress(each))
            async with council.store.work() as work:
                facts: Mapping[str, str | int] = {"epoch": renewed.epoch}
                await work.audit.write(Event(council.clock.now(), "system", "administrator", RENEWED, each, facts))
            _say(f"{each} has a new pair of keys (epoch {renewed.epoch}). The older one is destroyed.")


async def _subjects(settings: Settings) -> Mapping[str, str]:
    engine = open_engine(settings.database_url)
    try:
        return await sealed_subjects(engine)
    finally:
        await engine.dispose()


def _progress(person_id: str) -> Callable[[int, int], None]:
    def say(done: int, total: int) -> None:
        # A share, and no number: how many reports somebody holds would tell from how many they were kept out.
        sys.stderr.write(
            f"\r{person_id}: {100 * done // max(total, 1)} % wrapped anew" + ("\n" if done >= total else "")
        )
        sys.stderr.flush()

    return say


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
