"""The recovery key at work: real reports handed over, and the drill on one that is made up."""

from __future__ import annotations

import os
from collections.abc import Sequence

from governance.case_record import CaseEntry
from governance.errors import Misconfigured, Unreadable
from governance.ports import Ticker
from governance.reports import Report
from storage.engines import open_engine
from storage.keyfiles import IntakeKeys
from storage.keystore import Keystore
from storage.seal_record import RecordSealing
from storage.seal_wraps import Strand
from storage.sealing import Sealing


class OpenRecovery:
    """`governance.services.recovering.Recovery`, while the recovery key is put together."""

    def __init__(self, seal: Sealing, recovery_private: bytes) -> None:
        self._seal = seal
        self._private = recovery_private

    async def story(self, report: Report) -> bytes:
        story, _ = await self._seal.recover(self._private, report.id, report.key_id, report.story, None)
        return story

    async def hand_over(self, report: Report, person_id: str, *, identity: bool) -> None:
        strands = (Strand.STORY, Strand.IDENTITY) if identity else (Strand.STORY,)
        await self._seal.hand_over(self._private, report.id, report.key_id, person_id, strands)

    async def keys_of(self, holder: str) -> frozenset[str]:
        return await self._seal.keys_of(holder)

    async def holders(self) -> frozenset[str]:
        return await self._seal.holders()


class OpenEscrow:
    """`governance.services.recovering_notes.NoteEscrow`, while the recovery key is put together."""

    def __init__(self, seal: RecordSealing, recovery_private: bytes) -> None:
        self._seal = seal
        self._private = recovery_private

    async def notes(self, via: str, report: Report, author: str, entries: Sequence[CaseEntry]) -> Sequence[bytes]:
        return await self._seal.open_escrowed(self._private, via, report.key_id, author, entries)


async def drill(intake: IntakeKeys, recovery_private: bytes, ticker: Ticker) -> None:
    """Seal a made-up report as this service seals real ones, in a keystore in memory, and open it with the recovery
    key. Raises Misconfigured when it does not open; no real report is touched."""
    keystore = Keystore(open_engine("sqlite+aiosqlite://"), intake, None)
    seal = Sealing(keystore, intake, None, ticker)
    try:
        await keystore.prepare()
        report_id, story, identity = os.urandom(16).hex(), os.urandom(3_000), os.urandom(300)
        sealed = await seal.seal_report(report_id, story, [], identity, [], seal.new_mailbox().public)
        opened = await seal.recover(recovery_private, report_id, sealed.key_id, sealed.story, sealed.identity)
    except Unreadable:
        opened = None
    finally:
        seal.close()
        await keystore.close()
    if opened != (story, identity):
        raise Misconfigured("These shares do not open what this service seals. Tell the Monitoring Officer today.")
