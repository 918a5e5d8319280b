"""The anonymous pages: speak up, and come back with a code. Plain HTML, a form post at a time, nothing kept between.

Handlers take only what a page posted; the sender's address is never read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Protocol
from urllib.parse import parse_qs

from aiohttp import web

from dialogs import filling
from dialogs.form import Facts, Form
from dialogs.pages import form_page
from governance import codes
from governance.errors import Busy, Expired, NotFound, Refused, Tampered
from governance.ports import Drafts
from governance.reports import Concern, Identity
from governance.services.corresponding import Mailbox
from governance.services.receiving import Receipt
from web import words
from web.frame import Frame
from web.headers import NEVER, page_headers

#: A page's post: the draft of 16 kB of text, sealed, and the page's own answers, URL-encoded.
MOST_BYTES = 256 * 1024
BODY_SECONDS = 20.0
NOBODY = ""


class Receives(Protocol):
    """The part of `Receiving` that this face uses."""

    async def receive(self, concern: Concern, report_id: str, code: str, form: str) -> Receipt: ...


class Looks(Protocol):
    """The part of `Corresponding` that this face uses."""

    async def look(self, code: str) -> Mailbox: ...


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages need, handed in by the composition root."""

    speak_up: Form
    drafts: Drafts
    receiving: Receives
    corresponding: Looks
    #: Facts a form asks of: today, the handlers, the directorates, the room for text.
    facts: Callable[[], Awaitable[Facts]]
    new_id: Callable[[], str]
    new_code: Callable[[], str]
    frame: Frame
    https: bool
    onion_url: str
    exit_url: str


def routes(site: Site) -> list[web.RouteDef]:
    """The pages of this face."""
    pages_ = _Pages(site)
    return [
        web.get("/speak-up", pages_.start),
        web.post("/speak-up", pages_.speak_up),
        web.get("/mailbox", pages_.ask_code),
        web.post("/mailbox", pages_.mailbox),
        web.get("/exit", pages_.leave),
        web.get("/assets/web.css", _stylesheet),
    ]


def headers_for(site: Site, request: web.Request, response: web.StreamResponse) -> None:
    """Put on every header, and take off what an answer never carries. For the signal `on_response_prepare`."""
    response.headers.update(page_headers(site.https, site.onion_url, request.rel_url.raw_path))
    for name in NEVER:
        response.headers.popall(name, None)


def problem(site: Site, status: int) -> web.Response:
    """The page for an address or a method that is not there, or for a fault of ours."""
    title, text = PROBLEMS.get(status, PROBLEMS[500])
    return _html(site.frame.page(title, words.problem_page(title, text), wrong=True), status)


PROBLEMS = {
    404: ("Page not found", "Check the address, or use one of these pages."),
    405: ("That does not work here", "Go to one of these pages and begin there."),
    408: ("That took too long", "Your answers did not reach us in time. Go back in your browser and try again."),
    413: ("That is too much at once", "Make your answers shorter and try again. Go back in your browser to see them."),
    415: ("That does not work here", "Use the form on the page."),
    500: ("Something went wrong", "This is our fault. Go back in your browser and try again in a few minutes."),
    503: ("Too many people at once", "Wait a minute, go back in your browser and try again."),
}


