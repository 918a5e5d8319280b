"""Noticing that a text may speak of somebody who handles reports.

It only leads to a question ("Is this our Monitoring Officer?"), so it looks generously: a surname is enough, whatever
its capitals, accents, apostrophes and hyphens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from dialogs.facts import Handler

_ACCENTS = re.compile("[\u0300-\u036f]+")
#: Letters that no decomposition turns into a plain one.
_STROKED = (("ł", "l"), ("ø", "o"), ("đ", "d"), ("ı", "i"))
_APOSTROPHES = "'’‘`´"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015"

#: Between two texts, so that the end of one and the beginning of the next never make a name.
_APART = " | "


def folded(text: str) -> str:
    """Small letters without accents or apostrophes; dashes become spaces."""
    small = text.lower()
    if small.isascii():
        if small.replace(" ", "").isalnum():
            return small
    else:
        if not unicodedata.is_normalized("NFKD", small):
            small = _ACCENTS.sub("", unicodedata.normalize("NFKD", small)).casefold()
        for stroked, plain in _STROKED:
            small = small.replace(stroked, plain)
    for apostrophe in _APOSTROPHES:
        small = small.replace(apostrophe, "")
    for dash in _DASHES:
        small = small.replace(dash, " ")
    return small


def named(handlers: Sequence[Handler], texts: Iterable[str], descriptions: Iterable[str]) -> tuple[Handler, ...]:
    """The handlers whose surname stands in `texts` or `descriptions`, or whose post stands in `descriptions`."""
    if not handlers:
        return ()
    told = folded(_APART.join(descriptions))
    everything = f"{folded(_APART.join(texts))}{_APART}{told}"
    return tuple(
        handler
        for handler in handlers
        if _stands_in(everything, _surname(handler.name)) or _stands_in(told, _post(handler.post))
    )


# Handlers are few and asked about at every press. Only their own names and posts are kept, never what was typed.
@lru_cache(maxsize=64)
def _surname(name: str) -> str:
    words = name.split()
    return " ".join(folded(words[-1]).split()) if words else ""


@lru_cache(maxsize=64)
def _post(post: str) -> str:
    return " ".join(folded(post).split())


def _stands_in(text: str, words: str) -> bool:
    """As words of their own, with one space between them; a possessive s may follow."""
    if not words:
        return False
    if " " in words:
        text = " ".join(text.split())
    at = text.find(words)
    while at >= 0:
        after = text[at + len(words) : at + len(words) + 2]
        if not text[max(at - 1, 0) : at].isalnum() and not after.removeprefix("s")[:1].isalnum():
            return True
        at = text.find(words, at + 1)
    return False
