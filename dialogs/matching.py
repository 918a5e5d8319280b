"""Which lines of the Information Asset Register somebody may mean, by what they wrote."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.facts import KnownAsset
from dialogs.names import folded

#: More than this is a list to search in, and not an answer to press.
MOST = 5
#: Shorter words say nothing of which one is meant.
_SHORTEST = 3
#: A word of so many letters or more is matched by its beginning: "payment" finds "payments".
_STEM = 5
_SAY_NOTHING = frozenset({"the", "and", "our", "for", "system", "data", "information", "records", "files", "database"})


def matched(assets: Sequence[KnownAsset], said: str) -> tuple[KnownAsset, ...]:
    """The best few, the best first; empty when nothing fits."""
    words = _words(said)
    reference = said.strip().casefold()
    scored = [(_score(asset, words, reference), asset) for asset in assets] if words or reference else []
    found = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1].title))
    return tuple(asset for _, asset in found[:MOST])


def _score(asset: KnownAsset, words: frozenset[str], reference: str) -> int:
    """A word of the title counts more than one of its service or its owner; its reference more than all."""
    if reference and reference == asset.reference.casefold():
        return 1_000
    title, around = _words(asset.title), _words(f"{asset.service} {asset.owner}")
    return sum(3 for word in words if _in(word, title)) + sum(1 for word in words if _in(word, around))


def _in(word: str, words: frozenset[str]) -> bool:
    return word in words or any(
        len(word) >= _STEM and len(each) >= _STEM and each[:_STEM] == word[:_STEM] for each in words
    )


def _words(text: str) -> frozenset[str]:
    plain = "".join(sign if sign.isalnum() else " " for sign in folded(text))
    return frozenset(word for word in plain.split() if len(word) >= _SHORTEST and word not in _SAY_NOTHING)