class _Pages:
    def __init__(self, site: Site) -> None:
        self._site = site

    async def start(self, _: web.Request) -> web.Response:
        minted = {"id": self._site.new_id(), "code": self._site.new_code()}
        step = filling.start(self._site.speak_up, minted, await self._site.facts())
        return self._show(step, first=True)

    async def speak_up(self, request: web.Request) -> web.Response:
        inputs = await _read(request)
        if "done" in inputs:
            return self._check_code(inputs)
        purpose = f"form:{self._site.speak_up.key}"
        try:
            draft = filling.Draft.from_data(self._site.drafts.open(purpose, NOBODY, _one(inputs, "draft")))
        except (Tampered, Expired):
            return self._refuse(
                400,
                "This page is too old",
                "You left it open for too long, or it was changed on the way. Nothing was sent. Please start again.",
            )
        step = filling.step(
            self._site.speak_up, draft, _one(inputs, "action") or "next", inputs, await self._site.facts()
        )
        match step:
            case filling.Show():
                return self._show(step)
            case filling.Stopped():
                return self._html("You stopped", words.stopped_page())
            case filling.Complete():
                return await self._complete(step)

    async def ask_code(self, _: web.Request) -> web.Response:
        return self._html("I have a code", words.code_page(""))

    async def mailbox(self, request: web.Request) -> web.Response:
        inputs = await _read(request)
        try:
            mailbox = await self._site.corresponding.look(_one(inputs, "code"))
        except NotFound as wrong:
            return self._html("I have a code", words.code_page(str(wrong)), wrong=True)
        except Busy:
            return problem(self._site, 503)
        return self._html("Your report", words.mailbox_page(mailbox))

    async def leave(self, _: web.Request) -> web.Response:
        """Away at once, to somewhere harmless. The address stands in the settings, so no page holds it."""
        return web.Response(status=303, headers={"Location": self._site.exit_url})

    # ---------------------------------------------------------------- inside

    async def _complete(self, step: filling.Complete) -> web.Response:
        concern = step.command
        if not isinstance(concern, Concern):
            raise TypeError("the speak-up form completes to a concern")
        minted = step.draft.minted
        try:
            receipt = await self._site.receiving.receive(
                concern, minted["id"], minted["code"], self._site.speak_up.fingerprint
            )
        except Busy:
            return problem(self._site, 503)
        except Refused as refused:
            return self._refuse(503, "We could not keep your concern", f"{refused} Go back and try again.")
        who = words.Who.NOBODY if concern.identity is Identity.ANONYMOUS else words.Who.NAMED
        return self._done(
            receipt.code or minted["code"],
            receipt.acknowledge_by,
            words.Who.SENT_BEFORE if receipt.already else who,
            None,
        )

    def _show(self, step: filling.Step, *, first: bool = False) -> web.Response:
        if not isinstance(step, filling.Show):
            raise TypeError("a form begins with a page")
        form = self._site.speak_up
        token = self._site.drafts.seal(f"form:{form.key}", NOBODY, step.draft.to_data())
        body = form_page(form, step.page, step.progress, token)
        title = f"{step.page.title} – {form.title}"
        return self._html(title, (words.BEFORE_YOU_START if first else "") + body, wrong=bool(step.progress.errors))

    def _check_code(self, inputs: Mapping[str, object]) -> web.Response:
        try:
            kept = self._site.drafts.open("done", NOBODY, _one(inputs, "done"))
        except (Tampered, Expired):
            return self._refuse(
                400,
                "This page is too old",
                "Your report is safe. Your code is the way back to it. Use it if you have it.",
            )
        code = str(kept["code"])
        matches = codes.is_last_block(code, _one(inputs, "last"))
        return self._done(code, date.fromisoformat(str(kept["by"])), words.Who[str(kept["who"])], matches)

    def _done(self, code: str, acknowledge_by: date, who: words.Who, checked: bool | None) -> web.Response:
        kept = {"code": code, "by": acknowledge_by.isoformat(), "who": who.name}
        token = self._site.drafts.seal("done", NOBODY, kept)
        body = words.done_page(code, acknowledge_by, who, token, checked=checked)
        return self._html("We have your concern", body, wrong=checked is False)

    def _html(self, title: str, body: str, *, wrong: bool = False) -> web.Response:
        return _html(self._site.frame.page(title, body, wrong=wrong), 200)

    def _refuse(self, status: int, title: str, text: str) -> web.Response:
        return _html(self._site.frame.page(title, words.problem_page(title, text), wrong=True), status)


def _html(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


async def _stylesheet(_: web.Request) -> web.Response:
    css = resources.files("web").joinpath("web.css").read_text("utf-8")
    return web.Response(text=css, content_type="text/css", charset="utf-8")


async def _read(request: web.Request) -> dict[str, object]:
    """The post's fields: a text, or a list of texts where a name came more than once.

    Read by hand, because the framework's own reader writes large parts of a post to a file in clear.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(16 * 1024):
                body += chunk
                if len(body) > MOST_BYTES:
                    raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(body))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=400)
    except ValueError:
        raise web.HTTPBadRequest from None
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _one(inputs: Mapping[str, object], name: str) -> str:
    value = inputs.get(name, "")
    return value if isinstance(value, str) else ""
