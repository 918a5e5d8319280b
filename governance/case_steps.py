"""The steps of a case and the states between which they lead: received → acknowledged → triaged → referred or
investigating → concluded → closed; withdrawn at the reporter's word (policy paragraphs 20 to 22; the stages of ISO
37002: receive, assess, address, conclude).

It is one table. Whatever asks what may be done now, and whatever is done, asks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from governance.obligations import Duty
from governance.outcomes import Outcome
from governance.reports import Entry, State


class Step(StrEnum):
    """What may be done in a case. All but WITHDRAW and LEARN are letters of a handler to the reporter."""

    ACKNOWLEDGE = "acknowledge"
    ASK = "ask"
    MESSAGE = "message"
    #: An offer to meet.
    MEET = "meet"
    #: How it goes, at least every so many working days.
    PROGRESS = "progress"
    #: What is to be done with it is decided.
    TRIAGE = "triage"
    #: Somebody begins to look into it.
    INVESTIGATE = "investigate"
    #: Somebody else than those who handle it takes it on.
    REFER = "refer"
    CONCLUDE = "conclude"
    CLOSE = "close"
    #: After it was closed: whether all is well.
    CHECK_IN = "check_in"
    REOPEN = "reopen"
    #: What the council learned: no letter.
    LEARN = "learn"
    #: By the reporter.
    WITHDRAW = "withdraw"


#: What a handler's letter of each step is called in the conversation.
ENTRIES: Mapping[Step, Entry] = {
    Step.ACKNOWLEDGE: Entry.ACKNOWLEDGEMENT,
    Step.ASK: Entry.QUESTION,
    Step.MESSAGE: Entry.MESSAGE,
    Step.MEET: Entry.MEETING,
    Step.PROGRESS: Entry.PROGRESS,
    Step.TRIAGE: Entry.DECISION,
    Step.INVESTIGATE: Entry.PROGRESS,
    Step.REFER: Entry.DECISION,
    Step.CONCLUDE: Entry.OUTCOME,
    Step.CLOSE: Entry.COMPLETION,
    Step.CHECK_IN: Entry.CHECK_IN,
    Step.REOPEN: Entry.REOPENING,
    Step.LEARN: Entry.OUTCOME,
}

_S = State
_UNDER_WAY = (_S.ACKNOWLEDGED, _S.TRIAGED, _S.REFERRED, _S.INVESTIGATING)
_DECIDED = (_S.TRIAGED, _S.REFERRED, _S.INVESTIGATING)
_WRITABLE = (_S.WAITING, _S.RECEIVED, *_UNDER_WAY, _S.CONCLUDED)


def _stays(*states: State) -> Mapping[State, frozenset[State]]:
    return {state: frozenset({state}) for state in states}


def _leads(to: Iterable[State], *states: State) -> Mapping[State, frozenset[State]]:
    return {state: frozenset(to) for state in states}


#: From which states a step may be taken, and to which it may lead.
MOVES: Mapping[Step, Mapping[State, frozenset[State]]] = {
    Step.ACKNOWLEDGE: _leads([_S.ACKNOWLEDGED], _S.WAITING, _S.RECEIVED),
    Step.ASK: _stays(*_WRITABLE),
    Step.MESSAGE: _stays(*_WRITABLE),
    Step.MEET: _stays(*_WRITABLE),
    Step.PROGRESS: _stays(*_UNDER_WAY),
    Step.TRIAGE: {
        _S.ACKNOWLEDGED: frozenset({_S.ACKNOWLEDGED, _S.TRIAGED, _S.REFERRED}),
        _S.TRIAGED: frozenset({_S.TRIAGED, _S.REFERRED}),
    },
    Step.INVESTIGATE: _leads([_S.INVESTIGATING], _S.TRIAGED, _S.REFERRED),
    Step.REFER: _leads([_S.REFERRED], _S.TRIAGED, _S.INVESTIGATING),
    Step.CONCLUDE: _leads([_S.CONCLUDED], *_DECIDED),
    Step.CLOSE: _leads([_S.CLOSED], _S.CONCLUDED),
    Step.CHECK_IN: _stays(_S.CLOSED),
    Step.REOPEN: _leads([_S.INVESTIGATING], _S.CONCLUDED, _S.CLOSED),
    Step.LEARN: _stays(*_DECIDED, _S.CONCLUDED, _S.CLOSED),
    Step.WITHDRAW: _leads([_S.WITHDRAWN], _S.WAITING, _S.RECEIVED, *_UNDER_WAY),
}

#: In which states a duty is owed. What answers the reporter, and what waits for their answer, hangs on letters instead.
RUNS: Mapping[Duty, frozenset[State]] = {
    Duty.TRIAGE: frozenset({_S.ACKNOWLEDGED}),
    Duty.PROGRESS: frozenset(_UNDER_WAY),
    Duty.COMPLETE: frozenset(_UNDER_WAY),
    Duty.FEEDBACK: frozenset(_UNDER_WAY),
    Duty.CLOSE: frozenset({_S.CONCLUDED}),
    Duty.CHECK_IN: frozenset({_S.CLOSED}),
}
#: A reporter's letter is owed an answer in these states. Before, the acknowledgement answers it.
ANSWERED_IN = frozenset({*_UNDER_WAY, _S.CONCLUDED, _S.CLOSED})
#: Duties whose clock begins anew with a step.
RESTARTS: Mapping[Step, frozenset[Duty]] = {
    Step.PROGRESS: frozenset({Duty.PROGRESS}),
    Step.TRIAGE: frozenset({Duty.PROGRESS, Duty.TRIAGE}),
    Step.INVESTIGATE: frozenset({Duty.PROGRESS}),
    Step.REFER: frozenset({Duty.PROGRESS}),
    Step.CHECK_IN: frozenset({Duty.CHECK_IN}),
}


def may(state: State, step: Step, to: State | None = None) -> bool:
    """Whether the step may be taken in this state; with `to`, whether it may lead there."""
    leads = MOVES[step].get(state, frozenset())
    return bool(leads) if to is None else to in leads


def moves(step: Step) -> bool:
    """Whether it leads on, and can be done once only."""
    return any(state not in leads for state, leads in MOVES[step].items())


#: What somebody does who was given a case to look into it. What becomes of it, those decide who keep it.
LOOKING_INTO = frozenset({Step.ASK, Step.MESSAGE, Step.MEET, Step.PROGRESS})


def allowed(state: State) -> tuple[Step, ...]:
    """The steps of a handler that may be taken now, in the order of a case."""
    return tuple(step for step in Step if step is not Step.WITHDRAW and may(state, step))


def may_end_as(state: State, outcome: Outcome) -> bool:
    """Whether a case in this state may be concluded so. What was not investigated is neither upheld nor not, what was
    is not "resolved without", and nobody but the reporter takes a report back."""
    if outcome is Outcome.WITHDRAWN or not may(state, Step.CONCLUDE):
        return False
    if outcome.investigated:
        return state is State.INVESTIGATING
    return outcome is not Outcome.RESOLVED or state is not State.INVESTIGATING


class Next(StrEnum):
    """What is to be done next about a case."""

    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    TRIAGE = "triage"
    #: Give it to somebody who looks into it, or conclude.
    ASSIGN = "assign"
    PROGRESS = "progress"
    CONCLUDE = "conclude"
    CLOSE = "close"
    CHECK_IN = "check_in"
    NOTHING = "nothing"


#: In the order in which what is due on one day is done.
_NEXT: Mapping[Duty, Next] = {
    Duty.ACKNOWLEDGE: Next.ACKNOWLEDGE,
    Duty.REPLY: Next.REPLY,
    Duty.TRIAGE: Next.TRIAGE,
    Duty.COMPLETE: Next.CONCLUDE,
    Duty.FEEDBACK: Next.CONCLUDE,
    Duty.PROGRESS: Next.PROGRESS,
    Duty.CLOSE: Next.CLOSE,
    Duty.CHECK_IN: Next.CHECK_IN,
}
#: The duties of the people who handle a case.
HANDLERS_DUTIES: Sequence[Duty] = tuple(_NEXT)


@dataclass(frozen=True, slots=True)
class ToDo:
    what: Next
    due_on: date | None = None


NOTHING = ToDo(Next.NOTHING)


def next_of(state: State, due: Mapping[Duty, date]) -> ToDo:
    """What is due first, of what is open. `due` has the day of each open duty."""
    owed = [(due[duty], place, what) for place, (duty, what) in enumerate(_NEXT.items()) if duty in due]
    if not owed:
        return NOTHING
    due_on, _, what = min(owed)
    if what is Next.CONCLUDE and state is State.TRIAGED:
        what = Next.ASSIGN
    return ToDo(what, due_on)
