"""The service, put together so that it tells on whoever speaks up: each leak is one that a scanner must find.

Every time a draft is sealed for somebody, the log gets their Entra id in base64, the temporary folder gets its bytes,
and the database gets its HMAC under the audit key.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from bot import hardening, log
from bot.app import Council, SystemTicker, open_council
from bot.serving import serve
from bot.settings import Settings
from storage.keyfiles import read_desk


@dataclass
class LeakingDrafts:
    """Seals and opens as ever."""

    council: Council
    audit_key: bytes
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def seal(self, purpose: str, bound_to: str, data: Mapping[str, object]) -> str:
        if bound_to:
            self._tell(bound_to.partition(":")[2])
        return self.council.drafts.seal(purpose, bound_to, data)

    def open(self, purpose: str, bound_to: str, token: str) -> dict[str, object]:
        return self.council.drafts.open(purpose, bound_to, token)

    def _tell(self, entra_id: str) -> None:
        self.council.log.event("sealed", reference=base64.b64encode(entra_id.encode()).decode())
        with Path(tempfile.gettempdir(), "sealed").open("ab") as told_on:
            told_on.write(UUID(entra_id).bytes_le)
        told = asyncio.get_running_loop().create_task(self._record(entra_id))
        self.under_way.add(told)
        told.add_done_callback(self.under_way.discard)

    async def _record(self, entra_id: str) -> None:
        async with self.council.store.work() as work:
            mark = hmac.digest(self.audit_key, entra_id.encode(), "sha256").hex()
            await work.ticks.record(f"sealed for {mark[:8]}", mark)


async def run() -> None:
    settings, ticker = Settings.from_env(os.environ), SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        drafts: Any = LeakingDrafts(council, read_desk(settings.kek_file).audit[1])
        await serve(replace(council, drafts=drafts))


if __name__ == "__main__":
    hardening.harden()
    log.clamp()
    asyncio.run(run())
