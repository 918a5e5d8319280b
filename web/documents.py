"""Documents handed out by a link that works once, for the people who work with reports and registers.

Opening the link shows a page with one button and does nothing else: programs that look at links before people do, such
as previews and scanners, spend nothing and learn nothing. The button fetches the document.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Protocol

from aiohttp import web

from governance.documents import Document
from governance.errors import Busy, Expired, NotFound, NotYours, Refused, Stale, Tampered, Unavailable
from web.frame import Frame
from web.headers import page_headers
from web.site import html

PATH = "/documents"

_STATUS: Mapping[type[Refused], int] = {
    Busy: 503,
    Expired: 410,
    NotFound: 404,
    NotYours: 403,
    Stale: 410,
    Tampered: 404,
    Unavailable: 503,
}
_PAGE = """
<h1>Your document</h1>
<p>Press the button to save it. This works once, and only for a few minutes after the link was made.</p>
<p>The record of this service will show that you took it. Keep it where only people who need it can read it.</p>
<form method="post"><button type="submit">Save the document</button></form>
"""


class HandsOut(Protocol):
    """The part of `HandingOut` that this face uses."""

    async def hand_out(self, token: str) -> Document: ...


@dataclass(frozen=True, slots=True)
class Door:
    """What these pages need, handed in by the composition root."""

    handing_out: HandsOut
    frame: Frame
    #: Told of a fault of ours after the document had begun: there is no page left to say it on.
    broke_off: Callable[[Exception], None]


def routes(door: Door) -> list[web.RouteDef]:
    """The page, and the document behind its button."""
    pages = _Pages(door)
    return [web.get(PATH + "/{token}", pages.ask), web.post(PATH + "/{token}", pages.hand_out)]


def headers_for(https: bool, response: web.StreamResponse) -> None:
    """Put on every header of a page or a document. For the signal `on_response_prepare`.

    No onion service is named: what is behind these links is not for people who stay unknown.
    """
    response.headers.update(page_headers(https, "", ""))


class _Pages:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def ask(self, _: web.Request) -> web.Response:
        """The same page for every link, good or bad, used or not."""
        return html(self._door.frame.plain("Your document", _PAGE), 200)

    async def hand_out(self, request: web.Request) -> web.StreamResponse:
        try:
            document = await self._door.handing_out.hand_out(request.match_info["token"])
            first, rest = await _begun(document.content)
        except Refused as refused:
            return self._refuse(refused)
        response = web.StreamResponse(headers={"Content-Disposition": f'attachment; filename="{document.name}"'})
        response.content_type = document.kind
        if rest is None:
            response.content_length = len(first)
        try:
            await response.prepare(request)
            await response.write(first)
            if rest is not None:
                async for piece in rest:
                    await response.write(piece)
            await response.write_eof()
        except ConnectionError:
            # Whoever asked is gone.
            pass
        except Exception as error:
            self._door.broke_off(error)
            # An answer that just ended would pass for a whole document.
            if request.transport is not None:
                request.transport.abort()
        return response

    def _refuse(self, refused: Refused) -> web.Response:
        body = f"<h1>There is no document here</h1><p>{escape(str(refused))}</p>"
        page = self._door.frame.plain("There is no document here", body, wrong=True)
        return html(page, _STATUS.get(type(refused), 409))


async def _begun(content: bytes | AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes] | None]:
    """The first piece, and what gives the others if there may be any: what cannot be opened is refused on a page."""
    if isinstance(content, bytes):
        return content, None
    return await anext(content, b""), content
