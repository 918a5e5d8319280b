"""What a turn costs, on one core, with the client in another process.

Run with `python -m tests.benchmarks.bench_turn`. Each variant is a server process of its own, and their rounds take
turns, so that a busy neighbour meets them all. Everything is counted in the server's processor time: how many turns one
core does in a second. What a clock on the wall says stands beside it; the client, which is the connector too, takes
longer over a turn than we do. Targets are ratios: a whole dialog turn costs at most five times what a bare handler
costs with the same JSON, and a core sends at least five times as many cards to the chat as with stock botbuilder.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from aiohttp import ClientSession, web
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, InvokeResponse, TurnContext
from botbuilder.schema import Activity, Attachment

from bot.log import Log
from bot.teams.adapter import Bot, Sender, TeamsAdapter, Turn
from bot.teams.answers import CARD
from bot.teams.connector import Connector, open_session
from bot.teams.gate import Gate
from bot.teams.keys import SigningKeys
from bot.teams.outbound import StubTokens
from bot.teams.route import PATH, SERVING, routes
from bot.teams.service_urls import is_allowed
from bot.teams.tokens import SignedCallers
from tests.faces.card_rules import buttons, elements
from tests.faces.council import PRIYA, SERVICE, Box, council
from tests.trust.channel import APP_ID, TENANT_ID, Key, OpenId, activity, claims, submit

CONVERSATIONS = 32
WARM_UP = 300
#: The best of many short rounds is taken: neighbours on the machine only ever make a round worse.
ROUNDS = 60
TURNS: Mapping[str, int] = {"dialog": 100, "bare": 100, "door": 100, "card": 100, "stock": 30}
WHAT: Mapping[str, str] = {
    "bare": "a bare aiohttp handler, the same JSON in and out",
    "dialog": "ours: token, a dialog page in and the next one out",
    "door": "ours: token, the same in and out, and a bot that does not think",
    "card": "ours: token, a message in, the same card out by the connector",
    "stock": "stock botbuilder, no token: a message in, the same card out by its connector",
}
CPU_TIMES_BARE = 5.0
RATE_TIMES_STOCK = 5.0
STORY = "Invoices from Brightside Cleaning are paid twice every month, for work that was never done. " * 4


class SystemTicker:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True)
class Measured:
    """One variant, round by round."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    #: Their numbers: none is met twice.
    conversations: Iterator[int] = field(default_factory=itertools.count)
    cpu_us: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)

    @property
    def best_us(self) -> float:
        return min(self.cpu_us)

    @property
    def a_core(self) -> float:
        """Turns that one core does in a second."""
        return 1e6 / self.best_us


Served = tuple[list[web.RouteDef], dict[str, Any], dict[str, str]]


# ------------------------------------------------------------------ the server processes


