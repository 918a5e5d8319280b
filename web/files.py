"""Adding files to a report: chosen, cleaned, shown with what was found in them, and sent when the reporter says so.

No script and no cookie: what is there so far travels sealed in the page, keys and all. A file that is not sent is
sealed under a key that nobody else has.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from aiohttp import web

from governance.errors import Busy, Refused, Tampered
from governance.files import MOST_FILES, Kept, from_data, listed, to_data
from governance.reports import Entry
from governance.services.corresponding import NewLetter
from web import files_words as words
from web.site import NOBODY, Site, one
from web.uploads import Uploads, posted

#: The hidden field with the page's sealed state.
FIELD = "files"
#: The field in which files are chosen.
CHOSEN = "chosen"
TOO_LARGE = "This file is too large. The most that we can take is 25 MB."


class Files(Protocol):
    """The part of `Filing` that this face uses."""

    async def take(self, content: bytes | bytearray) -> Kept: ...

    async def discard(self, file: Kept) -> None: ...

    def read(self, file: Kept) -> AsyncIterator[bytes]: ...


class Way(Protocol):
    """How whoever adds files is let in: by their code, or by a link from Teams."""

    #: What the page's sealed state is for, so that a page of one way opens in no other.
    purpose: str
    #: Where the page posts to.
    address: str

    def above(self, by: Mapping[str, str]) -> str:
        """HTML that stands above everything."""

    async def send(self, by: Mapping[str, str], letter: NewLetter) -> tuple[str, str]:
        """Send the files; (title, body) of the page that says so."""

    def page(self, title: str, body: str, *, wrong: bool = False) -> web.Response: ...


@dataclass(frozen=True, slots=True, repr=False)
class _Chosen:
    """What the page carries: what lets its sender in, the letter that the files will be, and the files."""

    by: Mapping[str, str]
    letter: str
    files: tuple[Kept, ...] = ()


class FilePages:
    def __init__(self, site: Site, files: Files, uploads: Uploads, way: Way) -> None:
        self._site = site
        self._way = way
        self._files = files
        self._uploads = uploads

    def begin(self, by: Mapping[str, str]) -> web.Response:
        return self._shown(_Chosen(by, self._site.new_id()), ())

    async def upload(self, request: web.Request) -> web.Response:
        """Raises Tampered, Expired and Busy."""
        with self._uploads.turn():
            chosen: _Chosen | None = None
            wrong: list[str] = []
            number = 0
            async for name, content in posted(request):
                if name == FIELD and content is not None:
                    chosen = self._open(content.decode("ascii", "replace"))
                elif name == CHOSEN:
                    number += 1
                    if chosen is None:
                        raise Tampered("The page's own part did not come before the files.")
                    chosen = await self._taken(chosen, number, content, wrong)
        if chosen is None:
            raise Tampered("The page's own part did not come.")
        if not number:
            wrong.append(words.NOTHING_CHOSEN)
        return self._shown(chosen, wrong)

    async def pressed(self, inputs: Mapping[str, object]) -> web.Response:
        """A button of the page: send, see or take out one by its number. Raises Tampered, Expired, and what sending
        raises."""
        chosen = self._open(one(inputs, FIELD))
        action, _, place = one(inputs, "action").partition(":")
        file = _at(chosen.files, place)
        if action == "send" and chosen.files:
            return await self._send(chosen)
        if action == "see" and file is not None:
            return await self._see(file, chosen.files.index(file) + 1)
        if action == "out" and file is not None:
            await self._files.discard(file)
            chosen = replace(chosen, files=tuple(each for each in chosen.files if each is not file))
        return self._shown(chosen, ())

    # ---------------------------------------------------------------- inside

    async def _taken(self, chosen: _Chosen, number: int, content: bytearray | None, wrong: list[str]) -> _Chosen:
        """With one more file, or one sentence more about what is wrong."""
        try:
            if content is None:
                raise Refused(TOO_LARGE)
            if len(chosen.files) >= MOST_FILES:
                raise Refused(f"It was not added: you can send {MOST_FILES} files at a time. Send these first.")
            kept = await self._files.take(content)
            # Other files are another letter: whoever goes back after sending, and adds one, is not told that it went.
            return replace(chosen, letter=self._site.new_id(), files=(*chosen.files, kept))
        except Busy:
            raise
        except Refused as refused:
            wrong.append(words.wrong_file(number, str(refused)))
            return chosen

    async def _send(self, chosen: _Chosen) -> web.Response:
        letter = NewLetter(chosen.letter, Entry.ADDITION, listed(chosen.files), files=chosen.files)
        return self._way.page(*await self._way.send(chosen.by, letter))

    async def _see(self, file: Kept, number: int) -> web.Response:
        """The clean file, for its reporter to look at before it is sent."""
        whole = b"".join([piece async for piece in self._files.read(file)])
        named = {"Content-Disposition": f'attachment; filename="file-{number}.{file.kind.suffix}"'}
        return web.Response(body=whole, headers=named, content_type=file.kind.content_type)

    def _shown(self, chosen: _Chosen, wrong: Sequence[str]) -> web.Response:
        files = [to_data(each) for each in chosen.files]
        state = {"by": chosen.by, "letter": chosen.letter, "files": files}
        token = self._site.drafts.seal(self._way.purpose, NOBODY, state)
        body = words.files_page(chosen.files, wrong, token, self._way.address, self._way.above(chosen.by))
        return self._way.page(words.TITLE, body, wrong=bool(wrong))

    def _open(self, token: str) -> _Chosen:
        state = self._site.drafts.open(self._way.purpose, NOBODY, token)
        by, files = state["by"], state["files"]
        if not isinstance(files, list) or not isinstance(by, dict):
            raise Tampered("This page is not one of ours.")
        return _Chosen(by, str(state["letter"]), tuple(from_data(each) for each in files))


def _at(files: Sequence[Kept], place: str) -> Kept | None:
    return files[int(place) - 1] if place.isdecimal() and 0 < int(place) <= len(files) else None
