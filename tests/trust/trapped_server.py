"""The service in a network that is a trap: every way out of it leads to one port of this computer, and is written down.

`python -m tests.trust.trapped_server PORT [--fetches]`. Names that it asks for and numbers that it connects to stand in
the file `asked` in the data folder. `--fetches` is a service that is wrong: it fetches what a message has attached.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
from botbuilder.core import TurnContext

from bot import hardening, log
from bot.app import SystemTicker, open_council
from bot.serving import serve
from bot.settings import Settings

HERE = "127.0.0.1"


class Trap:
    def __init__(self, port: int, asked: Path) -> None:
        self.port = port
        self._asked = asked

    def resolves(self, host: Any, *_: Any, **__: Any) -> list[Any]:
        """In place of `socket.getaddrinfo`, which threads and event loops ask alike."""
        self.note(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (HERE, self.port))]

    def note(self, host: Any) -> None:
        with self._asked.open("a", encoding="utf-8") as asked:
            asked.write(f"{host!r}\n")


class TrappedLoop(asyncio.SelectorEventLoop):
    """Connects to the trap, whatever number it is given."""

    trap: Trap

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        if address != (HERE, self.trap.port):
            self.trap.note(address[0])
        await super().sock_connect(sock, (HERE, self.trap.port))


def fetching(begin: Callable[..., None]) -> Callable[..., None]:
    async def fetch(url: str) -> None:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            await answer.read()

    def begins(self: TurnContext, adapter: Any, activity: Any) -> None:
        begin(self, adapter, activity)
        for attachment in activity.attachments or ():
            fetched.add(asyncio.create_task(fetch(attachment.content_url)))

    fetched: set[asyncio.Task[None]] = set()
    return begins


async def run() -> None:
    settings, ticker = Settings.from_env(os.environ), SystemTicker()
    async with open_council(settings, log.to_stderr(ticker.now), ticker=ticker) as council:
        await serve(council)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--fetches", action="store_true")
    args = parser.parse_args(argv)
    hardening.harden()
    log.clamp()
    trap = Trap(args.port, Path(os.environ["CANDOUR_DATA"]) / "asked")
    vars(socket)["getaddrinfo"] = trap.resolves
    TrappedLoop.trap = trap
    if args.fetches:
        TurnContext.__init__ = fetching(TurnContext.__init__)
    with asyncio.Runner(loop_factory=TrappedLoop) as runner:
        runner.run(run())


if __name__ == "__main__":
    main(sys.argv[1:])
