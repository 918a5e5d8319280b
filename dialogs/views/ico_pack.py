"""What the Information Commissioner's form asks, with our answers, ready to copy: the form cannot be saved half-way."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.ico_answers import Asked
from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, apart, card, heading, pages, press, text
from dialogs.views.said import one_line, said

HELPLINE = "The helpline is 0303 123 1113, Monday to Friday, 9 to 5. At other times, tell them on their web page."


def pack_pages(asked: Iterable[Asked]) -> list[list[Element]]:
    """Cut into pieces that each fit a card."""
    return pages(_blocks(asked))


def pack_view(
    page: int, parts: list[list[Element]], turn: tuple[str, ...], back: str, word: str, banner: str | None = None
) -> Element:
    """One page, from 0, of the pieces that `pack_pages` made."""
    body = [heading("What the Commissioner asks"), text(HELPLINE)]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    ways = []
    if page + 1 < len(parts):
        ways.append(press("Read on", {"verb": "ico_pack", "card": turn[page + 1]}, first=True))
    if page > 0:
        ways.append(press("Read the part before", {"verb": "ico_pack", "card": turn[page - 1]}))
    ways.append(press("As a Word document", {"verb": "ico_document", "card": word}))
    ways.append(press("Back to the incident", {"verb": "incident_record", "card": back}))
    return card([*body, *parts[page]], [*ways, press("Close", CLOSE)], banner)


def back_to_pack(token: str) -> Element:
    return press("Back", {"verb": "ico_pack", "card": token})


def _blocks(asked: Iterable[Asked]) -> Iterable[Element]:
    for each in asked:
        missing = each.answer == ""
        words = [text("Not known yet. Say so, and tell them later.")] if missing else said(each.answer)
        yield from apart(one_line(each.ask, bold=True), words)
