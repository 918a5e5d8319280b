"""What a person typed, without the letters that nobody sees: they can hide words, or turn a line around."""

from __future__ import annotations

import re

_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
#: Control characters but tab and line feed, soft hyphen, Mongolian vowel separator, zero-width and joining signs,
#: bidi controls, fillers, the tag block, variation selectors of the second plane, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def seen(typed: str) -> tuple[str, int]:
    """The text as it can be seen, its lines ended by line feeds, and how many letters were taken out of it."""
    if typed.isascii() and typed.isprintable():  # nothing of what is looked for below, and nearly always so
        return typed, 0
    return _UNSEEN.subn("", _LINE_END.sub("\n", typed))
