"""What a person typed, shown to another person: exactly as typed, unable to do anything.

It goes into TextRuns, which read no Markdown. The two signs that card templates act on are broken, and letters that
cannot be seen (they can hide words or turn a line around) are taken out, and the reader is told how many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dialogs.views.parts import Element, counted
from governance.typed import seen

#: Characters that stand in one block at most; a longer paragraph goes on in the next one.
BLOCK = 1_500

_TEMPLATE = re.compile(r"([{$])(?=\{)")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text that is safe to show, and how many letters that cannot be seen were taken out of it."""

    text: str
    hidden: int


def clean(typed: str) -> Cleaned:
    """Make typed text safe to show on a card or a page."""
    plain, hidden = seen(typed)
    return Cleaned(_TEMPLATE.sub("\\1\u200a", plain) if "{" in plain else plain, hidden)


def said(typed: str, lines: int | None = None) -> list[Element]:
    """Typed text as elements, a paragraph each; a line about hidden letters stands first when there were any.

    `lines` is for what has to stand on one card: those beyond it go on one after the other, because a text of nothing
    but ends of lines would be larger than the card.
    """
    cleaned = clean(typed)
    told = [line.strip() for line in cleaned.text.split("\n") if line.strip()]
    if lines is not None:
        told = [*told[:lines], *filter(None, [" ".join(told[lines:])])]
    blocks = [run(piece) for line in told for piece in _pieces(line)]
    if cleaned.hidden:
        number = counted(cleaned.hidden, "hidden letter", "hidden letters")
        was = "was" if cleaned.hidden == 1 else "were"
        blocks.insert(0, {"type": "TextBlock", "text": f"{number} {was} taken out of this text.", "wrap": True})
    return blocks


def one_line(typed: str, *, bold: bool = False, heading: bool = False) -> Element:
    """Typed text on one line, such as a title or a name."""
    return run(" ".join(clean(typed).text.split()), bold=bold or heading, size="Large" if heading else None)


def named(pairs: Iterable[tuple[str, str]]) -> list[Element]:
    """Short values that somebody typed, such as a number or a place, each on a line with our word for it. A FactSet
    would read them as Markdown."""
    return [one_line(f"{title}: {typed}") for title, typed in pairs]


def run(words: str, *, bold: bool = False, monospace: bool = False, size: str | None = None) -> Element:
    """A block of one run of plain text: no Markdown, no links."""
    inline: Element = {"type": "TextRun", "text": words}
    if bold:
        inline["weight"] = "Bolder"
    if size:
        inline["size"] = size
    if monospace:
        inline["fontType"] = "Monospace"
    return {"type": "RichTextBlock", "inlines": [inline]}


def _pieces(line: str) -> list[str]:
    """Cut a long line at its spaces; a word without any end is cut where it must be."""
    pieces = []
    while len(line) > BLOCK:
        cut = line.rfind(" ", 1, BLOCK + 1)
        cut = cut if cut > 0 else BLOCK
        pieces.append(line[:cut].rstrip())
        line = line[cut:].lstrip()
    return [*pieces, line]
