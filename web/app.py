"""The anonymous pages: speaking up, the policy in plain answers, and the way to the mailbox.

Plain HTML, a post at a time, nothing kept between. Handlers take only what a page posted; the sender's address is
never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import resources

from aiohttp import web

from dialogs import filling
from dialogs.guidance import ANSWERS
from governance import codes
from governance.errors import Busy, Expired, Refused, Tampered
from governance.reports import Concern, Identity
from web import words
from web.files import FilePages, Files
from web.guidance import TITLE, policy_page
from web.headers import NEVER, page_headers
from web.mailbox import PURPOSE, ByCode, MailboxPages
from web.site import NOBODY, Site, one, read
from web.uploads import Uploads

__all__ = ["PROBLEMS", "Site", "headers_for", "problem", "routes"]


def routes(site: Site, files: Files, uploads: Uploads) -> list[web.RouteDef]:
    """The pages of this face."""
    pages_, mailbox = _Pages(site), MailboxPages(site, FilePages(site, files, uploads, ByCode(site)))
    return [
        web.get("/speak-up", pages_.start),
        web.post("/speak-up", pages_.speak_up),
        web.get("/mailbox", mailbox.ask_code),
        web.post("/mailbox", mailbox.post),
        web.get("/policy", pages_.policy),
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
    return site.refuse(status, title, text)


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
        return self._site.form(self._site.speak_up, step, words.BEFORE_YOU_START)

    async def speak_up(self, request: web.Request) -> web.Response:
        inputs = await read(request)
        if "done" in inputs:
            return self._check_code(inputs)
        try:
            draft = self._site.draft_of(self._site.speak_up, inputs)
        except (Tampered, Expired):
            return self._site.refuse(
                400,
                "This page is too old",
                "You left it open for too long, or it was changed on the way. Nothing was sent. Please start again.",
            )
        step = filling.step(
            self._site.speak_up, draft, one(inputs, "action") or "next", inputs, await self._site.facts()
        )
        match step:
            case filling.Show():
                return self._site.form(self._site.speak_up, step)
            case filling.Stopped():
                return self._site.page("You stopped", words.stopped_page())
            case filling.Complete():
                return await self._complete(step)

    async def policy(self, _: web.Request) -> web.Response:
        return self._site.page(TITLE, policy_page(ANSWERS.values()))

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
            return self._site.refuse(503, "We could not keep your concern", f"{refused} Go back and try again.")
        who = words.Who.NOBODY if concern.identity is Identity.ANONYMOUS else words.Who.NAMED
        return self._done(
            receipt.code or minted["code"],
            receipt.acknowledge_by,
            words.Who.SENT_BEFORE if receipt.already else who,
            None,
        )

    def _check_code(self, inputs: Mapping[str, object]) -> web.Response:
        try:
            kept = self._site.drafts.open("done", NOBODY, one(inputs, "done"))
        except (Tampered, Expired):
            return self._site.refuse(
                400,
                "This page is too old",
                "Your report is safe. Your code is the way back to it. Use it if you have it.",
            )
        code = str(kept["code"])
        matches = codes.is_last_block(code, one(inputs, "last"))
        return self._done(code, date.fromisoformat(str(kept["by"])), words.Who[str(kept["who"])], matches)

    def _done(self, code: str, acknowledge_by: date, who: words.Who, checked: bool | None) -> web.Response:
        kept = {"code": code, "by": acknowledge_by.isoformat(), "who": who.name}
        token = self._site.drafts.seal("done", NOBODY, kept)
        mailbox = self._site.drafts.seal(PURPOSE, NOBODY, {"code": code})
        body = words.done_page(code, acknowledge_by, who, token, mailbox, checked=checked)
        return self._site.page("We have your concern", body, wrong=checked is False)


async def _stylesheet(_: web.Request) -> web.Response:
    css = resources.files("web").joinpath("web.css").read_text("utf-8")
    return web.Response(text=css, content_type="text/css", charset="utf-8")
