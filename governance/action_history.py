"""Since when an action stands as it does: its states with their days, only ever added to.

What the council reported on a day can be counted again from this, whatever happened since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from governance.actions import STATES, ActionState
from governance.rows import Cells, plain, quoted
from governance.written_dates import read_date, why_no_date

#: Who said so, of what a spreadsheet says.
REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Reached:
    """An action reached a state. Of one day, the last that was written counts."""

    reference: str
    on: date
    state: ActionState
    #: A staff number, or `REGISTER`.
    by_id: str = REGISTER


class ActionHistory(Protocol):
    async def add(self, reached: Iterable[Reached], new: Collection[str] = frozenset()) -> None:
        """In the order given, after what is there. Nothing is ever changed or taken away. Of the actions that are `new`
        nothing is there, so it is not looked up."""

    async def of(self, references: Collection[str]) -> Mapping[str, Sequence[Reached]]:
        """By reference, by day and then as they were written; those without any are absent."""

    async def until(self, day: date) -> Mapping[str, ActionState]:
        """How each action that was known stood at the end of that day, by reference."""


def news(known: Sequence[Reached], given: Iterable[Reached]) -> list[Reached]:
    """Those of `given` that are not known yet."""
    there = {(each.on, each.state) for each in known}
    return [each for each in given if (each.on, each.state) not in there]


def stands(history: Sequence[Reached]) -> ActionState | None:
    """The newest state; None when there is none."""
    return history[-1].state if history else None


def read_history(cells: Cells, reference: str, today: date) -> list[Reached]:
    """The cell `history`: days and states, such as “25/07/2016 not begun; 20/02/2017 closed”, by day."""
    if not cells.text("history"):
        return []
    found = []
    for part in cells.parts("history"):
        written, _, word = part.partition(" ")
        day, state = read_date(written), STATES.get(plain(word))
        if day is None:
            cells.wrong("history", f"{quoted(written)} {why_no_date(written)}")
        elif state is None:
            cells.wrong("history", f"{quoted(word)} is not how far an action can be")
        elif day > today:
            cells.wrong("history", f"{quoted(written)} is yet to come")
        else:
            found.append(Reached(reference, day, state))
    days = defaultdict(set)
    for each in found:
        days[each.on].add(each.state)
    if any(len(states) > 1 for states in days.values()):
        cells.wrong("history", "says two things of one day")
    return sorted(found, key=lambda each: each.on)


def history_cell(history: Sequence[Reached]) -> str:
    """As a spreadsheet has it: of each day the last."""
    last = {each.on: each.state for each in history}
    return "; ".join(f"{day.isoformat()} {state.value.replace('_', ' ')}" for day, state in last.items())