async def serve(variant: str, connector_url: str) -> None:
    """Serve one variant and print the port; `/turn` says what to post, `/cpu` the CPU seconds used so far."""
    async with _VARIANTS[variant](connector_url) as (table, body, headers):
        app = web.Application()
        app.add_routes([
            *table,
            web.get("/turn", lambda _: _json({"body": body, "headers": headers})),
            web.get("/cpu", lambda _: _json(time.process_time())),
        ])  # fmt: skip
        runner = web.AppRunner(app, **SERVING)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        sys.stdout.write(f"{runner.addresses[0][1]}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        await runner.cleanup()


async def _json(value: object) -> web.Response:
    return web.json_response(value)


@asynccontextmanager
async def _dialog(_: str) -> AsyncIterator[Served]:
    """The real bot on a council in memory, and a press on the page where a concern is told."""
    async with council(register=()) as made, _signed(made.adapter, loopback=False) as (table, headers):
        member = made.member(PRIYA)
        box = await member.press(await member.say("speak up"), "Report here without your name")
        while not any(element.get("isMultiline") for element in elements(box.card)):
            box = await box.press(_onward(box), **_filled(box))
        yield table, _pressed({**box.inputs, **_filled(box), **buttons(box.card)[_onward(box)]}), headers


def _onward(box: Box) -> str:
    """The first button is the way on."""
    return next(iter(buttons(box.card)))


def _filled(box: Box) -> dict[str, Any]:
    """An answer to everything that has none."""
    return {name: _answer(box, name) for name, held in box.inputs.items() if not held}


def _answer(box: Box, name: str) -> str:
    element = next(element for element in elements(box.card) if element.get("id") == name)
    if element["type"] == "Input.Toggle":
        return str(element.get("valueOn", "true"))
    if element["type"] == "Input.ChoiceSet":
        return str(element["choices"][-1]["value"])
    return STORY if element.get("isMultiline") else "Paid twice"


def _pressed(data: Mapping[str, Any]) -> dict[str, Any]:
    person = {"id": f"29:{PRIYA.entra_id}", "name": PRIYA.name, "aadObjectId": PRIYA.entra_id}
    return submit(dict(data), serviceUrl=SERVICE, **{"from": person})


@asynccontextmanager
async def _signed(
    adapter: TeamsAdapter, *, loopback: bool, service_url: str = SERVICE
) -> AsyncIterator[tuple[list[web.RouteDef], dict[str, str]]]:
    """The production gate in front of an adapter, and the headers that pass it."""
    key, ticker, log = Key.new("good"), SystemTicker(), _log()
    async with OpenId(key) as openid, ClientSession() as session:
        callers = SignedCallers(APP_ID, SigningKeys(openid.address, session, ticker, log, loopback=True), ticker)
        gate = Gate(callers, tenant_id=TENANT_ID, hosts=("smba.trafficmanager.net",), loopback=loopback)
        token = key.sign(claims(ticker.now().timestamp(), serviceurl=service_url))
        yield routes(gate, adapter, log), {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _adapter(bot: Bot, sender: Sender) -> TeamsAdapter:
    return TeamsAdapter(bot, sender, _log())


def _log() -> Log:
    return Log(sys.stderr.write, SystemTicker().now)


def _said(connector_url: str) -> dict[str, Any]:
    return activity(serviceUrl=connector_url, text="Is anybody there?")


class Told:
    """Answers what it was told to answer with `PUT /answer`."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] = {}
        self.route = web.put("/answer", self._learn)

    async def _learn(self, request: web.Request) -> web.Response:
        self.answer.update(await request.json())
        return web.Response()

    async def on_turn(self, context: TurnContext) -> None:
        if context.activity.type == "invoke":
            cast(Turn, context).answer = InvokeResponse(status=200, body=self.answer)
        else:
            card = Attachment(content_type=CARD, content=self.answer["task"]["value"]["card"]["content"])
            await context.send_activity(Activity(type="message", attachments=[card]))

    async def messages(self, request: web.Request) -> web.Response:
        json.loads(await request.read())
        return web.Response(body=json.dumps(self.answer).encode(), content_type="application/json")


@asynccontextmanager
async def _bare(_: str) -> AsyncIterator[Served]:
    told = Told()
    yield [told.route, web.post(PATH, told.messages)], {}, {"Content-Type": "application/json"}


@asynccontextmanager
async def _door(_: str) -> AsyncIterator[Served]:
    told = Told()
    async with open_session() as session:
        nowhere = Connector(session, StubTokens(), SystemTicker(), app_id=APP_ID, is_allowed=lambda _: False)
        async with _signed(_adapter(told, nowhere), loopback=False) as (table, headers):
            yield [told.route, *table], {}, headers


@asynccontextmanager
async def _card(connector_url: str) -> AsyncIterator[Served]:
    told = Told()
    async with open_session() as session:
        connector = Connector(
            session,
            StubTokens(),
            SystemTicker(),
            app_id=APP_ID,
            is_allowed=lambda url: is_allowed(url, (), loopback=True),
            per_second=1e6,
        )
        async with _signed(_adapter(told, connector), loopback=True, service_url=connector_url) as (table, headers):
            yield [told.route, *table], _said(connector_url), headers


@asynccontextmanager
async def _stock(connector_url: str) -> AsyncIterator[Served]:
    adapter, told = BotFrameworkAdapter(BotFrameworkAdapterSettings("", "")), Told()

    async def messages(request: web.Request) -> web.Response:
        posted = Activity().deserialize(await request.json())
        await adapter.process_activity(posted, request.headers.get("Authorization", ""), told.on_turn)
        return web.Response(status=201)

    yield [told.route, web.post(PATH, messages)], _said(connector_url), {"Content-Type": "application/json"}


_VARIANTS: Mapping[str, Callable[[str], Any]] = {
    "bare": _bare,
    "dialog": _dialog,
    "door": _door,
    "card": _card,
    "stock": _stock,
}


# ------------------------------------------------------------------ the client


@asynccontextmanager
async def _process(variant: str, connector_url: str) -> AsyncIterator[str]:
    """The address of a server process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-m", "tests.benchmarks.bench_turn", variant, connector_url,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.stdin.write(b"\n")
        await process.wait()


async def _round(session: ClientSession, measured: Measured, turns: int) -> None:
    cpu, began = await _cpu(session, measured.url), time.perf_counter()
    await _run(session, measured, turns)
    measured.per_second.append(turns / (time.perf_counter() - began))
    measured.cpu_us.append((await _cpu(session, measured.url) - cpu) / turns * 1e6)


async def _run(session: ClientSession, measured: Measured, turns: int) -> bytes:
    left = itertools.islice(measured.conversations, turns)
    last = b""

    async def converse() -> None:
        nonlocal last
        for number in left:
            # A conversation of its own each time: Teams allows 60 messages in one in half a minute, and so do we.
            said = measured.body.replace(b"a:one-to-one", b"a:%07d" % number)
            async with session.post(measured.url + PATH, data=said, headers=measured.headers) as response:
                last = await response.read()
                if response.status >= 300:
                    raise RuntimeError(f"answered {response.status}")

    await asyncio.gather(*(converse() for _ in range(CONVERSATIONS)))
    return last


async def _cpu(session: ClientSession, url: str) -> float:
    async with session.get(f"{url}/cpu") as response:
        return float(await response.json())


@asynccontextmanager
async def _teams() -> AsyncIterator[str]:
    """A connector that takes everything."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"id": "1700"}, status=201)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/uk"
    await runner.cleanup()


async def measure() -> dict[str, Measured]:
    """All variants, a round each in turn. What the dialog answers, all others answer."""
    done: dict[str, Measured] = {}
    async with _teams() as connector_url, ClientSession() as session, AsyncExitStack() as processes:
        answer = b""
        for variant in TURNS:
            url = await processes.enter_async_context(_process(variant, connector_url))
            async with session.get(f"{url}/turn") as response:
                turn = await response.json()
            body = json.dumps(turn["body"]).encode() if turn["body"] else done["dialog"].body
            done[variant] = Measured(url, body, turn["headers"])
            if answer:
                await session.put(f"{url}/answer", data=answer, headers={"Content-Type": "application/json"})
            last = await _run(session, done[variant], WARM_UP)
            answer = answer or last
        for _ in range(ROUNDS):
            for variant, turns in TURNS.items():
                await _round(session, done[variant], turns)
    return done


def main() -> int:
    """Print the figures. 1 when a target is missed."""
    if len(sys.argv) > 1:
        asyncio.run(serve(sys.argv[1], sys.argv[2]))
        return 0
    done = asyncio.run(measure())
    for variant, what in WHAT.items():
        figure = done[variant]
        sys.stdout.write(
            f"{figure.best_us:6.0f} µs CPU a turn, {figure.a_core:5.0f} turns/s a core "
            f"({max(figure.per_second):5.0f} by the clock)   {what}\n"
        )
    dialog, bare, card, stock = (done[variant] for variant in ("dialog", "bare", "card", "stock"))
    cost, alike = dialog.best_us / bare.best_us, card.a_core / stock.a_core
    rounds = statistics.median(ours / theirs for ours, theirs in zip(dialog.cpu_us, bare.cpu_us, strict=True))
    clock = max(card.per_second) / max(stock.per_second)
    sys.stdout.write(
        f"a dialog turn costs {cost:.2f} × the bare handler's CPU, target at most {CPU_TIMES_BARE:.0f} ×: "
        f"{_verdict(cost <= CPU_TIMES_BARE)} ({rounds:.2f} × in the round in the middle)\n"
        f"a core sends {alike:.2f} × as many cards as with stock botbuilder, target at least {RATE_TIMES_STOCK:.0f} ×: "
        f"{_verdict(alike >= RATE_TIMES_STOCK)} ({clock:.2f} × by the clock; dialog turns "
        f"{dialog.a_core / stock.a_core:.2f} × as many)\n"
    )
    return 0 if cost <= CPU_TIMES_BARE and alike >= RATE_TIMES_STOCK else 1


def _verdict(met: bool) -> str:  # a word for yes and one for no
    return "met" if met else "NOT MET"


if __name__ == "__main__":
    raise SystemExit(main())
