"""What a holder of a report's keys can open."""

from __future__ import annotations

from datetime import UTC, date

from governance.errors import Misconfigured
from governance.ports import Ticker
from storage.keyfiles import DeskKeys
from storage.keystore import Keystore
from storage.seal_frames import unreadable
from storage.seal_people import private_half
from storage.seal_wraps import Strand, unwrap


async def held_key(
    keystore: Keystore, desk: DeskKeys | None, holder: str, report_id: str, key_id: str, strand: Strand
) -> bytes:
    """The key of one strand of a report, by a person's own wrap. Raises Unreadable when they hold none that opens, and
    Misconfigured in a process without the KEK."""
    if desk is None:
        raise Misconfigured("This needs the KEK file, and this process was started without it.")
    found = await keystore.wrap_of_person(key_id, strand, holder)
    if found is None:
        raise unreadable()
    row, person = found
    return unwrap(report_id, row, private_half(person, desk))


def put_date(ticker: Ticker) -> date:
    """The real day, with which wraps are kept."""
    return ticker.now().astimezone(UTC).date()
