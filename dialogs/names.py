"""Noticing that a text may speak of somebody who handles reports.

It only leads to a question ("Is this our Monitoring Officer?"), so it looks generously: a surname is enough, whatever
its capitals, accents, apostrophes and hyphens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from dialogs.facts import Handler

_ACCENTS = re.compile("[\u0300-\u036f]")
#: Letters that no decomposition turns into a plain one.
_STROKED = str.maketrans("łøđı", "lodi")
_APOSTROPHES = re.compile(r"['’‘`´]")
_DASHES = re.compile(r"[-\u2010-\u2015\s]+")


def folded(text: str) -> str:
    """Small letters without accents or apostrophes; dashes and runs of spaces become one space."""
    small = text.lower()
    if not small.isascii():
        small = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(_STROKED)
    return _DASHES.sub(" ", _APOSTROPHES.sub("", small))


def named(handlers: Sequence[Handler], texts: Iterable[str], descriptions: Iterable[str]) -> tuple[Handler, ...]:
    """The handlers whose surname stands in `texts` or `descriptions`, or whose post stands in `descriptions`."""
    if not handlers:
        return ()
    told = folded("\n".join(descriptions))
    everything = f"{folded(chr(10).join(texts))} {told}"
    return tuple(
        handler
        for handler in handlers
        if _stands_in(everything, _surname(handler.name)) or _stands_in(told, folded(handler.post))
    )


def _surname(name: str) -> str:
    words = name.split()
    return folded(words[-1]) if words else ""


def _stands_in(text: str, words: str) -> bool:
    """As words of their own; a possessive s may follow. The plain search comes first because it is far quicker."""
    return bool(words) and words in text and re.search(rf"(?<!\w){re.escape(words)}s?(?!\w)", text) is not None
