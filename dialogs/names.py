"""Noticing that a text may speak of somebody who handles reports.

It only leads to a question ("Is this our Monitoring Officer?"), so it looks generously: a surname is enough, whatever
its capitals, accents, apostrophes and hyphens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from dialogs.facts import Handler

_ACCENTS = re.compile("[\u0300-\u036f]+")
#: Letters that no decomposition turns into a plain one.
_STROKED = (("ł", "l"), ("ø", "o"), ("đ", "d"), ("ı", "i"))
_APOSTROPHES = "'’‘`´"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015"


def folded(text: str) -> str:
    """Small letters without accents or apostrophes; dashes and runs of spaces become one space."""
    small = text.lower()
    if not small.isascii():
        if not unicodedata.is_normalized("NFKD", small):
            small = _ACCENTS.sub("", unicodedata.normalize("NFKD", small)).casefold()
        for stroked, plain in _STROKED:
            small = small.replace(stroked, plain)
    for apostrophe in _APOSTROPHES:
        small = small.replace(apostrophe, "")
    for dash in _DASHES:
        small = small.replace(dash, " ")
    return " ".join(small.split())


def named(handlers: Sequence[Handler], texts: Iterable[str], descriptions: Iterable[str]) -> tuple[Handler, ...]:
    """The handlers whose surname stands in `texts` or `descriptions`, or whose post stands in `descriptions`."""
    if not handlers:
        return ()
    told = folded("\n".join(descriptions))
    everything = f"{folded(' '.join(texts))} {told}"
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
