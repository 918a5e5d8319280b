"""What Teams can be told to answer, so that a person can try how the bot copes; and a record of what was called."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

#: Calls remembered; older ones are forgotten.
_REMEMBERED = 2000


class Answer(StrEnum):
    """How Teams answers the bot's calls about one person."""

    #: Too many requests, with Retry-After.
    SLOW_DOWN = "429"
    CONFLICT = "412"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    #: The person blocked the bot or took the app away.
    BLOCKED = "403"
    #: The call is not done and the line goes dead.
    DROP = "drop"
    #: The call is done, and its answer is lost.
    LOSE = "lose"


@dataclass(slots=True)
class Fault:
    answer: Answer
    #: How many more calls it meets; None is until it is taken away.
    times: int | None = None
    #: Seconds in Retry-After; None leaves the header out, as Teams sometimes does.
    retry_after: int | None = None


class Faults:
    """At most one fault a person, and one for everybody (key None), which yields to the person's own."""

    def __init__(self) -> None:
        self._faults: dict[str | None, Fault] = {}

    def set(self, person: str | None, fault: Fault | None) -> None:
        """None takes the fault away."""
        if fault is None:
            self._faults.pop(person, None)
        else:
            self._faults[person] = fault

    def meet(self, person: str | None) -> Fault | None:
        """The fault that this call meets, counted down; None when all is well."""
        key = person if person in self._faults else None
        fault = self._faults.get(key)
        if fault is None:
            return None
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                del self._faults[key]
        return fault

    def standing(self) -> dict[str, dict[str, object]]:
        """By person; the one for everybody under "everyone"."""
        return {key or "everyone": asdict(fault) for key, fault in self._faults.items()}


@dataclass(frozen=True, slots=True)
class Call:
    """One call, without what was in it."""

    #: "to the bot" or "to Teams".
    way: str
    #: Such as "task/fetch" or "POST activities".
    what: str
    #: Entra object id; None when the call names nobody.
    person: str | None
    #: The HTTP status answered; 0 when there was no answer.
    status: int
    milliseconds: int


class Calls:
    """The calls so far, oldest first."""

    def __init__(self, tell: Callable[[Call], None]) -> None:
        self._calls: deque[Call] = deque(maxlen=_REMEMBERED)
        self._tell = tell

    def add(self, call: Call) -> None:
        self._calls.append(call)
        self._tell(call)

    def all(self) -> Sequence[Call]:
        return tuple(self._calls)

    def clear(self) -> None:
        self._calls.clear()
