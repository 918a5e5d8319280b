"""Reading the body of a post: bounded in size, time and depth, and one meaning only."""

from __future__ import annotations

import asyncio
import json
import math
import re
from typing import Any, Final

from aiohttp import web

LARGEST: Final = 256 * 1024
DEADLINE_SECONDS: Final = 5.0
DEEPEST: Final = 64
#: No field of an activity is a number near this long; Python would spend its time on the digits.
LONGEST_NUMBER: Final = 20

#: One half of a character written as two: text that no encoder can write out again.
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]")


class Unfit(Exception):
    """The body cannot be read; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_body(request: web.BaseRequest, deadline_seconds: float = DEADLINE_SECONDS) -> bytes:
    """The whole body. Raises Unfit: 413 when it is too large, 400 when it does not come in time or breaks off."""
    if (request.content_length or 0) > LARGEST:
        raise Unfit(413)
    try:
        if request.content.is_eof():
            # It came with its head, as nearly all do: there is nothing to wait for.
            return await _all_of(request)
        async with asyncio.timeout(deadline_seconds):
            return await _all_of(request)
    except Unfit:
        raise
    except Exception:  # a broken chunk, a lost connection, the deadline
        raise Unfit(400) from None


async def _all_of(request: web.BaseRequest) -> bytes:
    body = b""
    while chunk := await request.content.readany():
        body += chunk
        if len(body) > LARGEST:
            raise Unfit(413)
    return body


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises Unfit (400).

    Refused: what is not UTF-8, NaN and infinities, endless numbers, half characters, and depth. A repeated key means
    its last value, everywhere, because nobody reads the text a second time.
    """
    try:
        value = _JSON.decode(body.decode("utf-8"))
        if not isinstance(value, dict) or _is_too_deep(body, value):
            raise Unfit(400)
        if _HALVES.search(body):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Unfit(400) from None
    return value


def _refuse(_constant: str) -> float:
    raise ValueError


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def _int(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError
    return int(text)


_JSON: Final = json.JSONDecoder(parse_constant=_refuse, parse_float=_float, parse_int=_int)


def _is_too_deep(body: bytes, value: object) -> bool:
    if body.count(b"{") + body.count(b"[") <= DEEPEST:
        return False
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    if isinstance(value, list):
        return [inner for inner in value if isinstance(inner, dict | list)]
    return []
