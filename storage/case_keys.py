"""Who holds the keys of a case: given to one person more by somebody who holds them, and taken back."""

from __future__ import annotations

import hmac

from governance.errors import Misconfigured
from governance.ports import Ticker
from governance.reports import Report
from governance.seal_ports import Seal
from storage.desk_keys import DeskKeys
from storage.keystore import Keystore
from storage.seal_holders import held_key, put_date
from storage.seal_wraps import Strand, wrap


class SharedKeys:
    """Implements `governance.record_ports.CaseKeys`."""

    def __init__(self, keystore: Keystore, seal: Seal, desk: DeskKeys | None, ticker: Ticker) -> None:
        self._keystore = keystore
        self._seal = seal
        self._desk = desk
        self._ticker = ticker

    async def holders(self, key_id: str) -> frozenset[str]:
        return await self._keystore.people_with(key_id, Strand.STORY)

    async def know_who(self, key_id: str) -> frozenset[str]:
        return await self._keystore.people_with(key_id, Strand.IDENTITY)

    async def give(self, via: str, report_id: str, key_id: str, person_id: str, *, identity: bool) -> None:
        theirs = next((key for key in await self._keystore.current() if key.person_id == person_id), None)
        if theirs is None:
            raise Misconfigured(
                f"{person_id} has no key that the root key has signed. Run `candour keys add {person_id}` first."
            )
        wraps = []
        for strand in (Strand.STORY, Strand.IDENTITY) if identity else (Strand.STORY,):
            if await self._keystore.wrap(key_id, strand, person_id) is not None:
                continue
            key = await held_key(self._keystore, self._desk, via, report_id, key_id, strand)
            wraps.append(wrap(report_id, key_id, strand, person_id, theirs.epoch, theirs.public, key))
        await self._keystore.put(wraps, put_date(self._ticker))

    async def take(self, key_id: str, person_id: str) -> None:
        await self._keystore.take(key_id, person_id)

    async def able(self) -> frozenset[str]:
        return await self._seal.holders()

    async def confirms(self, person_id: str, entra_id: str) -> bool:
        return await self._seal.confirms(person_id, entra_id)

    async def is_reporter(self, report: Report, entra_id: str) -> bool:
        # While the KEK is changed, a report may still stand under an older one.
        mine = self._seal.locators(entra_id)
        return report.locator is not None and any(hmac.compare_digest(report.locator, each) for each in mine)
