"""How often a visitor may post to the pages: counted in memory only, under a random key that is soon thrown away.

What is counted is not who somebody is: the address of a connection becomes a number under a key of ten minutes, and
both are forgotten together. Nothing here is written down or logged.

Where visitors cannot be told apart, nobody is counted. One count for everybody would let whoever floods the service
shut everybody else out; what the service does at once is bounded without it.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from web import words
from web.frame import Frame

Network = IPv4Network | IPv6Network

#: How long anything is remembered, in seconds.
FORGET_SECONDS = 600.0
#: Visitors that are counted at once; those who have been quiet for longest make room.
MOST_VISITORS = 10_000
#: Proxies that a request may have come through.
_MOST_PROXIES = 8
#: What one household or office is given of IPv6; each of its computers has countless addresses.
_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one address may post. It may be a whole council's, so that it is generous to people and not to machines."""

    #: At once, after some quiet.
    burst: int
    per_second: float
    #: Under way at the same time.
    together: int


@dataclass(frozen=True, slots=True)
class Limits:
    """An allowance for each kind of post."""

    #: A page of a form. Someone who reads and writes sends one in half a minute.
    forms: Allowance = Allowance(burst=120, per_second=2.0, together=20)
    #: A code: looked up slowly on purpose, in a queue that has 22 places for all.
    codes: Allowance = Allowance(burst=10, per_second=0.5, together=2)


class _Bucket:
    __slots__ = ("at", "left", "under_way")

    def __init__(self, left: float, at: float) -> None:
        self.left = left
        self.at = at
        self.under_way = 0


class Buckets:
    """What each visitor has left of one allowance."""

    def __init__(self, allowance: Allowance, most: int = MOST_VISITORS) -> None:
        self._allowance = allowance
        self._most = most
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()
        self._key = b""
        self._changed_at = -math.inf

    def __len__(self) -> int:
        return len(self._buckets)

    @contextmanager
    def turn(self, visitor: str | None, now: float) -> Iterator[float]:
        """A post of `visitor`, for as long as it is under way; `now` in seconds of any steady clock. Gives the seconds
        to wait before another try, or 0 for one that may be done. None, who cannot be told apart, never waits."""
        if visitor is None:
            yield 0.0
            return
        bucket = self._of(visitor, now)
        wait = self._wait(bucket, now)
        if wait > 0:
            yield wait
            return
        bucket.left -= 1
        bucket.under_way += 1
        try:
            yield 0.0
        finally:
            bucket.under_way -= 1

    def _wait(self, bucket: _Bucket, now: float) -> float:
        allowance = self._allowance
        bucket.left = min(allowance.burst, bucket.left + (now - bucket.at) * allowance.per_second)
        bucket.at = now
        if bucket.under_way >= allowance.together:
            return 1.0
        return max(0.0, (1.0 - bucket.left) / allowance.per_second)

    def _of(self, visitor: str, now: float) -> _Bucket:
        if now - self._changed_at >= FORGET_SECONDS:
            self._key, self._changed_at = secrets.token_bytes(16), now
            self._buckets.clear()
        number = hashlib.blake2b(visitor.encode(), key=self._key, digest_size=16).digest()
        bucket = self._buckets.get(number)
        if bucket is None:
            bucket = self._buckets[number] = _Bucket(self._allowance.burst, now)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(number)
        return bucket


def visitor_of(peer: str | None, forwarded: Sequence[str], proxies: Sequence[Network]) -> str | None:
    """Whom a request comes from; None when that cannot be told.

    `peer` is the address at the other end of the connection and `forwarded` the values of `X-Forwarded-For`, which are
    believed from `proxies` alone, and of which only the last that is no proxy counts: what stands before it is
    whatever the visitor sent. This computer is nobody: a proxy that is not named here, or an onion service, brings
    everybody's requests from it.
    """
    given = [peer or ""]
    for value in forwarded:
        given += value.rsplit(",", _MOST_PROXIES)
    address = _address(given[0])
    for earlier in reversed(given[1:]):
        if address is None or not _is_proxy(address, proxies):
            break
        address = _address(earlier)
    if address is None or address.is_loopback or _is_proxy(address, proxies):
        return None
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _IPV6_PREFIX), strict=False))
    return str(address)


def limited(limits: Limits, proxies: Sequence[Network], frame: Frame, now: Callable[[], float]) -> Middleware:
    """Answers 429, before a body is read, to whoever posts to the pages more often than they may."""
    forms, codes = Buckets(limits.forms), Buckets(limits.codes)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method != "POST" or not _is_page(request.path):
            return await handler(request)
        visitor = visitor_of(request.remote, request.headers.getall("X-Forwarded-For", []), proxies)
        buckets = codes if request.path.startswith("/mailbox") else forms
        with buckets.turn(visitor, now()) as wait:
            return too_often(frame, wait) if wait > 0 else await handler(request)

    return middleware


def too_often(frame: Frame, wait: float) -> web.Response:
    """The page that says so. `wait` in seconds."""
    title = "Too much at once"
    text = (
        "A lot was sent from your internet connection in a short time. It may have been somebody else who uses the "
        "same connection. What you sent just now did not reach us. Wait a minute, go back in your browser and try "
        "again. If you see this page again, use another connection, such as mobile data."
    )
    return web.Response(
        text=frame.page(title, words.problem_page(title, text), wrong=True),
        status=429,
        headers={"Retry-After": str(math.ceil(wait))},
        content_type="text/html",
        charset="utf-8",
    )


def _is_page(path: str) -> bool:
    """Not the bot's end point, where a few addresses of the channel's carry everybody's activities."""
    return not path.startswith(("/api/", "/local/"))


def _is_proxy(address: IPv4Address | IPv6Address, proxies: Sequence[Network]) -> bool:
    return any(address in network for network in proxies)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: bare, with a port, or in brackets."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
