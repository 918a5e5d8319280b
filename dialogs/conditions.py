"""When a question is asked: conditions on earlier answers, as data that can be checked, followed and printed.

A condition is asked of the answers so far. A question that was not asked has no answer, so nothing that hangs on it
holds, and hiding one question hides whatever hung on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from governance.incidents import Moment

Answers = Mapping[str, object]

#: Shorter words than this are not taken for names: "Mr", "the", "a".
_SHORTEST_NAME = 3
_NAME_LIKE = re.compile(rf"\b[A-Z][\w'’-]{{{_SHORTEST_NAME - 1},}}")


class Condition(Protocol):
    def holds(self, answers: Answers) -> bool: ...

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(question key, the choices of it that are spoken of) for every question that this looks at."""


@dataclass(frozen=True, slots=True, init=False)
class Is:
    """The answer is one of these choices."""

    key: str
    values: tuple[str, ...]

    def __init__(self, key: str, *values: str) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", values)

    def holds(self, answers: Answers) -> bool:
        return answers.get(self.key) in self.values

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ((self.key, self.values),)


@dataclass(frozen=True, slots=True, init=False)
class Has:
    """At least one of these choices was picked, where several may be."""

    key: str
    values: tuple[str, ...]

    def __init__(self, key: str, *values: str) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", values)

    def holds(self, answers: Answers) -> bool:
        picked = answers.get(self.key)
        return isinstance(picked, tuple) and any(value in picked for value in self.values)

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ((self.key, self.values),)


@dataclass(frozen=True, slots=True)
class Given:
    """The question was answered with anything at all."""

    key: str

    def holds(self, answers: Answers) -> bool:
        return bool(answers.get(self.key))

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ((self.key, ()),)


@dataclass(frozen=True, slots=True)
class Contains:
    """The text has one of these parts in it, whatever the capitals and the spaces."""

    key: str
    parts: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        text = answers.get(self.key)
        if not isinstance(text, str):
            return False
        plain = "".join(text.casefold().split())
        return any(part in plain for part in self.parts)

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ((self.key, ()),)


@dataclass(frozen=True, slots=True)
class Mentions:
    """A text repeats a name from the people who were listed (a word of theirs that begins with a capital)."""

    key: str
    people: str

    def holds(self, answers: Answers) -> bool:
        text, people = answers.get(self.key), answers.get(self.people)
        if not isinstance(text, str) or not isinstance(people, tuple):
            return False
        words = {word.casefold() for word in _NAME_LIKE.findall(text)}
        return any(name.casefold() in words for person in people for name in _NAME_LIKE.findall(person.who))

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ((self.key, ()), (self.people, ()))


@dataclass(frozen=True, slots=True)
class OverADayAgo:
    """The moment lay more than a day back when it was told."""

    key: str

    def holds(self, answers: Answers) -> bool:
        moment = answers.get(self.key)
        return isinstance(moment, Moment) and moment.over_a_day_ago

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ((self.key, ()),)


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    conditions: tuple[Condition, ...]

    def __init__(self, *conditions: Condition) -> None:
        object.__setattr__(self, "conditions", conditions)

    def holds(self, answers: Answers) -> bool:
        return any(condition.holds(answers) for condition in self.conditions)

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple(point for condition in self.conditions for point in condition.points_at())


@dataclass(frozen=True, slots=True, init=False)
class AllOf:
    conditions: tuple[Condition, ...]

    def __init__(self, *conditions: Condition) -> None:
        object.__setattr__(self, "conditions", conditions)

    def holds(self, answers: Answers) -> bool:
        return all(condition.holds(answers) for condition in self.conditions)

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple(point for condition in self.conditions for point in condition.points_at())


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition

    def holds(self, answers: Answers) -> bool:
        return not self.condition.holds(answers)

    def points_at(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return self.condition.points_at()


#: No condition: asked of everybody.
ALWAYS = AllOf()
