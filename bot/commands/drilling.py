"""`candour keys drill`: that handlers' keys and all reports open, here or in a copy that was restored."""

from __future__ import annotations

import sys

from bot import log
from bot.app import SystemTicker, open_council
from bot.settings import Settings
from dialogs.views.parts import counted
from governance.audit import Event
from governance.errors import Refused
from governance.services.inspecting import Inspecting
from storage.drilling import Drilling
from storage.engines import open_engine
from storage.heads import OwnHeads
from storage.keyfiles import read_keys
from storage.keystore import Keystore
from storage.sealing import Sealing
from storage.work import SqlStore

TRIED = "keys_drilled"


async def open_own(settings: Settings) -> None:
    """Open everything of the service; on the record. Raises Refused, naming reports, when something stays shut."""
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        async with council.store.work() as work:
            await work.audit.write(Event(council.clock.now(), "system", "administrator", TRIED, "keys"))
        await _open(Drilling(council.store, council.keystore, council.seal), "")


async def open_copy(settings: Settings, database_url: str, keystore_url: str) -> None:
    """Open everything of a copy with the service's key files, and check its audit log. Nothing in it is changed."""
    intake, desk = read_keys(settings.intake_file, settings.kek_file)
    engine, keystore = open_engine(database_url), Keystore(open_engine(keystore_url), intake, desk)
    seal = Sealing(keystore, intake, desk, SystemTicker())
    store = SqlStore(engine, None)
    try:
        found = await Inspecting(store, desk.audit if desk else None, OwnHeads(desk)).inspect()
        if not found.well:
            raise Refused("The audit log of the copy does not hold. Look at it with: candour audit verify")
        await _open(Drilling(store, keystore, seal), " of the copy")
    finally:
        seal.close()
        await keystore.close()
        await engine.dispose()


async def _open(drilling: Drilling, of: str) -> None:
    opened = await drilling.open_everything(_say)
    sys.stderr.write("\n" if opened.reports else "")
    if opened.shut:
        raise Refused(
            f"Not everything{of} opens. Something is shut in: {', '.join(opened.shut)}. Put a good back-up of the "
            "keystore in its place, and try again."
        )
    people = counted(opened.people, "handler's key opens", "handlers' keys open")
    reports = counted(opened.reports, "report opens", "reports open")
    sys.stdout.write(
        f"{people}{of}. {reports} for everybody who holds a key to them, and recovery holds a key to each. "
        "What was opened was shown to nobody.\n"
    )


def _say(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done:,} of {total:,} reports")
    sys.stderr.flush()
