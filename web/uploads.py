"""Files as a browser posts them: read one at a time, into memory and never to a disk, with an end to size and time.

What a file is called is not read. It may name whoever sends it, or their folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from aiohttp import BodyPartReader, MultipartReader, web

from governance.errors import Busy
from governance.files import LARGEST_FILE

#: Posts with files that are read at once, of everybody: each holds one file in memory.
AT_ONCE = 4
#: For one file to arrive in. 25 MB over a slow line take four minutes.
SECONDS = 300.0
#: Between two signs of life.
QUIET_SECONDS = 20.0
_DRAFT_BYTES = 96 * 1024
_MOST_PARTS = 40


class Uploads:
    """How many are being read."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = at_once

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises Busy when there is no room for one more."""
        if self._free <= 0:
            raise Busy("Too many files are being sent. Wait a minute and add yours again.")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


async def posted(request: web.Request) -> AsyncIterator[tuple[str, bytearray | None]]:
    """(field's name, content) of each part in order; None in the place of a file that is larger than we take, which is
    not kept while it is read to its end. A field for files in which none was chosen is left out.

    Raises the web's own errors for a post that is broken, too slow, or has too many parts.
    """
    try:
        reader = await request.multipart()
        for _ in range(_MOST_PARTS):
            async with asyncio.timeout(QUIET_SECONDS):
                part = await reader.next()
            if part is None:
                return
            if isinstance(part, MultipartReader):
                raise web.HTTPBadRequest
            async with asyncio.timeout(SECONDS):
                content = await _content(part)
            if content is None or content or part.filename:
                yield part.name or "", content
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ValueError, AssertionError, RuntimeError):
        raise web.HTTPBadRequest from None
    raise web.HTTPRequestEntityTooLarge(_MOST_PARTS, _MOST_PARTS + 1)


async def _content(part: BodyPartReader) -> bytearray | None:
    most = LARGEST_FILE if part.filename is not None else _DRAFT_BYTES
    content: bytearray | None = bytearray()
    skipped = 0
    while not part.at_eof():
        async with asyncio.timeout(QUIET_SECONDS):
            piece = await part.read_chunk(64 * 1024)
        if content is None:
            skipped += len(piece)
            if skipped > LARGEST_FILE:
                # Nobody sends fifty megabytes by mistake and waits for the end of it.
                raise web.HTTPRequestEntityTooLarge(most, most + skipped)
            continue
        content += piece
        if len(content) > most:
            content = None
    return content
