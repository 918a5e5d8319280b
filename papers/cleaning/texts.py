"""Plain text, without the signs that nobody sees."""

from __future__ import annotations

import unicodedata

from governance.files import KINDS, Cleaned

#: Signs without a shape of their own: marks that can be hidden in a text to tell its copies apart, and those that turn
#: its direction.
_UNSEEN = frozenset({"Cf", "Co", "Cn", "Cs"})


def clean_text(text: str) -> Cleaned:
    """In UTF-8, with one way of ending a line and of writing a letter."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    # Of each sign once: a text is long, and has few different ones.
    unseen = {sign for sign in set(lines) if unicodedata.category(sign) in _UNSEEN}
    hidden = sum(lines.count(sign) for sign in unseen)
    seen = lines.translate(dict.fromkeys(map(ord, unseen))) if unseen else lines
    removed = (f"signs that nobody can see ({hidden}): they can mark one copy of a text",) if hidden else ()
    return Cleaned(KINDS["txt"], unicodedata.normalize("NFC", seen).encode(), removed)
