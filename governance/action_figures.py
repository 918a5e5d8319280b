"""How the council's actions stood on a day, counted from since when each stood as it did.

Whatever happened after that day changes nothing: the same day gives the same figures, whenever they are made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.actions import Action, ActionState, Extension, ExtensionState, Head, Heads, heads_of
from governance.ratings import Rating


@dataclass(frozen=True, slots=True)
class StoodAction:
    """An action as it stood on a day."""

    #: With the state and the date of that day.
    action: Action
    rating: Rating
    #: As it stood on the earlier day; None when it was not known then, or there is no earlier day.
    before: ActionState | None = None

    @property
    def newly_complete(self) -> bool:
        return self.action.state.complete and not (self.before is not None and self.before.complete)


@dataclass(frozen=True, slots=True)
class MoreTimeFigures:
    """Requests for more time that were asked for up to the day."""

    asked: int = 0
    granted: int = 0
    refused: int = 0

    @property
    def waiting(self) -> int:
        return self.asked - self.granted - self.refused


@dataclass(frozen=True, slots=True)
class ActionFigures:
    on: date
    #: The day of the report before; None for none.
    since: date | None
    #: What was counted, such as one source; empty for all.
    source: str
    #: By reference.
    actions: tuple[StoodAction, ...]
    #: How all that were known stood on the earlier day.
    heads_before: Heads | None
    more_time: MoreTimeFigures

    @property
    def heads(self) -> Heads:
        return heads_of(each.action.state for each in self.actions)

    def by_source(self) -> Mapping[str, Heads]:
        """By source, in their order; every action is under one."""
        found: dict[str, list[ActionState]] = defaultdict(list)
        for each in self.actions:
            found[each.action.source].append(each.action.state)
        return {source: heads_of(found[source]) for source in sorted(found)}

    def under(self, head: Head) -> Sequence[StoodAction]:
        return [each for each in self.actions if each.action.state.head is head]

    def count(self, state: ActionState) -> int:
        return sum(each.action.state is state for each in self.actions)

    @property
    def completed_since(self) -> Sequence[StoodAction]:
        return [each for each in self.actions if self.since is not None and each.newly_complete]


def as_it_stood(action: Action, state: ActionState, extensions: Sequence[Extension], on: date) -> Action:
    """With the state and the date of that day. A later date counts from the day on which it was agreed to. Who holds it
    and what it is called are as they are now."""
    granted = [
        each
        for each in extensions
        if each.state is ExtensionState.GRANTED and each.decided_on is not None and each.decided_on <= on
    ]
    due_on = granted[-1].to_on if granted else action.original_due_on
    return replace(action, state=state, due_on=due_on, version=1)


def more_time(extensions: Sequence[Extension], on: date) -> MoreTimeFigures:
    asked = [each for each in extensions if each.asked_on <= on]
    decided = [each for each in asked if each.decided_on is not None and each.decided_on <= on]
    granted = sum(each.state is ExtensionState.GRANTED for each in decided)
    return MoreTimeFigures(len(asked), granted, len(decided) - granted)
