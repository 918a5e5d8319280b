"""What custodians do with their shares of the recovery key: `candour keys drill`, `recover` and `split`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import log
from bot.app import Council, SystemTicker, open_council
from bot.commands import Commands, drilling
from bot.settings import Settings
from dialogs.views.parts import counted, day
from governance.audit import Event
from governance.errors import Refused
from governance.services.recovering import DRILLED, Recoverable, Recovering
from governance.services.recovering_notes import RecoveringNotes
from storage.key_shares import Share, read_share
from storage.keyfiles import (
    IntakeKeys,
    belongs,
    make_shares,
    read_intake,
    read_keys,
    read_recovery,
    read_share_file,
    read_shares,
)
from storage.recovery import OpenEscrow, OpenRecovery, drill
from storage.seal_record import RecordSealing

_LINES = 3


def add(verbs: Commands) -> None:
    """Name the verbs below `candour keys`."""
    trying = verbs.add_parser("drill", help="show that everything opens, that two shares do, or that a copy does")
    _takes_the_key(trying)
    trying.add_argument("--database", metavar="URL", help="the main database of a copy that was restored …")
    trying.add_argument("--keystore", metavar="URL", help="… and its keystore: look at these and not at the service's")
    trying.set_defaults(run=try_out)
    recovering = verbs.add_parser("recover", help="open reports that nobody can read any more to somebody new")
    _takes_the_key(recovering)
    recovering.add_argument(
        "--case", metavar="REFERENCE", action="append", default=[], help="may be given several times"
    )
    recovering.add_argument("--to", metavar="PERSON", help="the staff number of who shall read it from now on")
    recovering.add_argument(
        "--custodian",
        metavar="PERSON",
        action="append",
        default=[],
        help="the staff number of each custodian, for the record",
    )
    recovering.set_defaults(run=recover)
    recovering.add_argument(
        "--notes-of",
        metavar="PERSON",
        help="hand over the private notes that this person left in the case, to somebody who works on it",
    )
    splitting = verbs.add_parser("split", help="make three new shares of the recovery key")
    _takes_the_key(splitting)
    splitting.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="where to write them")
    splitting.set_defaults(run=split)


def try_out(args: argparse.Namespace, settings: Settings) -> int:
    """Recovery, when shares are given; else everything of the service, or of a copy."""
    if bool(args.database) != bool(args.keystore):
        raise Refused("Give both databases of the copy: --database URL --keystore URL.")
    if args.database:
        asyncio.run(drilling.open_copy(settings, args.database, args.keystore))
        return 0
    if not args.share and args.recovery is None:
        asyncio.run(drilling.open_own(settings))
        sys.stdout.write("Recovery was not tried. Try it with two custodians: --share FILE --share FILE\n")
        return 0
    key, used = _key(args, read_intake(settings.intake_file))
    asyncio.run(_try_out(settings, key, used))
    sys.stdout.write(
        f"A made-up report was sealed and opened again with {used}. The record says so. No real report was touched.\n"
    )
    return 0


def recover(args: argparse.Namespace, settings: Settings) -> int:
    """Without a case, lists what there is."""
    key, _ = _key(args, read_intake(settings.intake_file))
    if args.case and (args.to is None or len(args.custodian) != 2):
        raise Refused("Say --to whom the reports go, and name both custodians: --custodian PERSON --custodian PERSON.")
    if args.notes_of:
        if len(args.case) != 1:
            raise Refused("Say which case: --case REFERENCE, once. Notes are handed over case by case.")
        asyncio.run(_hand_notes_over(settings, key, args.case[0], args.notes_of, args.to, args.custodian))
    else:
        asyncio.run(_recover(settings, key, args.case, args.to, args.custodian))
    return 0


def split(args: argparse.Namespace, settings: Settings) -> int:
    key, used = _key(args, read_intake(settings.intake_file))
    for path in make_shares(args.into, key):
        sys.stdout.write(f"made {path}\n")
    sys.stdout.write(
        f"\nGive each to another custodian. Then try them: candour keys drill.\nDestroy {used} and every copy of it, "
        "and older shares too: until then they open every report as well.\n"
    )
    return 0


def _takes_the_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--share", metavar="FILE", action="append", default=[], help="give two; - to type one in from paper"
    )
    parser.add_argument("--recovery", metavar="FILE", type=Path, help="an older recovery key, which is one file")


def _key(args: argparse.Namespace, intake: IntakeKeys) -> tuple[bytes, str]:
    """The recovery key of this service, and in words what it came from."""
    if args.recovery is not None and not args.share:
        return belongs(read_recovery(args.recovery), intake.recovery_public), "the older key file"
    if args.recovery is not None or len(args.share) != 2:
        raise Refused("Give two shares: --share FILE --share FILE. Or, for an older key, --recovery FILE alone.")
    one, other = (_typed() if given == "-" else read_share_file(Path(given)) for given in args.share)
    return read_shares(one, other, intake.recovery_public), f"shares {one.number} and {other.number}"


def _typed() -> Share:
    sys.stderr.write(f"Type the {_LINES} lines of the share, each with Enter at its end:\n")
    lines: list[str] = []
    while len(lines) < _LINES and (line := sys.stdin.readline()):
        lines += [line] if line.strip() else []
    return read_share("".join(lines), "what was typed")


async def _try_out(settings: Settings, key: bytes, used: str) -> None:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        await drill(read_intake(settings.intake_file), key, ticker)
        async with council.store.work() as work:
            event = Event(council.clock.now(), "system", "administrator", DRILLED, "recovery", {"with": used})
            await work.audit.write(event)


async def _recover(settings: Settings, key: bytes, cases: Sequence[str], to: str, custodians: Sequence[str]) -> None:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        recovering = _recovering(council, key)
        if not cases:
            _list(await recovering.reports())
        for case in dict.fromkeys(cases):
            person = await recovering.open_to(case, to, custodians)
            sys.stdout.write(f"{person.name} can now open {case}. Tell them: they get no message.\n")


async def _hand_notes_over(
    settings: Settings, key: bytes, case: str, author: str, to: str, custodians: Sequence[str]
) -> None:
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        intake, desk = read_keys(settings.intake_file, settings.kek_file)
        escrow = OpenEscrow(RecordSealing(council.keystore, intake, desk, ticker), key)
        recovering = RecoveringNotes(council.store, escrow, council.record.recording, council.calendar, council.clock)
        count = await recovering.hand_over(case, author, to, custodians)
        notes = counted(count, "private note", "private notes")
        sys.stdout.write(f"{notes} of {author} in {case} can be read by {to} now, in its record. Tell them.\n")


def _recovering(council: Council, key: bytes) -> Recovering:
    return Recovering(council.store, OpenRecovery(council.seal, key), council.calendar, council.clock)


def _list(reports: Sequence[Recoverable]) -> None:
    for each in reports:
        kept = f"kept by {each.kept_by} in post" if each.kept_by else "kept by NOBODY in post"
        sys.stdout.write(f"{each.report_id}  {day(each.received_on)}  {each.state.value}  {kept}\n")
    if not reports:
        sys.stdout.write("There is no report that was released.\n")
