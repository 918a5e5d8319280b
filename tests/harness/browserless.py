"""A visitor of the web page whose browser runs no script and keeps no cookie: forms are filled in and posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import aiohttp

#: Elements that never have an end tag.
VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})


@dataclass
class Field:
    name: str
    kind: str
    value: str
    checked: bool = False
    #: Which of the page's forms it stands in.
    form: int = 0


@dataclass
class Page:
    """What a visitor sees, and the forms on it."""

    status: int
    headers: Mapping[str, str]
    html: str
    fields: list[Field] = field(default_factory=list)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: Where the last form posts to.
    action: str = ""
    words: str = ""
    #: Of each button, its form and where that posts to.
    forms: dict[str, tuple[int, str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._said: list[str] = []
        self._button: tuple[str, str] | None = None
        self._button_words: list[str] = []
        self._text_area: Field | None = None
        self._select: str | None = None
        self._silent = 0
        self._form = 0
        self._own = page.action
        self._named: dict[str, tuple[int, str]] = {}
        self._outside: dict[str, str] = {}
        self._sends = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self._form += 1
                # A form without an action posts to the page's own address.
                self._page.action = a.get("action") or self._own
                self._named[a.get("id", "")] = (self._form, self._page.action)
            case "input":
                self._page.fields.append(
                    Field(a.get("name", ""), a.get("type", "text"), a.get("value", ""), "checked" in a, self._form)
                )
            case "textarea":
                self._text_area = Field(a["name"], "textarea", "", form=self._form)
                self._page.fields.append(self._text_area)
            case "select":
                self._select = a["name"]
                self._page.fields.append(Field(a["name"], "select", "", form=self._form))
            case "option" if self._select and "selected" in a:
                self._page.fields[-1].value = a.get("value", "")
            case "button":
                self._button = (a.get("name", ""), a.get("value", ""))
                self._button_words = []
                self._sends = a.get("form", "")
            case "style" | "title":
                self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "button" if self._button is not None:
                words = " ".join("".join(self._button_words).split())
                self._page.buttons[words] = self._button
                self._page.forms[words] = (self._form, self._page.action)
                if self._sends:
                    self._outside[words] = self._sends
                self._button = None
            case "textarea":
                self._text_area = None
            case "select":
                self._select = None
            case "style" | "title":
                self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._text_area is not None:
            self._text_area.value += data
        if self._button is not None:
            self._button_words.append(data)
        if not self._silent:
            self._said.append(data)

    def close(self) -> None:
        super().close()
        self._page.words = " ".join(" ".join(self._said).split())
        # A button may stand outside its form, before or after it, and name it.
        self._page.forms |= {words: self._named[name] for words, name in self._outside.items()}


def read_page(path: str, status: int, headers: Mapping[str, str], html: str) -> Page:
    page = Page(status, headers, html, action=path)
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    return page


@dataclass
class Visitor:
    session: aiohttp.ClientSession
    url: str
    page: Page | None = None

    async def go(self, path: str) -> Page:
        async with self.session.get(f"{self.url}{path}", allow_redirects=False) as answer:
            return self._see(path, answer.status, answer.headers, await answer.text())

    async def press(self, words: str, answers: Mapping[str, Any] | None = None) -> Page:
        """Fill in what the page asks of `answers` (by name), leave the rest as it stands, and press a button."""
        page = self.page
        assert page is not None
        if words not in page.buttons:
            raise AssertionError(f"no button {words!r} among {list(page.buttons)}")
        number, action = page.forms[words]
        body = [(name, value) for name, value in self._filled(page, answers or {}, number)]
        name, value = page.buttons[words]
        if name:
            body.append((name, value))
        return await self.post(action, body)

    @property
    def asked(self) -> bool:
        """Whether the page is one of a form that goes on."""
        return self.page is not None and ("action", "next") in self.page.buttons.values()

    async def go_on(self, answers: Mapping[str, Any] | None = None) -> Page:
        """Answer this page and press its main button, whatever that says."""
        assert self.page is not None
        return await self.press(next(w for w, b in self.page.buttons.items() if b == ("action", "next")), answers)

    async def post(self, path: str, body: list[tuple[str, str]]) -> Page:
        async with self.session.post(f"{self.url}{path}", data=body, allow_redirects=False) as answer:
            return self._see(path, answer.status, answer.headers, await answer.text())

    def _see(self, path: str, status: int, headers: Mapping[str, str], html: str) -> Page:
        self.page = read_page(path, status, headers, html)
        return self.page

    @staticmethod
    def _filled(page: Page, answers: Mapping[str, Any], form: int | None = None) -> list[tuple[str, str]]:
        body: list[tuple[str, str]] = []
        for found in (each for each in page.fields if form in (None, each.form)):
            answer = answers.get(found.name)
            match found.kind:
                case "radio" | "checkbox":
                    chosen = answer if isinstance(answer, list | tuple) else [answer]
                    if found.value in chosen if answer is not None else found.checked:
                        body.append((found.name, found.value))
                case _:
                    body.append((found.name, found.value if answer is None else str(answer)))
        return body
