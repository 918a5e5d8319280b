"""The service, put together so that it answers early where a code is mistyped: a clock tells which are."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from typing import Any

from bot import hardening, log
from bot.app import Council, SystemTicker, open_council
from bot.serving import serve
from bot.settings import Settings
from governance.codes import Mistyped, normalise
from governance.errors import NotFound
from governance.services.corresponding import WRONG_CODE


class Hasty:
    """Looks as ever for what may be a code."""

    def __init__(self, council: Council) -> None:
        self._council = council

    async def look(self, code: str, *more: Any, **named: Any) -> Any:
        try:
            normalise(code)
        except Mistyped:
            raise NotFound(WRONG_CODE) from None
        return await self._council.corresponding.look(code, *more, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._council.corresponding, name)


async def run() -> None:
    settings, ticker = Settings.from_env(os.environ), SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        hasty: Any = Hasty(council)
        await serve(replace(council, corresponding=hasty))


if __name__ == "__main__":
    hardening.harden()
    log.clamp()
    asyncio.run(run())
