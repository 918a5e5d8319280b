"""What is said when a colleague is given incidents that came before them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Giving:
    """To a colleague."""

    who: str
    #: `this` or `all`.
    which: str
