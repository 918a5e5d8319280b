"""An error or a refusal, said plainly, with what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.views.parts import Element, apart, card, heading, press, text
from dialogs.views.said import run, said

#: Of each text that was not taken, so that all of them stand on one card.
_LINES = 40


def problem(
    title: str,
    words: str,
    ways_on: Sequence[Element] = (),
    banner: str | None = None,
    below: Sequence[Element] = (),
) -> Element:
    """A dialog that says what is wrong. `words` may come from a rule, so it is shown as plain text."""
    return card([heading(title), run(words), *below], [*ways_on, press("Close", {"verb": "close"})], banner)


def unsent(written: Sequence[tuple[str, str]]) -> list[Element]:
    """What somebody wrote that was not taken, each text below what was asked, so that they can copy it."""
    if not written:
        return []
    told = [each for asked, words in written for each in apart(run(asked, bold=True), said(words, _LINES))]
    return [text("What you wrote is not kept. Copy from here what you still need."), *told]


def warned(words: str) -> Element:
    """Above a form whose answers a rule does not allow. `words` come from that rule."""
    return {"type": "Container", "style": "warning", "bleed": True, "items": [run(words, bold=True)]}


def instead(title: str, words: str, ways_on: Sequence[Element] = (), banner: str | None = None) -> Element:
    """What takes the place of a card in the chat whose button could not be followed. `words` may come from a rule."""
    return card([heading(title), run(words)], ways_on, banner)


def reply(words: str, ways_on: Sequence[Element] = (), banner: str | None = None, address: str = "") -> Element:
    """A short answer in the chat, in our own words, with the buttons that help and the web page's address."""
    page = [text("The address of the web page:"), run(address, bold=True, monospace=True)] if address else []
    return card([text(words), *page], ways_on, banner)
