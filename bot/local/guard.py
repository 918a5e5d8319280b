"""Who may use the try-out page: this computer, at its own address, and no other web site."""

from __future__ import annotations

import ipaddress

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL


def is_loopback(host: str | None) -> bool:
    """Whether `host` (a name or an address, no port) can only mean this computer."""
    if host == "localhost":
        return True
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refusal(request: web.Request) -> str | None:
    """Why this request is not served, in words for the person who made it; None when it is."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    if not (isinstance(peer, tuple) and is_loopback(peer[0])):
        return "The try-out page answers only on the computer that it runs on."
    host = request.headers.get("Host", "")
    if not is_loopback(_name(host)):
        # A web site whose name was pointed at this computer would otherwise read everything here.
        return "Open the try-out page as http://127.0.0.1 or http://localhost, with the port."
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"http://{host}"
    if (foreign or _from_another_site(request)) and not _is_visit(request):
        return "Another web site may not use the try-out page."
    return None


@web.middleware
async def this_computer_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    why = refusal(request)
    if why is not None:
        return web.json_response({"error": why}, status=403)
    return await handler(request)


def _name(host: str) -> str | None:
    try:
        return URL(f"http://{host}").host
    except ValueError:
        return None


def _from_another_site(request: web.Request) -> bool:
    # "same-site" too: a page on another port of this computer is another site.
    return request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}


def _is_visit(request: web.Request) -> bool:
    """Somebody followed a link to the page itself, which shows nothing to the site that they came from."""
    return request.method == "GET" and request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
