"""`candour audit`: check the record of who did what, by itself and against the heads that were sent out."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import log
from bot.app import SystemTicker, open_council
from bot.commands import Commands
from bot.commands.audit_words import told
from bot.settings import Settings
from governance.audit import SignedHead, read_heads
from governance.errors import Refused
from governance.seal_ports import Verifier
from governance.services.inspecting import Inspecting, Inspection
from storage.audit import altered_guards
from storage.engines import open_engine
from storage.heads import OwnHeads, PublicHeads, read_public
from storage.keyfiles import read_desk, read_keys
from storage.work import SqlStore

#: A year of pasted mails is a tenth of it.
MOST_BYTES = 16 * 1024 * 1024


def add(commands: Commands) -> None:
    parser = commands.add_parser("audit", help="check the record of who did what")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    checking = verbs.add_parser("verify", help="check every line of the chain, and the heads that you kept")
    checking.add_argument(
        "--head", metavar="TEXT", action="append", default=[], help="a head that you kept; may be given several times"
    )
    checking.add_argument(
        "--heads", metavar="FILE", action="append", default=[], type=Path, help="a file of them, or of whole mails"
    )
    checking.add_argument(
        "--public-key",
        metavar="KEY",
        action="append",
        default=[],
        help="check heads with this key, and read no key file: for an auditor; once for each change of the KEK",
    )
    checking.set_defaults(run=verify)
    verbs.add_parser("head", help="sign the head as it stands, and print it with the public key").set_defaults(run=head)


def head(_: argparse.Namespace, settings: Settings) -> int:
    signed, public = asyncio.run(_head(settings))
    sys.stdout.write(
        f"{signed.text}\n\nThe public key, which checks every head of this service:\n{public.hex()}\n\n"
        "Keep both where nobody who runs this service can change them.\n"
    )
    return 0


def verify(args: argparse.Namespace, settings: Settings) -> int:
    publics = [read_public(each) for each in args.public_key]
    inspection, altered = asyncio.run(_verify(settings, _heads(args.head, args.heads), publics))
    sys.stdout.write("".join(told(inspection, altered, with_key=not publics)))
    return 0 if inspection.well and not altered else 1


def _heads(texts: Sequence[str], files: Sequence[Path]) -> Sequence[SignedHead]:
    """Every head that was given, once. Raises Refused for one that cannot be read."""
    heads = [head for text in texts for head in read_heads(text, "--head")]
    heads += [head for file in files for head in read_heads(_text(file), str(file))]
    return list(dict.fromkeys(heads))


def _text(file: Path) -> str:
    """A file as mail and notes programs save it. What is no text holds no head, and is refused for that."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    if len(raw) > MOST_BYTES:
        raise Refused(f"{file} is too large: give {MOST_BYTES // 1024**2} MB at once at most.")
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    return raw.decode("utf-16" if wide else "utf-8", errors="replace")


async def _head(settings: Settings) -> tuple[SignedHead, bytes]:
    log.clamp()
    ticker = SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        return await council.attesting.head(council.today()), OwnHeads(read_desk(settings.kek_file)).public


async def _verify(
    settings: Settings, heads: Sequence[SignedHead], publics: Sequence[bytes]
) -> tuple[Inspection, Sequence[str]]:
    """What was found, and the database's guards of the log that are not as they must be."""
    _must_be_there(settings.database_url)
    desk = None
    if not publics:
        _, desk = read_keys(settings.intake_file, settings.kek_file)
    verifier: Verifier = PublicHeads(*publics) if publics else OwnHeads(desk)
    engine = open_engine(settings.database_url)
    try:
        inspecting = Inspecting(SqlStore(engine, None), desk.audit if desk else None, verifier)
        inspection = await inspecting.inspect(heads)
        async with engine.connect() as connection:
            return inspection, await altered_guards(connection)
    finally:
        await engine.dispose()


def _must_be_there(url: str) -> None:
    """A file that is not there would be made, and an empty log found in it. Raises Refused."""
    kind, _, file = url.partition(":///")
    path = Path(file.partition("?")[0])
    if kind.startswith("sqlite") and not path.is_file():
        raise Refused(f"There is no database {path}. Look at CANDOUR_DATABASE_URL, or at CANDOUR_DATA.")
