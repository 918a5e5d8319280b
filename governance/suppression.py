"""Small numbers that are not published, so that nobody is found in them (policy paragraph 29).

A number from 1 to 4 is hidden. That alone is not enough: whoever knows the total takes the other numbers away from it.
So more is hidden until what is left fits several different tables, whatever is reckoned from it and even by somebody
who knows these rules.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Numbers below this are hidden; nought is not, because it is about nobody.
FEWEST = 5

#: Counts by name; None is one that is hidden.
Shown = Mapping[str, int | None]


def few(count: int) -> bool:
    """Whether a number is hidden for being small."""
    return 0 < count < FEWEST


def parts_of(counts: Mapping[str, int]) -> Shown | None:
    """The counts of a whole whose total is published: each of the whole is in exactly one of them.

    None when nothing could be shown but noughts: then the table is left out as a whole, and its noughts with it.
    """
    hidden = {name for name, count in counts.items() if few(count)}
    while not _is_safe([counts[name] for name in hidden]):
        rest = {count for name, count in counts.items() if name not in hidden and count}
        if not rest:
            return None
        # Of several that are alike all are hidden: a choice by name or place would tell something.
        hidden.update(name for name, count in counts.items() if count == min(rest))
    if not any(count for name, count in counts.items() if name not in hidden) and any(counts.values()):
        return None
    return {name: None if name in hidden else count for name, count in counts.items()}


def mentions_of(counts: Mapping[str, int]) -> Shown:
    """Counts of which one of the whole may be in several or none: they add up to nothing that is published."""
    return {name: None if few(count) else count for name, count in counts.items()}


def _is_safe(hidden: list[int]) -> bool:
    """Whether the sum of the hidden numbers, which anybody can reckon, leaves each of them open.

    One alone is the sum. All of them 1 is the least that so many can come to, and all of them 4 the most."""
    if not hidden:
        return True
    total, number = sum(hidden), len(hidden)
    return number > 1 and number < total and (max(hidden) >= FEWEST or total < (FEWEST - 1) * number)
