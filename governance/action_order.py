"""Which action comes before which, and which recommendations one action answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from governance.actions import Action
from governance.errors import Refused


class ActionOrder(Protocol):
    """Pairs of references: the one has to be done before the other."""

    async def before(self, references: Collection[str]) -> Mapping[str, Sequence[str]]:
        """What has to be done before each of these, in the order of their references; those that wait for nothing are
        absent."""

    async def after(self, references: Collection[str]) -> Mapping[str, Sequence[str]]:
        """What waits for each of these; those that nothing waits for are absent."""

    async def everything(self) -> Mapping[str, Sequence[str]]:
        """As `before`, of every action that waits for another."""

    async def put(self, before: Mapping[str, Collection[str]]) -> None:
        """From now on these wait for those, and for no others."""


def circle_in(before: Mapping[str, Collection[str]]) -> Sequence[str]:
    """Actions that wait for each other in a circle, the first also last; empty when there are none."""
    done: set[str] = set()
    for start in before:
        path: list[str] = []
        places: dict[str, int] = {}
        ways = [iter([start])]
        while ways:
            step = next(ways[-1], None)
            if step is None:
                ways.pop()
                if path:
                    left = path.pop()
                    del places[left]
                    done.add(left)
            elif step in places:
                return [*path[places[step] :], step]
            elif step not in done:
                places[step] = len(path)
                path.append(step)
                ways.append(iter(sorted(before.get(step, ()))))
    return []


def check_order(before: Mapping[str, Collection[str]]) -> None:
    """Raises Refused when actions wait for each other in a circle."""
    if circle := circle_in(before):
        raise Refused(f"These would wait for each other for ever: {' → '.join(circle)}. Leave one of them out.")


def sources_of(action: Action) -> Sequence[str]:
    """Where it comes from, and the source of everything else that it answers; each once."""
    return list(dict.fromkeys([action.source, *(each.partition(":")[0].strip() for each in action.answers)]))


def parts_of(written: str) -> tuple[str, ...]:
    """What somebody wrote on lines of their own or with semicolons between; each once."""
    parts = (" ".join(each.split()) for line in written.splitlines() for each in line.split(";"))
    return tuple(dict.fromkeys(each for each in parts if each))
