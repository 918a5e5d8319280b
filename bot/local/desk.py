"""The page's other buttons: the clock, and what Teams answers to the bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.local.chats import Chats
from bot.local.client import read_object
from bot.local.clock import FileClock, Moves
from bot.local.faults import Answer, Calls, Fault, Faults
from governance.errors import Refused


class Desk:
    def __init__(
        self,
        clock: FileClock,
        moves: Moves,
        after_move: Callable[[], Awaitable[None]],
        chats: Chats,
        faults: Faults,
        calls: Calls,
    ) -> None:
        self._clock, self._moves, self._after_move = clock, moves, after_move
        self._chats, self._faults, self._calls = chats, faults, calls

    def routes(self, prefix: str) -> list[web.RouteDef]:
        return [
            web.get(prefix + "/clock", self._show_clock),
            web.post(prefix + "/clock", self._move_clock),
            web.get(prefix + "/faults", self._show_faults),
            web.post(prefix + "/faults", self._set_fault),
            web.get(prefix + "/calls", self._show_calls),
            web.delete(prefix + "/calls", self._forget_calls),
        ]

    async def _show_clock(self, _: web.Request) -> web.Response:
        try:
            return web.json_response(self._reading())
        except Refused as why:
            return web.json_response({"error": str(why)}, status=409)

    async def _move_clock(self, request: web.Request) -> web.Response:
        """`{to}`: a button's name, "real", or "chosen" with `day` and `time`. Answers when what is due was done."""
        asked = await read_object(request)
        try:
            self._move(asked)
            self._chats.publish({"kind": "clock"} | self._reading())
            await self._after_move()
        except Refused as why:
            return web.json_response({"error": str(why)}, status=409)
        return web.json_response(self._reading())

    def _move(self, asked: dict[str, Any]) -> None:
        to = asked.get("to")
        if to == "real":
            self._clock.run()
        elif to == "chosen":
            self._clock.stop_at(self._moves.chosen(str(asked.get("day", "")), str(asked.get("time", ""))))
        else:
            instant = self._moves.offered(self._clock.now()).get(str(to))
            if instant is None:
                raise Refused("The clock has no such button.")
            self._clock.stop_at(instant)

    def _reading(self) -> dict[str, Any]:
        now = self._clock.now()
        offered = self._moves.offered(now).items()
        return {
            "now": now.isoformat(),
            "real": self._clock.stands_at() is None,
            "offered": {name: instant.isoformat() for name, instant in offered},
        }

    async def _show_faults(self, _: web.Request) -> web.Response:
        return web.json_response(self._faults.standing())

    async def _set_fault(self, request: web.Request) -> web.Response:
        """`{person, answer, times, retry_after}`; no person is everybody, no answer takes the fault away."""
        asked = await read_object(request)
        person, answer = asked.get("person"), asked.get("answer")
        times, wait = asked.get("times"), asked.get("retry_after")
        if not (person is None or isinstance(person, str)) or not (_count(times) and _count(wait)):
            return web.json_response({"error": "times and retry_after are whole numbers from 1 to 1000."}, status=400)
        try:
            self._faults.set(person, Fault(Answer(answer), times, wait) if answer else None)
        except ValueError:
            known = ", ".join(Answer)
            return web.json_response({"error": f"answer is one of {known}."}, status=400)
        return web.json_response(self._faults.standing())

    async def _show_calls(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(call) for call in self._calls.all()])

    async def _forget_calls(self, _: web.Request) -> web.Response:
        self._calls.clear()
        return web.json_response([])


def _count(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1000)
