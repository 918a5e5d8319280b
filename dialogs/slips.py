"""Noticing, quickly, that a code was pasted into a text.

`governance.codes.contains_code` looks at every word of a text and takes milliseconds for a long one. A draft is read
on every press, so the lengths of its words are looked at first: only where they could be the groups of a code is the
real question asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from governance.codes import contains_code

#: Everything but plain letters and digits becomes a space. A code has nothing else in its groups.
_SPACED = bytes(sign if chr(sign).isalnum() and sign < 128 else 32 for sign in range(256))
#: Lengths of words, one byte each, that twenty symbols can be split into: fives and their multiples, or all ones, twos
#: or fours.
_GROUPS = (
    *(bytes(lengths) for lengths in ((20,), (10, 10), (5, 15), (15, 5), (5, 5, 10), (5, 10, 5), (10, 5, 5))),
    *(bytes((length,)) * (20 // length) for length in (5, 4, 2, 1)),
)
_ANY_GROUPS = re.compile(b"|".join(map(re.escape, _GROUPS)), re.DOTALL)
_LONGEST = 255
#: Where there are more places to look at than this, looking at every word is quicker.
_FEW = 20


def holds_code(text: str) -> bool:
    """Whether a code stands anywhere in `text`: the same answer as `contains_code`, sooner."""
    words = _plain(text).encode("ascii", "replace").translate(_SPACED).split()
    lengths = _lengths(words)
    if not _ANY_GROUPS.search(lengths):
        return False
    suspects = list(islice(_suspects(words, lengths), _FEW))
    if len(suspects) < _FEW and not any(map(contains_code, suspects)):
        return False
    return contains_code(text)


def _lengths(words: list[bytes]) -> bytes:
    try:
        return bytes(map(len, words))
    except ValueError:  # a word that is too long to count in a byte is too long for a code
        return bytes(min(len(word), _LONGEST) for word in words)


def _suspects(words: list[bytes], lengths: bytes) -> Iterator[str]:
    """Words in a row that have the lengths of a code's groups."""
    for groups in _GROUPS:
        at = lengths.find(groups)
        while at >= 0:
            yield b" ".join(words[at : at + len(groups)]).decode("ascii")
            at = lengths.find(groups, at + 1)


def _plain(text: str) -> str:
    """Wide forms made narrow, and the invisible characters that copying leaves behind taken out."""
    if text.isascii():
        return text
    narrow = unicodedata.normalize("NFKC", text).upper()
    if narrow.replace("\n", " ").isprintable():  # far quicker than to look at every sign
        return narrow
    return "".join(sign for sign in narrow if unicodedata.category(sign) != "Cf")
