"""`/api/messages`: the gate, then the adapter. Bodies of refusals are constant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from bot.log import Log
from bot.teams.adapter import TeamsAdapter
from bot.teams.gate import Gate, Refusal

PATH: Final = "/api/messages"

#: How the runner must serve it: without a log of addresses, and without listening long to what was refused.
SERVING: Final[Mapping[str, Any]] = {"access_log": None, "keepalive_timeout": 15.0, "lingering_time": 1.0}

#: What goes round in a circle ends in a RecursionError, without a look at each object for it.
_write: Final = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def routes(gate: Gate, adapter: TeamsAdapter, log: Log) -> list[web.RouteDef]:
    """Every method is answered here, so that the wrong ones are refused like everything else."""

    async def messages(request: web.Request) -> web.Response:
        activity = await gate.admit(request)
        if isinstance(activity, Refusal):
            return _refused(request, activity.status)
        status, body = await adapter.process(activity)
        try:
            return _answered(status, body)
        except (TypeError, ValueError, RecursionError) as error:
            log.failure("answer_not_json", error)
            return _answered(400, None)

    return [web.route("*", PATH, messages)]


def _answered(status: int, body: object | None) -> web.Response:
    if body is None:
        return web.Response(status=status, headers=_HEADERS)
    text = _write(body)
    return web.Response(status=status, body=text.encode("ascii"), content_type="application/json", headers=_HEADERS)


def _refused(request: web.Request, status: int) -> web.Response:
    headers = dict(_HEADERS)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 405:
        headers["Allow"] = "POST"
    response = web.Response(status=status, headers=headers)
    if not request.content.is_eof():
        # What is still on its way is not waited for.
        response.force_close()
    return response
