"""The service, put together so that it breaks: a sealed token that it cannot read is a fault that nobody expects, and
to log that fault is another."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot import hardening, log
from bot.app import Council, SystemTicker, open_council
from bot.serving import serve
from bot.settings import Settings
from governance.errors import Tampered


@dataclass(frozen=True, slots=True)
class FragileDrafts:
    """Seals as ever, and breaks on what it did not seal."""

    council: Council

    def seal(self, purpose: str, bound_to: str, data: Mapping[str, object]) -> str:
        return self.council.drafts.seal(purpose, bound_to, data)

    def open(self, purpose: str, bound_to: str, token: str) -> dict[str, object]:
        try:
            return self.council.drafts.open(purpose, bound_to, token)
        except Tampered:
            raise ZeroDivisionError from None


def write(line: str) -> None:
    if "turn_failed" in line:
        raise OSError("nothing can be written")
    sys.stderr.write(line)


async def run() -> None:
    settings, ticker = Settings.from_env(os.environ), SystemTicker()
    async with open_council(settings, log.Log(write, ticker.now), ticker=ticker) as council:
        drafts: Any = FragileDrafts(council)
        await serve(replace(council, drafts=drafts))


if __name__ == "__main__":
    hardening.harden()
    log.clamp()
    asyncio.run(run())
