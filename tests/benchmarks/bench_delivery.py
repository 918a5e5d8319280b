"""How fast messages leave while every answer takes 200 ms and one request in twenty is asked to wait.

Target: 95 in 100 of the permitted 25 requests a second are used, counted at the connector; no second sees more than the
30 that Teams allows; and every message arrives once.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import uuid4

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import SystemTicker, nothing_fails
from bot.teams.connector import Connector, open_session
from bot.teams.messenger import TeamsMessenger
from bot.teams.outbound import StubTokens
from governance.calendar import Calendar
from governance.notices import Channel, Kind, Message, Notice
from governance.people import Person
from governance.services.delivering import Delivering
from governance.services.pacing import Pace
from storage.engines import open_engine
from storage.tables import metadata
from storage.work import SqlStore

PEOPLE = 300
LATENCY_SECONDS = 0.2
REFUSED = 0.05
PERMITTED, ALLOWED = 25.0, 30
TARGET = 0.95 * PERMITTED
#: What happens, the Retry-After of its 429s, and what rate must be kept.
SCENES = (
    # Asks for every conversation too.
    ("everybody for the first time", None, TARGET),
    ("no 429", None, TARGET),
    ("5 % 429, Retry-After 0", "0", TARGET),
    ("5 % 429, Retry-After 1", "1", TARGET),
    # The lane then stops for two to four seconds each time, to be safe.
    ("5 % 429 that do not say how long", "", 0.0),
)


@dataclass
class SlowTeams:
    """A connector that takes its time. `refusing` is the Retry-After of its 429s: "" for one without, None for no 429
    at all."""

    refusing: str | None = None
    random: Random = field(default_factory=lambda: Random(5))
    times: list[float] = field(default_factory=list)
    refused: int = 0
    #: Messages by conversation.
    arrived: Counter[str] = field(default_factory=Counter)

    async def take(self, request: web.Request) -> web.Response:
        self.times.append(time.perf_counter())
        body = await request.json()
        refuse = self.refusing is not None and self.random.random() < REFUSED
        await asyncio.sleep(LATENCY_SECONDS)
        if refuse:
            self.refused += 1
            return web.Response(status=429, headers={"Retry-After": self.refusing} if self.refusing else {})
        if request.path.endswith("/conversations"):
            return web.json_response({"id": f"a:{body['members'][0]['id']}"}, status=201)
        self.arrived[request.path.split("/")[-2]] += 1
        return web.json_response({"id": uuid4().hex}, status=201)

    def begin(self, refusing: str | None) -> None:
        self.refusing, self.refused = refusing, 0
        self.times.clear()
        self.arrived.clear()


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{Path(folder) / 'candour.db'}")
        teams, app = SlowTeams(), web.Application()
        app.router.add_route("POST", "/{path:.*}", teams.take)
        async with SqlStore(engine, None) as store, TestServer(app, host="127.0.0.1") as server:
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
            session = open_session()
            try:
                ticker = SystemTicker()
                connector = Connector(
                    session, StubTokens(), ticker, app_id="app", is_allowed=lambda _: True, per_second=PERMITTED
                )
                url = str(server.make_url("/")).rstrip("/")
                delivering = delivering_to(store, TeamsMessenger(connector, url, "tenant"), ticker)
                for name, refusing, target in SCENES:
                    teams.begin(refusing)
                    await send_to_everybody(store, ticker, delivering)
                    tell(name, teams, target)
            finally:
                await session.close()


def delivering_to(store: SqlStore, messenger: TeamsMessenger, ticker: SystemTicker) -> Delivering:
    async def resolve(recipient: str) -> Person | None:
        return Person(recipient, f"entra-{recipient}", recipient, "")

    return Delivering(
        store, messenger, resolve, Calendar(), ticker, asyncio.sleep, Random(3).random, "tenant", nothing_fails,
        Pace(rate=PERMITTED),
    )  # fmt: skip


async def send_to_everybody(store: SqlStore, ticker: SystemTicker, *senders: Delivering) -> None:
    now = ticker.now()
    async with store.work() as work:
        notices = [
            Notice(uuid4().hex, uuid4().hex, 0, 0, f"p{n}", Channel.TEAMS, Kind.ACKNOWLEDGE, now) for n in range(PEOPLE)
        ]
        await work.notices.plan(notices)
        facts: Mapping[str, int] = {"count": 1}
        await work.outbox.put_all(
            (Message(uuid4().hex, each.recipient, each.channel, each.kind, facts), [each.id], now) for each in notices
        )
    while True:
        await asyncio.gather(*(sender.run(ticker.now()) for sender in senders))
        async with store.work() as work:
            if not await work.outbox.unfinished():
                return
        # What was put back for a moment; the service looks every two seconds.
        await asyncio.sleep(0.2)


def tell(name: str, teams: SlowTeams, target: float) -> None:
    rate = _rate(teams.times)
    busiest = max(sum(begin <= at < begin + 1 for at in teams.times) for begin in teams.times)
    verdict = "within" if rate >= target else "UNDER"
    lost = PEOPLE - len(teams.arrived)
    doubled = sum(count - 1 for count in teams.arrived.values())
    print(
        f"{name}: {rate:.1f} requests a second ({teams.refused} of {len(teams.times)} refused): "
        f"{f'{verdict} {target:.1f}' if target else 'no target'}; "
        f"busiest second {busiest}: {'within' if busiest <= ALLOWED else 'OVER'} {ALLOWED}; "
        f"lost {lost}, doubled {doubled}: {'within' if lost == doubled == 0 else 'OVER'} 0"
    )


def _rate(times: Sequence[float]) -> float:
    """Requests a second while there was enough to send: the last few that are tried again wait for their moment."""
    steady = sorted(times)[: len(times) * 9 // 10]
    return (len(steady) - 1) / (steady[-1] - steady[0])


if __name__ == "__main__":
    asyncio.run(main())
