"""One place for every header that leaves with an answer."""

from __future__ import annotations

from collections.abc import Mapping

#: Nothing is loaded but our own stylesheet; nothing frames us; forms go nowhere else.
PAGE_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

_ALWAYS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}

#: What an answer never carries: each would tell a visit from another, or what we run.
NEVER = ("Server", "Set-Cookie", "ETag", "Last-Modified")


def page_headers(https: bool, onion_url: str, path: str) -> Mapping[str, str]:
    """Headers of every page and stylesheet of the anonymous face, whatever its status.

    `https` adds HSTS; `onion_url` (empty when there is none) tells Tor Browser of the same page as an onion service.
    """
    headers = _ALWAYS | {"Content-Security-Policy": PAGE_POLICY}
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if onion_url:
        headers["Onion-Location"] = onion_url.rstrip("/") + path
    return headers


def api_headers(https: bool) -> Mapping[str, str]:
    """Headers of answers that no browser shows: the bot's end point and the health checks."""
    headers = _ALWAYS | {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
