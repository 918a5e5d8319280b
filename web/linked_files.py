"""Adding files by a link from Teams, for a reporter whom we know and who has no code.

Opening the link shows a page with one button and does nothing else, whatever the link is worth: programs that look at
links before people do use nothing up and learn nothing. The button uses the link. From then on everything is posted to
one address without it, and what lets the page send travels sealed inside the page.

For an incident it is first asked if the data that got out can be read on the file: only the answer leads to the page
that takes files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from aiohttp import web

from dialogs import filling
from dialogs.forms.incident.added_later import ADDED_LATER, MAY_BE_ADDED
from governance.errors import Busy, Expired, Refused, Tampered
from governance.linked_ports import Linked, LinkedTo
from governance.services.adding_files import FilesFor
from governance.services.corresponding import NewLetter
from web import linked_files_words as words
from web.files import FIELD, FilePages, Files
from web.files_words import sends
from web.site import Site, html, one, read
from web.uploads import Uploads

PATH = "/add-files"


class AddsFiles(Protocol):
    """The part of `AddingFiles` that this face uses."""

    async def begin(self, token: str) -> FilesFor: ...

    async def send(self, to: FilesFor, letter: NewLetter) -> bool: ...


def routes(site: Site, files: Files, adding: AddsFiles, uploads: Uploads) -> list[web.RouteDef]:
    """The pages of a link. Only a process that holds the keys of known reporters has them."""
    way = ByLink(site, adding)
    pages = _Pages(site, way, FilePages(site, files, uploads, way))
    return [
        web.get(PATH + "/{token}", pages.ask),
        web.post(PATH + "/{token}", pages.begin),
        web.post(PATH, pages.post),
    ]


class ByLink:
    """The way to files of somebody who was given a link; `web.files.Way`."""

    purpose = "linked_files"
    address = PATH

    def __init__(self, site: Site, adding: AddsFiles) -> None:
        self._site = site
        self.adding = adding

    def page(self, title: str, body: str, *, wrong: bool = False) -> web.Response:
        return html(self._site.frame.plain(title, body, wrong=wrong), 200)

    def refuse(self, status: int, text: str) -> web.Response:
        return html(self._site.frame.plain(words.REFUSED, words.refused_page(text), wrong=True), status)

    def above(self, by: Mapping[str, str]) -> str:
        return words.about(Linked(by["kind"]), date.fromisoformat(by["received"]))

    def goes_on(self, count: int) -> str:
        return sends(count)

    async def send(self, by: Mapping[str, str], letter: NewLetter) -> tuple[str, str]:
        to = LinkedTo(Linked(by["kind"]), by["id"])
        await self.adding.send(FilesFor(to, date.fromisoformat(by["received"]), by["page"]), letter)
        return words.sent_page(to.kind)


class _Pages:
    def __init__(self, site: Site, way: ByLink, files: FilePages) -> None:
        self._site = site
        self._way = way
        self._files = files

    async def ask(self, _: web.Request) -> web.Response:
        """The same page for every link, good or bad, used or not."""
        return self._way.page(words.TITLE, words.ASK)

    async def begin(self, request: web.Request) -> web.Response:
        try:
            to = await self._way.adding.begin(request.match_info["token"])
        except Refused as refused:
            return self._refuse(refused)
        by = {"kind": to.to.kind.value, "id": to.to.id, "received": to.received_on.isoformat(), "page": to.page}
        if to.to.kind is Linked.INCIDENT:
            return self._drawn(filling.start(ADDED_LATER, by, await self._site.facts()))
        return self._files.begin(by)

    async def post(self, request: web.Request) -> web.Response:
        """Files, a button of the page with the files, or the answer that leads there."""
        try:
            if request.content_type == "multipart/form-data":
                return await self._files.upload(request)
            inputs = await read(request)
            return await (self._files.pressed(inputs) if FIELD in inputs else self._answered(inputs))
        except Tampered:
            return self._way.refuse(400, words.PAGE_TOO_OLD)
        except Refused as refused:
            return self._refuse(refused)

    async def _answered(self, inputs: Mapping[str, object]) -> web.Response:
        """Whether the data that got out is on it. Whoever says so is told to leave it out, and chooses no file."""
        draft = self._site.draft_of(ADDED_LATER, inputs)
        step = filling.step(ADDED_LATER, draft, one(inputs, "action") or "next", inputs, await self._site.facts())
        match step:
            case filling.Show():
                return self._drawn(step)
            case filling.Complete() if step.command.leaked in MAY_BE_ADDED:
                return self._files.begin(step.draft.minted)
        return self._way.page(words.NOTHING_SENT, words.LEFT_OUT)

    def _drawn(self, step: filling.Step) -> web.Response:
        wrong = isinstance(step, filling.Show) and bool(step.progress.errors)
        return self._way.page(*self._site.drawn(ADDED_LATER, step, PATH), wrong=wrong)

    def _refuse(self, refused: Refused) -> web.Response:
        match refused:
            case Busy():
                return self._way.refuse(503, words.BUSY)
            case Expired():
                return self._way.refuse(410, str(refused))
            case Tampered():
                return self._way.refuse(404, str(refused))
        return self._way.refuse(409, str(refused))
