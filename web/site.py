"""What the pages of the anonymous face need and share: what they are given, how a post is read, how one answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs

from aiohttp import web

from dialogs import filling
from dialogs.form import Facts, Form
from dialogs.pages import form_page
from governance.reports import Concern
from governance.seal_ports import Drafts
from governance.services.corresponding import Mailbox, NewLetter
from governance.services.receiving import Receipt
from web import words
from web.frame import Frame

#: A page's post: the draft of 16 kB of text, sealed, and the page's own answers, URL-encoded.
MOST_BYTES = 256 * 1024
BODY_SECONDS = 20.0
#: Whom a draft of these pages is bound to.
NOBODY = ""


class Receives(Protocol):
    """The part of `Receiving` that this face uses."""

    async def receive(self, concern: Concern, report_id: str, code: str, form: str) -> Receipt: ...


class Corresponds(Protocol):
    """The part of `Corresponding` that this face uses."""

    async def look(self, code: str) -> Mailbox: ...

    async def write(self, code: str, letter: NewLetter) -> bool: ...


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages need, handed in by the composition root."""

    speak_up: Form
    drafts: Drafts
    receiving: Receives
    corresponding: Corresponds
    #: Facts a form asks of: today, the handlers, the directorates, the room for text.
    facts: Callable[[], Awaitable[Facts]]
    new_id: Callable[[], str]
    new_code: Callable[[], str]
    frame: Frame
    https: bool
    onion_url: str
    exit_url: str

    def page(self, title: str, body: str, *, wrong: bool = False) -> web.Response:
        """`body` is HTML; `wrong` marks the title of a page that says what is wrong."""
        return html(self.frame.page(title, body, wrong=wrong), 200)

    def refuse(self, status: int, title: str, text: str) -> web.Response:
        return html(self.frame.page(title, words.problem_page(title, text), wrong=True), status)

    def form(self, form: Form, step: filling.Step, above: str = "", action: str = "") -> web.Response:
        """A page of a form. `above` is HTML that stands over it; it posts to `action`, or to the page it stands on."""
        if not isinstance(step, filling.Show):
            raise TypeError("a form begins with a page")
        title, body = self.drawn(form, step, action)
        return self.page(title, above + body, wrong=bool(step.progress.errors))

    def drawn(self, form: Form, step: filling.Step, action: str = "") -> tuple[str, str]:
        """(title, HTML) of a page of a form."""
        if not isinstance(step, filling.Show):
            raise TypeError("only a page is drawn")
        body = form_page(form, step.page, step.progress, self.sealed(form, step.draft), action)
        # A form of one page may have its name as its heading.
        return form.title if step.page.title == form.title else f"{step.page.title} – {form.title}", body

    def sealed(self, form: Form, draft: filling.Draft) -> str:
        """A draft as a page carries it."""
        return self.drafts.seal(f"form:{form.key}", NOBODY, draft.to_data())

    def draft_of(self, form: Form, inputs: Mapping[str, object]) -> filling.Draft:
        """Raises Tampered or Expired."""
        return filling.Draft.from_data(self.drafts.open(f"form:{form.key}", NOBODY, one(inputs, "draft")))


def html(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


async def read(request: web.Request) -> dict[str, object]:
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


def one(inputs: Mapping[str, object], name: str) -> str:
    """The text of that name; empty when there is none, or more than one."""
    value = inputs.get(name, "")
    return value if isinstance(value, str) else ""
